// Whether an act that proves presence needs a fresh code now, for a dialog that reads no facts about a user.
import { request } from '../../bridge.ts';
import { type Reading, useRequest } from '../reading/use-request.ts';

const readPresence = () => request('account.getPresence', {});

/** While it is being read, or if that fails, no code is asked for: main refuses, and then the field appears. */
export const usePresence = (): Reading<{ readonly needsCode: boolean; readonly waitMs: number }> =>
  useRequest(readPresence);
