// Notices: what a user must read at the next sign-in, namely who did what to the account, when and why.
import type { UserId } from '../../domain/user.ts';
import type { Reader, Row, Tx } from '../engine/database.ts';
import { integer, integerOrNull, text } from '../engine/rows.ts';

export type NoticeKind =
  | 'two_factor_reset'
  | 'password_reset'
  | 'reactivated'
  | 'replace_requested'
  | 'temporary_code'
  | 'unfrozen'
  | 'unlocked'
  | 'email_changed'
  | 'number_changed'
  | 'role_changed';

export interface Notice {
  readonly kind: NoticeKind;
  readonly at: number;
  readonly byName: string;
  /** Null in notices from before schema 3. */
  readonly byId: number | null;
  /** Of a 2FA reset or a request to replace the authenticator; otherwise empty. */
  readonly reason: string;
}

export function insertNotice(tx: Tx, userId: UserId, notice: Notice): void {
  tx.run(
    `INSERT INTO notices (user_id, at, kind, by_name, by_id, reason)
     VALUES (:userId, :at, :kind, :byName, :byId, :reason)`,
    { userId, ...notice },
  );
}

/** Notices that are not acknowledged yet, newest first, of one kind or of any. */
export function listOpenNotices(reader: Reader, userId: UserId, kind?: NoticeKind): readonly Notice[] {
  return reader
    .all(
      `SELECT * FROM notices WHERE user_id = :userId AND acknowledged_at IS NULL
         AND kind = coalesce(:kind, kind) ORDER BY id DESC LIMIT 20`,
      { userId, kind: kind ?? null },
    )
    .map(toNotice);
}

export const getOpenNotice = (reader: Reader, userId: UserId, kind?: NoticeKind): Notice | undefined =>
  listOpenNotices(reader, userId, kind)[0];

/**
 * What "This was not me" is about: the newest open notice that says that somebody could come into the account, else the
 * newest one. So no later change of a number by a colleague hides who reset the account.
 */
export function getReportedNotice(reader: Reader, userId: UserId): Notice | undefined {
  const row = reader.get(
    `SELECT * FROM notices WHERE user_id = :userId ORDER BY acknowledged_at IS NULL DESC,
       acknowledged_at IS NULL AND kind IN ('email_changed', 'number_changed', 'role_changed', 'replace_requested'),
       id DESC LIMIT 1`,
    { userId },
  );
  return row === undefined ? undefined : toNotice(row);
}

const toNotice = (row: Row): Notice => ({
  kind: text(row, 'kind') as NoticeKind,
  at: integer(row, 'at'),
  byName: text(row, 'by_name'),
  byId: integerOrNull(row, 'by_id'),
  reason: text(row, 'reason'),
});

/** Acknowledges notices of one kind, or of all kinds: those that were not on the screen stay open. */
export function acknowledgeNotices(tx: Tx, userId: UserId, at: number, kind?: NoticeKind): void {
  tx.run(
    `UPDATE notices SET acknowledged_at = :at WHERE user_id = :userId AND acknowledged_at IS NULL
       AND kind = coalesce(:kind, kind)`,
    { userId, at, kind: kind ?? null },
  );
}
