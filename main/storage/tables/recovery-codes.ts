// Recovery codes: one set per user with one salt. Each code is hashed (Argon2id) and works once.
import type { UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../engine/database.ts';
import { bytes, integer, integerOrNull } from '../engine/rows.ts';

export interface RecoveryCodeSet {
  readonly salt: Uint8Array;
  /** When the user confirmed that the codes are kept safe; null until then. */
  readonly savedAt: number | null;
  readonly remaining: number;
}

export function getRecoveryCodeSet(reader: Reader, userId: UserId): RecoveryCodeSet | undefined {
  const row = reader.get(
    `SELECT s.salt, s.saved_at,
       (SELECT count(*) FROM recovery_codes c WHERE c.user_id = s.user_id AND c.used_at IS NULL) AS remaining
     FROM recovery_code_sets s WHERE s.user_id = :userId`,
    { userId },
  );
  if (row === undefined) return undefined;
  return { salt: bytes(row, 'salt'), savedAt: integerOrNull(row, 'saved_at'), remaining: integer(row, 'remaining') };
}

/** The old set stops working. */
export function replaceRecoveryCodes(
  tx: Tx,
  userId: UserId,
  set: { readonly salt: Uint8Array; readonly hashes: readonly Uint8Array[]; readonly createdAt: number },
): void {
  removeRecoveryCodes(tx, userId);
  tx.run('INSERT INTO recovery_code_sets (user_id, salt, created_at) VALUES (:userId, :salt, :createdAt)', {
    userId,
    salt: set.salt,
    createdAt: set.createdAt,
  });
  for (const hash of set.hashes)
    tx.run('INSERT INTO recovery_codes (user_id, hash) VALUES (:userId, :hash)', { userId, hash });
}

export function markRecoveryCodesSaved(tx: Tx, userId: UserId, at: number): void {
  tx.run('UPDATE recovery_code_sets SET saved_at = :at WHERE user_id = :userId', { userId, at });
}

/** @returns whether this call used the code: false for a code that is unknown or used already. */
export function spendRecoveryCode(tx: Tx, userId: UserId, hash: Uint8Array, at: number): boolean {
  return (
    tx.run('UPDATE recovery_codes SET used_at = :at WHERE user_id = :userId AND hash = :hash AND used_at IS NULL', {
      userId,
      hash,
      at,
    }).changes === 1
  );
}

/** @returns how many unused codes were removed. */
export function removeRecoveryCodes(tx: Tx, userId: UserId): number {
  const remaining = getRecoveryCodeSet(tx, userId)?.remaining ?? 0;
  tx.run('DELETE FROM recovery_code_sets WHERE user_id = :userId', { userId });
  return remaining;
}
