// Setup codes: at most one per user, stored as a keyed hash with its deadline.
import type { UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../engine/database.ts';
import { bytes, integer } from '../engine/rows.ts';

export interface SetupCode {
  readonly mac: Uint8Array;
  readonly expiresAt: number;
}

export function getSetupCode(reader: Reader, userId: UserId): SetupCode | undefined {
  const row = reader.get('SELECT mac, expires_at FROM setup_codes WHERE user_id = :userId', { userId });
  return row === undefined ? undefined : { mac: bytes(row, 'mac'), expiresAt: integer(row, 'expires_at') };
}

export function replaceSetupCode(
  tx: Tx,
  userId: UserId,
  code: { readonly mac: Uint8Array; readonly createdAt: number; readonly expiresAt: number },
): void {
  removeSetupCode(tx, userId);
  tx.run(
    'INSERT INTO setup_codes (user_id, mac, created_at, expires_at) VALUES (:userId, :mac, :createdAt, :expiresAt)',
    { userId, ...code },
  );
}

export function removeSetupCode(tx: Tx, userId: UserId): void {
  tx.run('DELETE FROM setup_codes WHERE user_id = :userId', { userId });
}

/** After a clock that was ahead: no setup code and no deadline lasts longer from now than the policy allows. */
export function shortenSetupDeadlines(tx: Tx, latest: number): void {
  tx.run('UPDATE setup_codes SET expires_at = :latest WHERE expires_at > :latest', { latest });
  tx.run('UPDATE users SET setup_deadline_at = :latest WHERE setup_deadline_at > :latest', { latest });
  tx.run('UPDATE users SET replace_deadline_at = :latest WHERE replace_deadline_at > :latest', { latest });
}
