// Ties between accounts of the firm's own people, and Partner Admins who were removed. The rules are in
// domain/independence.ts. One row stands for all acts of one actor on one subject, with the time of the latest.
import type { SeenAct } from '../../domain/independence.ts';
import type { UserId } from '../../domain/user.ts';
import type { Reader, Row, Tx } from '../engine/database.ts';
import { integer, integerOrNull, text } from '../engine/rows.ts';

export interface TieAct {
  readonly subjectId: UserId;
  readonly actorId: UserId;
  readonly at: number;
  readonly activitySeq: number;
}

export interface UnseenTie extends TieAct {
  readonly actorName: string;
  readonly subjectName: string;
}

const SEEN_BY = '(SELECT json_group_array(s.user_id) FROM alerts_seen s WHERE s.alert_id = t.alert_id) AS seen_by';

const toSeenAct = (row: Row): SeenAct => ({
  subjectId: integer(row, 'subject_id') as UserId,
  actorId: integer(row, 'actor_id') as UserId,
  at: integer(row, 'at'),
  seenBy: integerOrNull(row, 'alert_id') === null ? null : (JSON.parse(text(row, 'seen_by')) as UserId[]),
});

/** The ties that have not ended. */
export const listTies = (reader: Reader): readonly SeenAct[] =>
  reader.all(`SELECT t.*, ${SEEN_BY} FROM ties t WHERE t.ended_at IS NULL`).map(toSeenAct);

/** A tie that had ended begins again. Its alert was about an earlier act, so it has none. */
export function putTie(tx: Tx, { subjectId, actorId, at, activitySeq }: TieAct): void {
  tx.run(
    `INSERT INTO ties (subject_id, actor_id, at, activity_seq) VALUES (:subjectId, :actorId, :at, :activitySeq)
     ON CONFLICT (subject_id, actor_id) DO UPDATE SET at = :at, activity_seq = :activitySeq, alert_id = NULL,
       ended_at = NULL`,
    { subjectId, actorId, at, activitySeq },
  );
}

/** The subject has used what was handed out, so the time counts from now. */
export function renewTiesOf(tx: Tx, subjectId: UserId, at: number): void {
  tx.run('UPDATE ties SET at = :at WHERE subject_id = :subjectId AND ended_at IS NULL', { subjectId, at });
}

export function endTie(tx: Tx, { subjectId, actorId }: SeenAct, at: number): void {
  tx.run('UPDATE ties SET ended_at = :at WHERE subject_id = :subjectId AND actor_id = :actorId', {
    subjectId,
    actorId,
    at,
  });
}

/** Whether this account is a Partner Admin's or has let one in, directly or through others. */
export function leadsToAdmin(reader: Reader, id: UserId): boolean {
  return (
    reader.get(
      `WITH RECURSIVE down (id) AS (
         SELECT CAST(:id AS BIGINT) UNION SELECT t.subject_id FROM down JOIN ties t ON t.actor_id = down.id WHERE t.ended_at IS NULL)
       SELECT 1 FROM down JOIN users u ON u.id = down.id
       WHERE u.role = 'partner_admin' OR u.id IN (SELECT user_id FROM admin_removals) LIMIT 1`,
      { id },
    ) !== undefined
  );
}

/** The ties that lead to this account, directly or through others, and that nobody was alerted of. */
export function listTiesWithoutAlert(reader: Reader, id: UserId): readonly UnseenTie[] {
  return reader
    .all(
      `WITH RECURSIVE up (id) AS (
         SELECT CAST(:id AS BIGINT) UNION SELECT t.actor_id FROM up JOIN ties t ON t.subject_id = up.id WHERE t.ended_at IS NULL)
       SELECT t.*, trim(a.first_name || ' ' || a.last_name) AS actor_name,
         coalesce(nullif(trim(s.first_name || ' ' || s.last_name), ''), s.email) AS subject_name
       FROM up JOIN ties t ON t.subject_id = up.id JOIN users a ON a.id = t.actor_id JOIN users s ON s.id = t.subject_id
       WHERE t.ended_at IS NULL AND t.alert_id IS NULL`,
      { id },
    )
    .map((row) => ({
      subjectId: integer(row, 'subject_id') as UserId,
      actorId: integer(row, 'actor_id') as UserId,
      at: integer(row, 'at'),
      activitySeq: integer(row, 'activity_seq'),
      actorName: text(row, 'actor_name'),
      subjectName: text(row, 'subject_name'),
    }));
}

export function setTieAlert(
  tx: Tx,
  { subjectId, actorId }: Pick<TieAct, 'subjectId' | 'actorId'>,
  alertId: number,
): void {
  tx.run('UPDATE ties SET alert_id = :alertId WHERE subject_id = :subjectId AND actor_id = :actorId', {
    subjectId,
    actorId,
    alertId,
  });
}

/**
 * What was seen of the ties of this account that are in force counts no more.
 * @returns the accounts that were let in by these ties.
 */
export function dropTieAlerts(tx: Tx, id: UserId): readonly UserId[] {
  const touches = '(subject_id = :id OR actor_id = :id) AND ended_at IS NULL AND alert_id IS NOT NULL';
  const rows = tx.all(`SELECT subject_id FROM ties WHERE ${touches}`, { id });
  tx.run(`UPDATE ties SET alert_id = NULL WHERE ${touches}`, { id });
  return [...new Set(rows.map((row) => integer(row, 'subject_id') as UserId))];
}

/** The alert about a tie that is in force. */
export function getTieAlert(reader: Reader, subjectId: UserId, actorId: UserId): number | undefined {
  const row = reader.get(
    `SELECT alert_id FROM ties
     WHERE subject_id = :subjectId AND actor_id = :actorId AND ended_at IS NULL AND alert_id IS NOT NULL`,
    { subjectId, actorId },
  );
  return row === undefined ? undefined : integer(row, 'alert_id');
}

/** Partner Admins who were deactivated or given another role, with who did it. */
export const listRemovals = (reader: Reader): readonly SeenAct[] =>
  reader.all(`SELECT t.*, t.user_id AS subject_id, ${SEEN_BY} FROM admin_removals t`).map(toSeenAct);

export function putRemoval(
  tx: Tx,
  removal: { readonly userId: UserId; readonly actorId: UserId; readonly at: number; readonly alertId: number },
): void {
  tx.run(
    `INSERT INTO admin_removals (user_id, actor_id, at, alert_id) VALUES (:userId, :actorId, :at, :alertId)
     ON CONFLICT (user_id) DO UPDATE SET actor_id = :actorId, at = :at, alert_id = :alertId`,
    { ...removal },
  );
}

export function dropRemoval(tx: Tx, userId: UserId): void {
  tx.run('DELETE FROM admin_removals WHERE user_id = :userId', { userId });
}

/** After a clock that was ahead: what was done in the future was done now. */
export function lowerFutureTies(tx: Tx, now: number): void {
  for (const table of ['ties', 'admin_removals']) tx.run(`UPDATE ${table} SET at = :now WHERE at > :now`, { now });
}
