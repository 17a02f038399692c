// The activity table: append-only. The hash of each record covers the one before (domain/activity-chain.ts).
import { type ActivityRecord, FIRST_PREVIOUS_HASH, type Outcome } from '../../domain/activity-chain.ts';
import type { UserId } from '../../domain/user.ts';
import type { Reader, Row, Tx } from '../engine/database.ts';
import { integer, integerOrNull, text, textOrNull } from '../engine/rows.ts';

export type ChainedRecord = ActivityRecord & { readonly hash: string };

function toRecord(row: Row): ChainedRecord {
  return {
    seq: integer(row, 'seq'),
    at: integer(row, 'at'),
    actorId: integerOrNull(row, 'actor_id'),
    actorName: textOrNull(row, 'actor_name'),
    actorRole: textOrNull(row, 'actor_role'),
    targetId: integerOrNull(row, 'target_id'),
    targetName: textOrNull(row, 'target_name'),
    targetRole: textOrNull(row, 'target_role'),
    action: text(row, 'action'),
    outcome: text(row, 'outcome') as Outcome,
    reason: textOrNull(row, 'reason'),
    detail: JSON.parse(text(row, 'detail')) as ActivityRecord['detail'],
    appVersion: text(row, 'app_version'),
    hash: text(row, 'hash'),
  };
}

/** The last record's number and hash. For an empty table, 0 and the hash that the first record follows. */
export function getHead(reader: Reader): { readonly seq: number; readonly hash: string } {
  const row = reader.get('SELECT seq, hash FROM activity ORDER BY seq DESC LIMIT 1');
  return row === undefined
    ? { seq: 0, hash: FIRST_PREVIOUS_HASH }
    : { seq: integer(row, 'seq'), hash: text(row, 'hash') };
}

export function insertActivity(tx: Tx, record: ChainedRecord): void {
  tx.run(
    `INSERT INTO activity (seq, at, actor_id, actor_name, actor_role, target_id, target_name, target_role, action,
       outcome, reason, detail, app_version, hash)
     VALUES (:seq, :at, :actorId, :actorName, :actorRole, :targetId, :targetName, :targetRole, :action,
       :outcome, :reason, :detail, :appVersion, :hash)`,
    { ...record, detail: JSON.stringify(record.detail) },
  );
}

export function* iterateActivity(reader: Reader): Generator<ChainedRecord> {
  for (const row of reader.iterate('SELECT * FROM activity ORDER BY seq')) yield toRecord(row);
}

export function getActivity(reader: Reader, seq: number): ChainedRecord | undefined {
  const row = reader.get('SELECT * FROM activity WHERE seq = :seq', { seq });
  return row === undefined ? undefined : toRecord(row);
}

/** The last action that was done to the user. Denied attempts do not count. */
export function getLastActionOn(reader: Reader, userId: number): string | undefined {
  const row = reader.get(
    "SELECT action FROM activity WHERE target_id = :userId AND outcome = 'done' ORDER BY seq DESC LIMIT 1",
    { userId },
  );
  return row === undefined ? undefined : text(row, 'action');
}

/**
 * Who has done one of these acts to each of these users after `since`. An index holds the acts that open one half of an
 * account and no others, so other records cannot hide them or slow this down.
 */
export function listDoers(
  reader: Reader,
  userIds: readonly UserId[],
  actions: readonly string[],
  since: number,
): ReadonlyMap<UserId, readonly UserId[]> {
  const rows = reader.all(
    `SELECT DISTINCT a.target_id, a.actor_id
     FROM json_each(:ids) j CROSS JOIN activity a INDEXED BY halves_by_target ON a.target_id = j.value
     WHERE a.action IN ('password.reset', 'two_factor.reset', 'temporary_code.issued', 'user.reactivated')
       AND a.outcome = 'done' AND a.at > :since AND a.actor_id IS NOT NULL
       AND a.action IN (SELECT value FROM json_each(:actions))`,
    { ids: JSON.stringify(userIds), actions: JSON.stringify(actions), since },
  );
  const byTarget = Map.groupBy(rows, (row) => integer(row, 'target_id') as UserId);
  return new Map([...byTarget].map(([id, acts]) => [id, acts.map((act) => integer(act, 'actor_id') as UserId)]));
}

