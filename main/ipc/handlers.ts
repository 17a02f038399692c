// Every request of the contract with its handler. A missing one does not compile.
import type { RequestName } from '../../preload/contract/index.ts';
import { accountHandlers } from './account-handlers.ts';
import { approvalHandlers } from './approval-handlers.ts';
import { bulkHandlers } from './bulk-handlers.ts';
import { clientHandlers } from './client-handlers.ts';
import { firmHandlers } from './firm-handlers.ts';
import type { HandlersOf } from './handler.ts';
import { sessionHandlers } from './session-handlers.ts';
import { userHandlers } from './user-handlers.ts';

export const handlers: HandlersOf<RequestName> = {
  ...sessionHandlers,
  ...userHandlers,
  ...clientHandlers,
  ...accountHandlers,
  ...firmHandlers,
  ...bulkHandlers,
  ...approvalHandlers,
};
