// Password hashes: Argon2id PHC strings, which include their salt and parameters.
import type { UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../engine/database.ts';
import { integer, text } from '../engine/rows.ts';

export function getPasswordHash(reader: Reader, userId: UserId): string | undefined {
  const row = reader.get('SELECT hash FROM passwords WHERE user_id = :userId', { userId });
  return row === undefined ? undefined : text(row, 'hash');
}

/** Epoch ms; undefined where there is no password. */
export function getPasswordSetAt(reader: Reader, userId: UserId): number | undefined {
  const row = reader.get('SELECT set_at FROM passwords WHERE user_id = :userId', { userId });
  return row === undefined ? undefined : integer(row, 'set_at');
}

export function setPasswordHash(tx: Tx, userId: UserId, hash: string, at: number): void {
  tx.run(
    `INSERT INTO passwords (user_id, hash, set_at) VALUES (:userId, :hash, :at)
     ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at`,
    { userId, hash, at },
  );
}

export function removePassword(tx: Tx, userId: UserId): void {
  tx.run('DELETE FROM passwords WHERE user_id = :userId', { userId });
}
