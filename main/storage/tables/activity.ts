// The activity table: append-only. The hash of each record covers the one before (domain/activity-chain.ts).
import { type ActivityRecord, FIRST_PREVIOUS_HASH, type Outcome } from '../../domain/activity-chain.ts';
import type { Reader, Row, SqlValue, Tx } from '../engine/database.ts';
import { createInsert } from '../engine/insert-many.ts';
import { integer } from '../engine/rows.ts';

export type ChainedRecord = ActivityRecord & { readonly hash: string };

/** In the order of a row of `parseRecord`. */
export const ACTIVITY_COLUMNS =
  'seq, at, actor_id, actor_name, actor_role, target_id, target_name, target_role, action, outcome, reason, detail, ' +
  'app_version, hash';

const isNumber = (value: SqlValue | undefined): value is number => Number.isSafeInteger(value);
const isNumberOrNull = (value: SqlValue | undefined): value is number | null => value === null || isNumber(value);
const isText = (value: SqlValue | undefined): value is string => typeof value === 'string';
const isTextOrNull = (value: SqlValue | undefined): value is string | null => value === null || isText(value);
const isOutcome = (value: SqlValue | undefined): value is Outcome =>
  value === 'done' || value === 'denied' || value === 'failed';

/**
 * Another program may have written anything into the file: one row that is no record must not fail a list.
 * @param row the values of ACTIVITY_COLUMNS. @returns undefined for a row that is no record.
 */
export function parseRecord(row: readonly (SqlValue | undefined)[]): ChainedRecord | undefined {
  const [seq, at, actorId, actorName, actorRole, targetId, targetName, targetRole, action, outcome, reason] = row;
  const [detailText, appVersion, hash] = [row[11], row[12], row[13]];
  if (
    !isNumber(seq) ||
    !isNumber(at) ||
    !isNumberOrNull(actorId) ||
    !isTextOrNull(actorName) ||
    !isTextOrNull(actorRole) ||
    !isNumberOrNull(targetId) ||
    !isTextOrNull(targetName) ||
    !isTextOrNull(targetRole) ||
    !isText(action) ||
    !isOutcome(outcome) ||
    !isTextOrNull(reason) ||
    !isText(detailText) ||
    !isText(appVersion) ||
    !isText(hash)
  )
    return undefined;
  const detail = parseDetail(detailText);
  if (detail === undefined) return undefined;
  return {
    seq,
    at,
    actorId,
    actorName,
    actorRole,
    targetId,
    targetName,
    targetRole,
    action,
    outcome,
    reason,
    detail,
    appVersion,
    hash,
  };
}

function parseDetail(json: string): ActivityRecord['detail'] | undefined {
  try {
    const detail: unknown = JSON.parse(json);
    if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) return undefined;
    const isFlat = Object.values(detail).every(
      (value) => value === null || ['string', 'boolean'].includes(typeof value) || Number.isSafeInteger(value),
    );
    return isFlat ? (detail as ActivityRecord['detail']) : undefined;
  } catch {
    return undefined;
  }
}

/** What stands in a list for a row that is no record. */
export const UNREADABLE = 'record.unreadable';

export function toRecord(row: Row): ChainedRecord {
  const values = Object.values(row);
  const [seq, at, hash] = [values[0], values[1], values[13]];
  return (
    parseRecord(values) ?? {
      seq: isNumber(seq) ? seq : 0,
      at: isNumber(at) ? at : 0,
      actorId: null,
      actorName: null,
      actorRole: null,
      targetId: null,
      targetName: null,
      targetRole: null,
      action: UNREADABLE,
      outcome: 'failed',
      reason: null,
      detail: {},
      appVersion: '',
      hash: isText(hash) ? hash : '',
    }
  );
}

/** Rows with larger numbers are not ours, and no number would be left after them. */
const LARGEST_SEQ = 2 ** 52;

/** The last record's number and hash. For an empty table, 0 and the hash that the first record follows. */
export function getHead(reader: Reader): { readonly seq: number; readonly hash: string } {
  const row = reader.get('SELECT seq, hash FROM activity WHERE seq < :largest ORDER BY seq DESC LIMIT 1', {
    largest: LARGEST_SEQ,
  });
  return row === undefined
    ? { seq: 0, hash: FIRST_PREVIOUS_HASH }
    : { seq: integer(row, 'seq'), hash: isText(row['hash']) ? row['hash'] : '' };
}

