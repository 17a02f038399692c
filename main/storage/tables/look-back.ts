// What the rules of alerts, halves and call-backs find in the activity record. Each statement is bounded by time and
// reads an index that holds only the records it looks for, so no number of other records hides one or slows it down.
import type { UserId } from '../../domain/user.ts';
import type { Reader } from '../engine/database.ts';
import { integer } from '../engine/rows.ts';

/** Done to a person: it opens the account, or changes who can be reached or what the person may do. */
const TURNS = [
  'user.invited',
  'invitation.resent',
  'user.activated',
  'user.reactivated',
  'two_factor.reset',
  'password.reset',
  'temporary_code.issued',
  'user.number_changed',
  'user.made_partner_admin',
] as const;
export type Turn = (typeof TURNS)[number];

// The words of the index, which SQLite compares. `INDEXED BY` makes a difference an error.
const quoted = (actions: readonly string[]): string => actions.map((action) => `'${action}'`).join(', ');
const IS_TURN = `outcome = 'done' AND (action IN (${quoted(TURNS)})
  OR (action = 'user.edited' AND (instr(detail, '"roleTo":') > 0 OR instr(detail, '"emailTo":') > 0
    OR instr(detail, '"clientsAdded":') > 0)))`;
const IS_NEW_ROLE_OR_EMAIL = `(action = 'user.edited'
  AND (instr(detail, '"roleTo":') > 0 OR instr(detail, '"emailTo":') > 0))`;
const TURNS_ON = `FROM activity INDEXED BY activity_turns WHERE ${IS_TURN} AND target_id =`;

/** Whether this was done to the person after `since`. */
export const wasDoneTo = (reader: Reader, userId: number, turn: Turn, since: number): boolean =>
  reader.get(`SELECT 1 AS yes ${TURNS_ON} :userId AND at > :since AND action = :turn LIMIT 1`, {
    userId,
    since,
    turn,
  }) !== undefined;

/** Whether the password or 2FA of the person was reset after `since`. */
export const wasReset = (reader: Reader, userId: number, since: number): boolean =>
  wasDoneTo(reader, userId, 'two_factor.reset', since) || wasDoneTo(reader, userId, 'password.reset', since);

/** The people among these whose role, email or number on file was changed after `since`. */
export function listChanged(reader: Reader, userIds: readonly number[], since: number): ReadonlySet<number> {
  const rows = reader.all(
    `SELECT j.id FROM (SELECT CAST(value AS BIGINT) AS id FROM json_each(:ids)) j
     WHERE EXISTS (SELECT 1 ${TURNS_ON} j.id AND at > :since
       AND (${IS_NEW_ROLE_OR_EMAIL} OR action IN ('user.number_changed', 'user.made_partner_admin')))`,
    { ids: JSON.stringify(userIds), since },
  );
  return new Set(rows.map((row) => integer(row, 'id')));
}

/** Whether the person was given more clients after `since`. */
export const wasGivenClients = (reader: Reader, userId: UserId, since: number): boolean =>
  reader.get(
    `SELECT 1 AS yes ${TURNS_ON} :userId AND at > :since
       AND action = 'user.edited' AND instr(detail, '"clientsAdded":') > 0 LIMIT 1`,
    { userId, since },
  ) !== undefined;

/** Whether the account was let in or changed after `since`, so that another person may answer for it. */
export const isUnsettled = (reader: Reader, userId: number, since: number): boolean =>
  reader.get(`SELECT 1 AS yes ${TURNS_ON} :userId AND at > :since LIMIT 1`, { userId, since }) !== undefined;

