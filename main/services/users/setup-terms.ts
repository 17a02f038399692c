// The firm's policy for a user who must set up 2FA: whether a setup code is needed, and the deadline.
import type { Reader } from '../../storage/engine/database.ts';
import { getFirm } from '../../storage/tables/firm.ts';

export interface SetupTerms {
  readonly withSetupCode: boolean;
  /** Past it the account is locked, with or without a setup code: it never stays open on a password alone. */
  readonly deadlineAt: number;
}

export function setupTermsAt(reader: Reader, at: number): SetupTerms {
  const firm = getFirm(reader);
  return {
    withSetupCode: firm?.isSetupCodeRequired !== false,
    deadlineAt: at + (firm?.setupCodeMinutes ?? 0) * 60_000,
  };
}