const insertRows = createInsert('activity', ACTIVITY_COLUMNS);

export const insertActivities = (tx: Tx, records: readonly ChainedRecord[]): void =>
  insertRows(tx, records.map(toValues));

/** In the order of ACTIVITY_COLUMNS. */
const toValues = (record: ChainedRecord): SqlValue[] => [
  record.seq,
  record.at,
  record.actorId,
  record.actorName,
  record.actorRole,
  record.targetId,
  record.targetName,
  record.targetRole,
  record.action,
  record.outcome,
  record.reason,
  JSON.stringify(record.detail),
  record.appVersion,
  record.hash,
];

export function* iterateActivity(reader: Reader): Generator<ChainedRecord> {
  for (const row of reader.iterate(`SELECT ${ACTIVITY_COLUMNS} FROM activity ORDER BY seq`)) yield toRecord(row);
}

export function getActivity(reader: Reader, seq: number): ChainedRecord | undefined {
  const row = reader.get(`SELECT ${ACTIVITY_COLUMNS} FROM activity WHERE seq = :seq`, { seq });
  return row === undefined ? undefined : toRecord(row);
}

/** The last action that was done to the user. Denied attempts do not count. */
export function getLastActionOn(reader: Reader, userId: number): string | undefined {
  const row = reader.get(
    "SELECT action FROM activity WHERE target_id = :userId AND outcome = 'done' ORDER BY seq DESC LIMIT 1",
    { userId },
  );
  const action = row?.['action'];
  return isText(action) ? action : undefined;
}

/** Whom this actor has reset in one act, in the order of the records. @param since bounds what is read. */
export function listResetsOfAct(reader: Reader, actorId: number, mark: string, since: number): readonly number[] {
  return reader
    .all(
      `SELECT target_id FROM activity INDEXED BY activity_resets
       WHERE outcome = 'done' AND actor_id IS NOT NULL AND action IN ('two_factor.reset', 'password.reset')
         AND action = 'two_factor.reset' AND actor_id = :actorId AND at >= :since AND target_id IS NOT NULL
         AND instr(detail, :mark) > 0 ORDER BY seq`,
      { actorId, since, mark: `"act":"${mark}"` },
    )
    .map((row) => integer(row, 'target_id'));
}

/** Whether this was recorded about the user after `since`, by whatever actor and with whatever outcome. */
export function hasBeenRecorded(reader: Reader, userId: number, action: string, since: number): boolean {
  return (
    reader.get('SELECT 1 AS yes FROM activity WHERE target_id = :userId AND action = :action AND at > :since LIMIT 1', {
      userId,
      action,
      since,
    }) !== undefined
  );
}

/** All conditions must hold. An empty list is no condition. Times in epoch ms, both inclusive. */
export interface ActivityFilter {
  readonly actions: readonly string[];
  readonly outcomes: readonly Outcome[];
  readonly reasons: readonly string[];
  /** Only what this user has done; null for all. */
  readonly actorId: number | null;
  readonly from: number | null;
  readonly until: number | null;
}

/** The people of a record, as a search looks at them. */
export interface PeopleOfRecord {
  readonly seq: number;
  readonly actorId: number | null;
  readonly actorName: string | null;
  readonly targetId: number | null;
  readonly targetName: string | null;
  /** The emails that the record itself names: of an invitation, and before and after a change. */
  readonly emails: string;
}

const EMAILS_OF_DETAIL = `CASE WHEN :withEmails = 1 AND instr(detail, '@') > 0 AND json_valid(detail)
  THEN concat_ws(' ', json_extract(detail, '$.email'), json_extract(detail, '$.emailFrom'),
    json_extract(detail, '$.emailTo')) ELSE '' END`;

/**
 * The records with `lowest` <= number < `before` that match the filter, newest first. It walks the primary key, so the
 * two numbers bound its cost.
 * @param withEmails false leaves `emails` empty, which is faster.
 */
