// Password hashes, sealed for their user (services/act/credentials.ts): Argon2id PHC strings, which include their salt
// and parameters.
import type { UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../engine/database.ts';
import { integer, text } from '../engine/rows.ts';

/** The sealed hash, and since when it stands (epoch ms). */
export function getPassword(
  reader: Reader,
  userId: UserId,
): { readonly hash: string; readonly setAt: number } | undefined {
  const row = reader.get('SELECT hash, set_at FROM passwords WHERE user_id = :userId', { userId });
  return row === undefined ? undefined : { hash: text(row, 'hash'), setAt: integer(row, 'set_at') };
}

export function setPasswordRow(tx: Tx, userId: UserId, hash: string, at: number): void {
  tx.run(
    `INSERT INTO passwords (user_id, hash, set_at) VALUES (:userId, :hash, :at)
     ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at`,
    { userId, hash, at },
  );
}

export function removePassword(tx: Tx, userId: UserId): void {
  tx.run('DELETE FROM passwords WHERE user_id = :userId', { userId });
}
