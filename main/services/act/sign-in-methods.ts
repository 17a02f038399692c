// How a person signs in, as far as anybody may know it: what there is and since when, never a secret.
import type { UserId } from '../../domain/user.ts';
import { getAuthenticator } from '../../storage/authenticators.ts';
import type { Reader } from '../../storage/database.ts';
import { getPasswordSetAt } from '../../storage/passwords.ts';
import { getRecoveryCodeSet } from '../../storage/recovery-codes.ts';

/** Times in epoch ms. */
export interface SignInMethods {
  readonly passwordSince: number | null;
  readonly authenticator: { readonly since: number; readonly lastUsedAt: number | null } | null;
  readonly recoveryCodesLeft: number;
}

export function getSignInMethods(reader: Reader, userId: UserId): SignInMethods {
  const authenticator = getAuthenticator(reader, userId);
  return {
    passwordSince: getPasswordSetAt(reader, userId) ?? null,
    authenticator: authenticator === undefined ? null : { since: authenticator.confirmedAt, lastUsedAt: authenticator.lastUsedAt },
    recoveryCodesLeft: getRecoveryCodeSet(reader, userId)?.remaining ?? 0,
  };
}
