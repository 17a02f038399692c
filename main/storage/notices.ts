// What a user must read at the next sign-in: who did what to the account, when and why.
import type { UserId } from '../domain/user.ts';
import type { Reader, Tx } from './database.ts';
import { integer, text } from './rows.ts';

export interface Notice {
  readonly at: number;
  readonly byName: string;
  readonly reason: string;
}

export function insertNotice(tx: Tx, userId: UserId, notice: Notice): void {
  tx.run("INSERT INTO notices (user_id, at, kind, by_name, reason) VALUES (:userId, :at, 'two_factor_reset', :byName, :reason)", {
    userId,
    ...notice,
  });
}

/** The newest notice that was not acknowledged yet. */
export function getOpenNotice(reader: Reader, userId: UserId): Notice | undefined {
  const row = reader.get('SELECT * FROM notices WHERE user_id = :userId AND acknowledged_at IS NULL ORDER BY id DESC LIMIT 1', { userId });
  return row === undefined ? undefined : { at: integer(row, 'at'), byName: text(row, 'by_name'), reason: text(row, 'reason') };
}

export function acknowledgeNotices(tx: Tx, userId: UserId, at: number): void {
  tx.run('UPDATE notices SET acknowledged_at = :at WHERE user_id = :userId AND acknowledged_at IS NULL', { userId, at });
}
