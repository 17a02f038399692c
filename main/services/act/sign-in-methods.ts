// How a user signs in: which methods exist and since when. It holds no secret.
import type { UserId } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { getAuthenticator } from '../../storage/tables/authenticators.ts';
import { getPassword } from '../../storage/tables/passwords.ts';
import { getRecoveryCodeSet } from '../../storage/tables/recovery-codes.ts';

/** Times in epoch ms. */
export interface SignInMethods {
  readonly passwordSince: number | null;
  readonly authenticator: { readonly since: number; readonly lastUsedAt: number | null } | null;
  readonly recoveryCodesLeft: number;
}

export function getSignInMethods(reader: Reader, userId: UserId): SignInMethods {
  const authenticator = getAuthenticator(reader, userId);
  return {
    passwordSince: getPassword(reader, userId)?.setAt ?? null,
    authenticator:
      authenticator === undefined ? null : { since: authenticator.confirmedAt, lastUsedAt: authenticator.lastUsedAt },
    recoveryCodesLeft: getRecoveryCodeSet(reader, userId)?.remaining ?? 0,
  };
}
