// What a user must read at the next sign-in: who did what to the account, when and why.
import type { UserId } from '../domain/user.ts';
import type { Reader, Tx } from './database.ts';
import { integer, text } from './rows.ts';

export type NoticeKind = 'two_factor_reset' | 'password_reset' | 'reactivated' | 'replace_requested';

export interface Notice {
  readonly kind: NoticeKind;
  readonly at: number;
  readonly byName: string;
  /** Only of a reset of 2FA and of a request to replace it; empty else. */
  readonly reason: string;
}

export function insertNotice(tx: Tx, userId: UserId, notice: Notice): void {
  tx.run('INSERT INTO notices (user_id, at, kind, by_name, reason) VALUES (:userId, :at, :kind, :byName, :reason)', { userId, ...notice });
}

/** The newest notice that was not acknowledged yet, of one kind or of any. */
export function getOpenNotice(reader: Reader, userId: UserId, kind?: NoticeKind): Notice | undefined {
  const row = reader.get(
    'SELECT * FROM notices WHERE user_id = :userId AND acknowledged_at IS NULL AND kind = coalesce(:kind, kind) ORDER BY id DESC LIMIT 1',
    { userId, kind: kind ?? null },
  );
  if (row === undefined) return undefined;
  return { kind: text(row, 'kind') as NoticeKind, at: integer(row, 'at'), byName: text(row, 'by_name'), reason: text(row, 'reason') };
}

/** Of one kind, or all: what was not on the screen stays open. */
export function acknowledgeNotices(tx: Tx, userId: UserId, at: number, kind?: NoticeKind): void {
  tx.run('UPDATE notices SET acknowledged_at = :at WHERE user_id = :userId AND acknowledged_at IS NULL AND kind = coalesce(:kind, kind)', {
    userId,
    at,
    kind: kind ?? null,
  });
}
