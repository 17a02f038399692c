// Temporary codes, which replace the authenticator for some hours: at most one per user, stored as a keyed hash with
// its deadline. A used or expired code stays until it is replaced or removed, so that a person who enters it learns
// what is wrong with it.
import type { UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../engine/database.ts';
import { bytes, flag, integer, integerOrNull, text } from '../engine/rows.ts';

export interface TemporaryCode {
  readonly mac: Uint8Array;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly isSingleUse: boolean;
  readonly issuedBy: string;
}

export interface StoredTemporaryCode extends TemporaryCode {
  /** When it was last used; null while it was not. */
  readonly usedAt: number | null;
}

export function getTemporaryCode(reader: Reader, userId: UserId): StoredTemporaryCode | undefined {
  const row = reader.get('SELECT * FROM temporary_codes WHERE user_id = :userId', { userId });
  if (row === undefined) return undefined;
  return {
    mac: bytes(row, 'mac'),
    createdAt: integer(row, 'created_at'),
    expiresAt: integer(row, 'expires_at'),
    isSingleUse: flag(row, 'is_single_use'),
    usedAt: integerOrNull(row, 'used_at'),
    issuedBy: text(row, 'issued_by'),
  };
}

export function insertTemporaryCode(tx: Tx, userId: UserId, code: TemporaryCode): void {
  tx.run(
    `INSERT INTO temporary_codes (user_id, mac, created_at, expires_at, is_single_use, issued_by)
     VALUES (:userId, :mac, :createdAt, :expiresAt, :isSingleUse, :issuedBy)`,
    { ...code, userId, isSingleUse: code.isSingleUse ? 1 : 0 },
  );
}

/**
 * @returns false where the code works once and was used already. Of two uses of such a code exactly one returns true.
 */
export function spendTemporaryCode(tx: Tx, userId: UserId, at: number): boolean {
  return (
    tx.run(
      'UPDATE temporary_codes SET used_at = :at WHERE user_id = :userId AND (is_single_use = 0 OR used_at IS NULL)',
      { userId, at },
    ).changes === 1
  );
}

/** @returns whether there was one. */
export function removeTemporaryCode(tx: Tx, userId: UserId): boolean {
  return tx.run('DELETE FROM temporary_codes WHERE user_id = :userId', { userId }).changes === 1;
}

/** After a clock that was ahead: a code from the future keeps its duration, counted from now. */
export function shortenTemporaryCodes(tx: Tx, now: number): void {
  tx.run(
    'UPDATE temporary_codes SET expires_at = :now + expires_at - created_at, created_at = :now WHERE created_at > :now',
    { now },
  );
}
