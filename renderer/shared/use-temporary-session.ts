// A session that a temporary code opened. Main refuses in it whatever takes a code from the authenticator app, so the
// screens do not offer that.
import { useAppStore } from '../state.ts';

/** Why it is not possible now. The banner of the shell says until when. */
export const NEEDS_AUTHENTICATOR = 'You signed in with a temporary code. This needs your authenticator app.';

export const useTemporarySession = (): boolean =>
  useAppStore((state) => (state.signedIn?.temporaryUntil ?? null) !== null);
