// The activity table: append-only, each record chained to the one before (domain/activity-chain.ts).
import { type ActivityRecord, FIRST_PREVIOUS_HASH, type Outcome } from '../domain/activity-chain.ts';
import type { Reader, Row, Tx } from './database.ts';
import { integer, integerOrNull, text, textOrNull } from './rows.ts';

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

/** The last record's number and hash; zero and the first previous hash for an empty record. */
export function getHead(reader: Reader): { readonly seq: number; readonly hash: string } {
  const row = reader.get('SELECT seq, hash FROM activity ORDER BY seq DESC LIMIT 1');
  return row === undefined ? { seq: 0, hash: FIRST_PREVIOUS_HASH } : { seq: integer(row, 'seq'), hash: text(row, 'hash') };
}

export function insertActivity(tx: Tx, record: ChainedRecord): void {
  tx.run(
    `INSERT INTO activity (seq, at, actor_id, actor_name, actor_role, target_id, target_name, target_role, action, outcome, reason, detail, app_version, hash)
     VALUES (:seq, :at, :actorId, :actorName, :actorRole, :targetId, :targetName, :targetRole, :action, :outcome, :reason, :detail, :appVersion, :hash)`,
    { ...record, detail: JSON.stringify(record.detail) },
  );
}

export function* iterateActivity(reader: Reader): Generator<ChainedRecord> {
  for (const row of reader.iterate('SELECT * FROM activity ORDER BY seq')) yield toRecord(row);
}

/** The record with this number, if there is one. */
export function getActivity(reader: Reader, seq: number): ChainedRecord | undefined {
  const row = reader.get('SELECT * FROM activity WHERE seq = :seq', { seq });
  return row === undefined ? undefined : toRecord(row);
}