export function* iteratePeople(
  reader: Reader,
  filter: ActivityFilter,
  lowest: number,
  before: number,
  withEmails: boolean,
): Generator<PeopleOfRecord> {
  const rows = reader.iterate(
    `SELECT seq, actor_id, actor_name, target_id, target_name, ${EMAILS_OF_DETAIL} AS emails
     FROM activity WHERE seq >= :lowest AND seq < :before
       AND (CAST(:actions AS TEXT) IS NULL OR action IN (SELECT value FROM json_each(:actions)))
       AND (CAST(:outcomes AS TEXT) IS NULL OR outcome IN (SELECT value FROM json_each(:outcomes)))
       AND (CAST(:reasons AS TEXT) IS NULL OR reason IN (SELECT value FROM json_each(:reasons)))
       AND (CAST(:actorId AS BIGINT) IS NULL OR actor_id = :actorId)
       AND (CAST(:from AS BIGINT) IS NULL OR at >= :from) AND (CAST(:until AS BIGINT) IS NULL OR at <= :until)
     ORDER BY seq DESC`,
    {
      lowest,
      before,
      actions: filter.actions.length === 0 ? null : JSON.stringify(filter.actions),
      outcomes: filter.outcomes.length === 0 ? null : JSON.stringify(filter.outcomes),
      reasons: filter.reasons.length === 0 ? null : JSON.stringify(filter.reasons),
      actorId: filter.actorId,
      from: filter.from,
      until: filter.until,
      withEmails: withEmails ? 1 : 0,
    },
  );
  for (const row of rows) {
    const { actor_id: actorId, actor_name: actorName, target_id: targetId, target_name: targetName, emails } = row;
    yield {
      seq: integer(row, 'seq'),
      actorId: isNumber(actorId) ? actorId : null,
      actorName: isText(actorName) ? actorName : null,
      targetId: isNumber(targetId) ? targetId : null,
      targetName: isText(targetName) ? targetName : null,
      emails: isText(emails) ? emails : '',
    };
  }
}

/**
 * What a user did and what was done to the user, newest first.
 * @param before returns only records with a smaller number; null for all.
 */
export function listActivityOf(reader: Reader, userId: number, before: number | null, limit: number): ChainedRecord[] {
  return reader
    .all(
      `SELECT * FROM (SELECT ${ACTIVITY_COLUMNS} FROM activity WHERE target_id = :userId AND seq < :before
         ORDER BY seq DESC LIMIT :limit) AS found
       UNION ALL
       SELECT * FROM (SELECT ${ACTIVITY_COLUMNS} FROM activity WHERE actor_id = :userId
         AND target_id IS DISTINCT FROM :userId AND seq < :before ORDER BY seq DESC LIMIT :limit) AS found
       ORDER BY seq DESC LIMIT :limit`,
      { userId, before: before ?? Number.MAX_SAFE_INTEGER, limit },
    )
    .map(toRecord);
}

/** Their only person is the actor, and they say who was in the account or tried to get in. */
const SIGNING_IN =
  "'session.started', 'session.ended', 'sign_in.refused', 'unlock.refused', 'presence.refused', 'password.refused', " +
  "'clock.accepted'";

/**
 * What happened to a user's account: what was done to it, and who signed in or tried to. Not what the user did to others.
 * @param before returns only records with a smaller number; null for all.
 */
export function listActivityOnAccount(
  reader: Reader,
  userId: number,
  before: number | null,
  limit: number,
): ChainedRecord[] {
  return reader
    .all(
      `SELECT * FROM (SELECT ${ACTIVITY_COLUMNS} FROM activity WHERE target_id = :userId AND seq < :before
         ORDER BY seq DESC LIMIT :limit) AS found
       UNION ALL
       SELECT * FROM (SELECT ${ACTIVITY_COLUMNS} FROM activity WHERE actor_id = :userId
         AND target_id IS NULL AND action IN (${SIGNING_IN}) AND seq < :before ORDER BY seq DESC LIMIT :limit) AS found
       ORDER BY seq DESC LIMIT :limit`,
      { userId, before: before ?? Number.MAX_SAFE_INTEGER, limit },
    )
    .map(toRecord);
}

/** At most `limit` records from `seq` on, oldest first. */
export function* iterateFrom(reader: Reader, seq: number, limit: number): Generator<ChainedRecord> {
  const rows = reader.iterate(
    `SELECT ${ACTIVITY_COLUMNS} FROM activity WHERE seq >= :seq AND seq < :largest ORDER BY seq LIMIT :limit`,
    { seq, largest: LARGEST_SEQ, limit },
  );
  for (const row of rows) yield toRecord(row);
}