/** More records than this in an hour come from a machine, and raise an alert much earlier. */
const MOST_RECENT = 500;

function* newestAfter(rows: Iterable<Row>, since: number): Generator<ChainedRecord> {
  for (const row of rows) {
    if (integer(row, 'at') <= since) return;
    yield toRecord(row);
  }
}

/** What this person has done after `since`, newest first. It reads only as many records as the caller takes. */
export const recentOf = (reader: Reader, actorId: number, since: number): Iterable<ChainedRecord> =>
  newestAfter(
    reader.iterate('SELECT * FROM activity WHERE actor_id = :actorId ORDER BY seq DESC LIMIT :limit', {
      actorId,
      limit: MOST_RECENT,
    }),
    since,
  );

/** What was done to this person after `since`, newest first. */
export const recentOn = (reader: Reader, targetId: number, since: number): Iterable<ChainedRecord> =>
  newestAfter(
    reader.iterate('SELECT * FROM activity WHERE target_id = :targetId ORDER BY seq DESC LIMIT :limit', {
      targetId,
      limit: MOST_RECENT,
    }),
    since,
  );

/** All conditions must hold. An empty list is no condition. Times in epoch ms, both inclusive. */
export interface ActivityFilter {
  readonly actions: readonly string[];
  readonly outcomes: readonly Outcome[];
  readonly from: number | null;
  readonly until: number | null;
}

/**
 * The records with `lowest` <= number < `before` that match the filter, newest first, with the names that a search
 * looks at. It walks the primary key, so the two numbers bound its cost.
 */
export function* iterateNames(
  reader: Reader,
  filter: ActivityFilter,
  lowest: number,
  before: number,
): Generator<{ readonly seq: number; readonly actorName: string | null; readonly targetName: string | null }> {
  const rows = reader.iterate(
    `SELECT seq, actor_name, target_name FROM activity WHERE seq >= :lowest AND seq < :before
       AND (:actions IS NULL OR action IN (SELECT value FROM json_each(:actions)))
       AND (:outcomes IS NULL OR outcome IN (SELECT value FROM json_each(:outcomes)))
       AND (:from IS NULL OR at >= :from) AND (:until IS NULL OR at <= :until)
     ORDER BY seq DESC`,
    {
      lowest,
      before,
      actions: filter.actions.length === 0 ? null : JSON.stringify(filter.actions),
      outcomes: filter.outcomes.length === 0 ? null : JSON.stringify(filter.outcomes),
      from: filter.from,
      until: filter.until,
    },
  );
  for (const row of rows)
    yield {
      seq: integer(row, 'seq'),
      actorName: textOrNull(row, 'actor_name'),
      targetName: textOrNull(row, 'target_name'),
    };
}

/**
 * What a user did and what was done to the user, newest first.
 * @param before returns only records with a smaller number; null for all.
 */
export function listActivityOf(reader: Reader, userId: number, before: number | null, limit: number): ChainedRecord[] {
  return reader
    .all(
      `SELECT * FROM (SELECT * FROM activity WHERE target_id = :userId AND seq < :before ORDER BY seq DESC LIMIT :limit)
       UNION ALL
       SELECT * FROM (SELECT * FROM activity WHERE actor_id = :userId AND target_id IS NOT :userId AND seq < :before
         ORDER BY seq DESC LIMIT :limit)
       ORDER BY seq DESC LIMIT :limit`,
      { userId, before: before ?? Number.MAX_SAFE_INTEGER, limit },
    )
    .map(toRecord);
}