/** Who has done one of these acts to each of these users after `since`. */
export function listDoers(
  reader: Reader,
  userIds: readonly UserId[],
  turns: readonly Turn[],
  since: number,
): ReadonlyMap<UserId, readonly UserId[]> {
  const rows = reader.all(
    `SELECT DISTINCT a.target_id, a.actor_id FROM json_each(:ids) j CROSS JOIN activity a INDEXED BY activity_turns
     WHERE a.target_id = CAST(j.value AS BIGINT) AND ${IS_TURN} AND a.at > :since AND a.actor_id IS NOT NULL
       AND a.action IN (SELECT value FROM json_each(:turns))`,
    { ids: JSON.stringify(userIds), turns: JSON.stringify(turns), since },
  );
  const byTarget = Map.groupBy(rows, (row) => integer(row, 'target_id') as UserId);
  return new Map([...byTarget].map(([id, acts]) => [id, acts.map((act) => integer(act, 'actor_id') as UserId)]));
}

/** How many people's password or 2FA the actor has reset after `since`, counted up to `most`. */
export function countPeopleReset(reader: Reader, actorId: number, since: number, most: number): number {
  const row = reader.get(
    `SELECT count(*) AS people FROM (SELECT DISTINCT target_id FROM activity INDEXED BY activity_resets
     WHERE outcome = 'done' AND action IN ('two_factor.reset', 'password.reset') AND actor_id = :actorId
       AND at > :since LIMIT :most) AS found`,
    { actorId, since, most },
  );
  return row === undefined ? 0 : integer(row, 'people');
}

/** How many wrong codes and passwords the account has had after `since`, counted up to `most`. */
export function countRefusals(reader: Reader, actorId: number, since: number, most: number): number {
  const row = reader.get(
    `SELECT count(*) AS refusals FROM (SELECT 1 FROM activity INDEXED BY activity_refusals
     WHERE substr(action, -8) = '.refused' AND actor_id = :actorId AND at > :since LIMIT :most) AS found`,
    { actorId, since, most },
  );
  return row === undefined ? 0 : integer(row, 'refusals');
}

const IS_RESET = `outcome = 'done' AND actor_id IS NOT NULL AND action IN ('two_factor.reset', 'password.reset')`;

/** How many resets of 2FA one person has made in one of the spans, with one reason. */
export interface ResetCount {
  readonly span: number;
  readonly actorId: UserId;
  readonly actorName: string;
  /** Null: the record has none. */
  readonly reason: string | null;
  readonly count: number;
}

/**
 * Resets of 2FA by span of time, person and reason.
 * @param spans epoch ms, the end not included. The statement visits each person who has ever reset something once, and
 * the resets in the spans.
 */
export function countResets(
  reader: Reader,
  spans: readonly { readonly from: number; readonly until: number }[],
): readonly ResetCount[] {
  const rows = reader.all(
    `WITH RECURSIVE actors (id) AS (
       SELECT min(actor_id) FROM activity INDEXED BY activity_resets WHERE ${IS_RESET}
       UNION ALL
       SELECT (SELECT min(actor_id) FROM activity INDEXED BY activity_resets WHERE ${IS_RESET} AND actor_id > actors.id)
         FROM actors WHERE id IS NOT NULL
     )
     SELECT s.key AS span, a.actor_id, max(a.actor_name) AS actor_name, a.reason, count(*) AS count
     FROM actors CROSS JOIN json_each(:spans) s CROSS JOIN activity a INDEXED BY activity_resets
     WHERE a.actor_id = actors.id AND a.at >= CAST(json_extract(s.value, '$.from') AS BIGINT)
       AND a.at < CAST(json_extract(s.value, '$.until') AS BIGINT)
       AND ${IS_RESET.replaceAll(/\b(outcome|actor_id|action)\b/g, 'a.$1')} AND a.action = 'two_factor.reset'
     GROUP BY s.key, a.actor_id, a.reason`,
    { spans: JSON.stringify(spans) },
  );
  return rows.map((row) => ({
    span: integer(row, 'span'),
    actorId: integer(row, 'actor_id') as UserId,
    actorName: String(row['actor_name'] ?? ''),
    reason: typeof row['reason'] === 'string' ? row['reason'] : null,
    count: integer(row, 'count'),
  }));
}
