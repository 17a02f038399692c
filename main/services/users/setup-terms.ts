// What the firm's policy asks of a user who must set up 2FA: whether a setup code is needed, and until when.
import type { Reader } from '../../storage/engine/database.ts';
import { getFirm } from '../../storage/tables/firm.ts';

export interface SetupTerms {
  readonly withSetupCode: boolean;
  /** Without a setup code too: past it the account is locked, so it is never open on a password alone for ever. */
  readonly deadlineAt: number;
}

export function setupTermsAt(reader: Reader, at: number): SetupTerms {
  const firm = getFirm(reader);
  return {
    withSetupCode: firm?.isSetupCodeRequired !== false,
    deadlineAt: at + (firm?.setupCodeMinutes ?? 0) * 60_000,
  };
}
