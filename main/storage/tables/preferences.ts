// What a person's screens remember, as JSON. It contains no secret and gives no right.
import type { UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../engine/database.ts';
import { text } from '../engine/rows.ts';

/** JSON text; undefined where nothing was saved yet. */
export function getPreferences(reader: Reader, userId: UserId): string | undefined {
  const row = reader.get('SELECT content FROM preferences WHERE user_id = :userId', { userId });
  return row === undefined ? undefined : text(row, 'content');
}

export function setPreferences(tx: Tx, userId: UserId, content: string): void {
  tx.run(
    `INSERT INTO preferences (user_id, content) VALUES (:userId, :content)
     ON CONFLICT (user_id) DO UPDATE SET content = excluded.content`,
    { userId, content },
  );
}
