// Every request of the contract with its handler. A missing handler does not compile.
import type { RequestName } from '../../preload/contract/index.ts';
import { accountHandlers } from './account-handlers.ts';
import { applicationHandlers } from './application-handlers.ts';
import { approvalsHandlers } from './approvals-handlers.ts';
import { backupsHandlers } from './backups-handlers.ts';
import { bulkHandlers } from './bulk-handlers.ts';
import { bulkResetsHandlers } from './bulk-resets-handlers.ts';
import { clientsHandlers } from './clients-handlers.ts';
import { desktopHandlers } from './desktop-handlers.ts';
import { desktopsHandlers } from './desktops-handlers.ts';
import { evidenceHandlers } from './evidence-handlers.ts';
import { exportsHandlers } from './exports-handlers.ts';
import { firmHandlers } from './firm-handlers.ts';
import type { HandlersOf } from './handler.ts';
import { importsHandlers } from './imports-handlers.ts';
import { lineHandlers } from './line-handlers.ts';
// Types only: it fails to compile when main and the contract do not use the same words.
import './same-words.ts';
import { overviewHandlers } from './overview-handlers.ts';
import { policyHandlers } from './policy-handlers.ts';
import { reviewsHandlers } from './reviews-handlers.ts';
import { signInHandlers } from './sign-in-handlers.ts';
import { usersHandlers } from './users-handlers.ts';

export const handlers: HandlersOf<RequestName> = {
  ...applicationHandlers,
  ...lineHandlers,
  ...policyHandlers,
  ...signInHandlers,
  ...desktopHandlers,
  ...accountHandlers,
  ...usersHandlers,
  ...bulkHandlers,
  ...bulkResetsHandlers,
  ...approvalsHandlers,
  ...clientsHandlers,
  ...firmHandlers,
  ...overviewHandlers,
  ...reviewsHandlers,
  ...backupsHandlers,
  ...desktopsHandlers,
  ...exportsHandlers,
  ...evidenceHandlers,
  ...importsHandlers,
};
