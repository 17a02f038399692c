// Alerts: raised once and kept as long as the activity record. Each Partner Admin marks them as seen separately.
import { ALERTS_FOR_THE_ACTOR, type AlertKind } from '../../domain/alerts.ts';
import { isRole, type Role, type UserId } from '../../domain/user.ts';
import type { Reader, Row, SqlValue, Tx } from '../engine/database.ts';
import { integer, integerOrNull, text, textOrNull } from '../engine/rows.ts';

export interface Alert {
  readonly id: number;
  readonly at: number;
  readonly kind: AlertKind;
  /** Who did it, and which person it is about; null where there is none. */
  readonly actorId: number | null;
  readonly actorName: string | null;
  readonly subjectId: number | null;
  readonly subjectName: string | null;
  readonly activitySeq: number;
  /** The recorded action that raised it; null where the record cannot be read. */
  readonly act: string | null;
  /** The role of the person in that record. */
  readonly subjectRole: Role | null;
  /** The name of the desktop that the record is about. */
  readonly desktopName: string | null;
}

export type NewAlert = Omit<Alert, 'id' | 'act' | 'subjectRole' | 'desktopName'>;

const OF_RECORD = `(SELECT r.action FROM activity r WHERE r.seq = a.activity_seq) AS act,
  (SELECT r.target_role FROM activity r WHERE r.seq = a.activity_seq) AS subject_role,
  (SELECT r.detail FROM activity r WHERE r.seq = a.activity_seq) AS detail`;
const IS_ACTION = /^[a-z_.]{0,60}$/;

/** A damaged record hides no alert. */
function toAct(value: SqlValue | undefined): string | null {
  return typeof value === 'string' && IS_ACTION.test(value) ? value : null;
}

/** @param detail of a record, which may be damaged. */
function toDesktopName(detail: SqlValue | undefined): string | null {
  try {
    const { desktopName }: { desktopName?: unknown } = JSON.parse(String(detail));
    return typeof desktopName === 'string' ? desktopName.slice(0, 100) : null;
  } catch {
    return null;
  }
}

function toAlert(row: Row): Alert {
  const role = row['subject_role'];
  return {
    id: integer(row, 'id'),
    at: integer(row, 'at'),
    kind: text(row, 'kind') as AlertKind,
    actorId: integerOrNull(row, 'actor_id'),
    actorName: textOrNull(row, 'actor_name'),
    subjectId: integerOrNull(row, 'subject_id'),
    subjectName: textOrNull(row, 'subject_name'),
    activitySeq: integer(row, 'activity_seq'),
    act: toAct(row['act']),
    subjectRole: isRole(role) ? role : null,
    desktopName: toDesktopName(row['detail']),
  };
}

/** @returns its number. */
export function insertAlert(tx: Tx, alert: NewAlert): number {
  return tx.insert(
    `INSERT INTO alerts (at, kind, actor_id, actor_name, subject_id, subject_name, activity_seq)
     VALUES (:at, :kind, :actorId, :actorName, :subjectId, :subjectName, :activitySeq)`,
    { ...alert },
  );
}

/**
 * Whether the same alert about the same people, or the same desktop, was raised after `since` and nobody has seen it yet.
 * What happens again after somebody has looked is news.
 */
export function isSaidAlready(reader: Reader, alert: NewAlert & Pick<Alert, 'desktopName'>, since: number): boolean {
  return reader
    .all(
      `SELECT (SELECT r.detail FROM activity r WHERE r.seq = alerts.activity_seq) AS detail
       FROM alerts WHERE kind = :kind AND at > :since AND actor_id IS NOT DISTINCT FROM :actorId
         AND subject_id IS NOT DISTINCT FROM :subjectId
         AND NOT EXISTS (SELECT 1 FROM alerts_seen WHERE alert_id = alerts.id)`,
      { kind: alert.kind, since, actorId: alert.actorId, subjectId: alert.subjectId },
    )
    .some(({ detail }) => alert.desktopName === null || toDesktopName(detail) === alert.desktopName);
}

/** Zero where there is none. */
export const getNewestAlertId = (reader: Reader): number =>
  integer(reader.get('SELECT coalesce(max(id), 0) AS id FROM alerts') ?? {}, 'id');

