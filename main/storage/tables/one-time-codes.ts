// One-time codes, which replace a password: to activate an account, or to choose a new password. At most one per user,
// stored as a keyed hash with its deadline.
import type { OneTimePurpose } from '../../domain/one-time-code.ts';
import type { UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../engine/database.ts';
import { createInsert } from '../engine/insert-many.ts';
import { bytes, integer, text } from '../engine/rows.ts';

export interface OneTimeCode {
  readonly purpose: OneTimePurpose;
  readonly mac: Uint8Array;
  readonly expiresAt: number;
}

export function getOneTimeCode(reader: Reader, userId: UserId): OneTimeCode | undefined {
  const row = reader.get('SELECT purpose, mac, expires_at FROM one_time_codes WHERE user_id = :userId', { userId });
  if (row === undefined) return undefined;
  return {
    purpose: text(row, 'purpose') as OneTimePurpose,
    mac: bytes(row, 'mac'),
    expiresAt: integer(row, 'expires_at'),
  };
}

/** Activation codes that were made since then, by user. */
export const listActivationCodes = (
  reader: Reader,
  since: number,
): readonly (OneTimeCode & { readonly userId: UserId })[] =>
  reader
    .all(
      `SELECT user_id, purpose, mac, expires_at FROM one_time_codes
       WHERE purpose = 'activation' AND created_at >= :since ORDER BY user_id`,
      { since },
    )
    .map((row) => ({
      userId: integer(row, 'user_id') as UserId,
      purpose: text(row, 'purpose') as OneTimePurpose,
      mac: bytes(row, 'mac'),
      expiresAt: integer(row, 'expires_at'),
    }));

const insertRows = createInsert(
  'one_time_codes',
  'user_id, purpose, mac, created_at, expires_at',
  `ON CONFLICT (user_id) DO UPDATE
     SET purpose = excluded.purpose, mac = excluded.mac, created_at = excluded.created_at, expires_at = excluded.expires_at`,
);

/** The users' earlier codes stop working. */
export const replaceOneTimeCodes = (
  tx: Tx,
  codes: readonly (OneTimeCode & { readonly userId: UserId; readonly createdAt: number })[],
): void =>
  insertRows(
    tx,
    codes.map(({ userId, purpose, mac, createdAt, expiresAt }) => [userId, purpose, mac, createdAt, expiresAt]),
  );

export function removeOneTimeCode(tx: Tx, userId: UserId): void {
  tx.run('DELETE FROM one_time_codes WHERE user_id = :userId', { userId });
}

/**
 * After a clock that was ahead: no code of this purpose, and no invitation, lasts longer from now than the rules allow.
 */
export function shortenOneTimeCodes(tx: Tx, purpose: OneTimePurpose, latest: number): void {
  tx.run('UPDATE one_time_codes SET expires_at = :latest WHERE purpose = :purpose AND expires_at > :latest', {
    purpose,
    latest,
  });
  if (purpose === 'activation')
    tx.run('UPDATE users SET invitation_expires_at = :latest WHERE invitation_expires_at > :latest', { latest });
}