/** The alert, of one of these kinds, that this record raised about these two. */
export function getAlertOfRecord(
  reader: Reader,
  { activitySeq, actorId, subjectId }: Pick<NewAlert, 'activitySeq' | 'actorId' | 'subjectId'>,
  kinds: readonly AlertKind[],
): number | undefined {
  const row = reader.get(
    `SELECT id FROM alerts WHERE kind IN (SELECT value FROM json_each(:kinds)) AND actor_id = :actorId
       AND subject_id = :subjectId AND activity_seq = :activitySeq ORDER BY id LIMIT 1`,
    { kinds: JSON.stringify(kinds), actorId, subjectId, activitySeq },
  );
  return row === undefined ? undefined : integer(row, 'id');
}

export interface UnseenAlert extends Alert {
  /**
   * To say that this user has seen it widens a right: the tie or the protection that it is about can end then. Of the two
   * who are tied, nobody asks that.
   */
  readonly isVouchedFor: boolean;
}

/** For `:userId`: see `UnseenAlert`. */
const IS_VOUCHED_FOR = `(a.kind = 'admin_removed' OR EXISTS (SELECT 1 FROM ties t WHERE t.alert_id = a.id
  AND t.ended_at IS NULL AND :userId NOT IN (t.subject_id, t.actor_id))) AS is_vouched_for`;
const toUnseenAlert = (row: Row): UnseenAlert => ({
  ...toAlert(row),
  isVouchedFor: integer(row, 'is_vouched_for') === 1,
});

/**
 * Newest first, without those about the user's own acts. Of those from before the user's account, only the ones about a
 * tie that is still in force.
 */
export function listUnseenAlerts(reader: Reader, userId: UserId, limit: number): readonly UnseenAlert[] {
  return reader
    .all(
      `SELECT a.*, ${OF_RECORD}, ${IS_VOUCHED_FOR} FROM alerts a
       WHERE NOT EXISTS (SELECT 1 FROM alerts_seen s WHERE s.alert_id = a.id AND s.user_id = :userId)
         AND (a.actor_id IS DISTINCT FROM :userId OR a.kind IN (SELECT value FROM json_each(:forTheActor)))
         AND (a.at >= (SELECT created_at FROM users WHERE id = :userId)
           OR EXISTS (SELECT 1 FROM ties t WHERE t.alert_id = a.id AND t.ended_at IS NULL))
       ORDER BY a.id DESC LIMIT :limit`,
      { userId, limit, forTheActor: JSON.stringify(ALERTS_FOR_THE_ACTOR) },
    )
    .map(toUnseenAlert);
}

/**
 * Newest first, with the names of the people who have seen them.
 * @param before returns only alerts with a smaller number.
 */
export function listAlerts(
  reader: Reader,
  before: number,
  limit: number,
): readonly (Alert & { readonly seenBy: readonly string[] })[] {
  return reader
    .all(`SELECT a.*, ${OF_RECORD} FROM alerts a WHERE a.id < :before ORDER BY a.id DESC LIMIT :limit`, {
      before,
      limit,
    })
    .map((row) => {
      const alert = toAlert(row);
      const seen = reader.all(
        `SELECT u.first_name, u.last_name FROM alerts_seen s JOIN users u ON u.id = s.user_id
          WHERE s.alert_id = :id ORDER BY s.seen_at`,
        { id: alert.id },
      );
      return { ...alert, seenBy: seen.map((one) => `${text(one, 'first_name')} ${text(one, 'last_name')}`) };
    });
}

/** As it stands for this user. */
export function getAlert(reader: Reader, id: number, userId: UserId): UnseenAlert | undefined {
  const row = reader.get(`SELECT a.*, ${OF_RECORD}, ${IS_VOUCHED_FOR} FROM alerts a WHERE a.id = :id`, { id, userId });
  return row === undefined ? undefined : toUnseenAlert(row);
}

/** @returns how many the user had not seen before. */
export function markAlertsSeen(tx: Tx, userId: UserId, alertIds: readonly number[], at: number): number {
  return tx.run(
    `INSERT INTO alerts_seen (alert_id, user_id, seen_at)
     SELECT a.id, :userId, :at FROM json_each(:ids) j JOIN alerts a ON a.id = CAST(j.value AS BIGINT)
     WHERE true ON CONFLICT DO NOTHING`,
    { userId, at, ids: JSON.stringify(alertIds) },
  ).changes;
}
