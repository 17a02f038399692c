// What an evidence pack reads of the activity record, oldest first and some records at a time.
import type { Reader } from '../engine/database.ts';
import { ACTIVITY_COLUMNS, type ChainedRecord, toRecord } from './activity.ts';

/** Which records a pack holds. */
export interface EvidenceRange {
  /** Epoch ms, both inclusive. Null: no end. */
  readonly from: number | null;
  readonly until: number | null;
  /** As the actor or the target. Null: everybody. */
  readonly personId: number | null;
  /** No record after this number. */
  readonly last: number;
}

const IN_RANGE = `seq <= :last AND (:from IS NULL OR at >= :from) AND (:until IS NULL OR at <= :until)
  AND (:personId IS NULL OR actor_id = :personId OR target_id = :personId)`;

const parametersOf = ({ from, until, personId, last }: EvidenceRange) => ({ from, until, personId, last });

export function countEvidence(reader: Reader, range: EvidenceRange): number {
  const row = reader.get(`SELECT count(*) AS count FROM activity WHERE ${IN_RANGE}`, parametersOf(range));
  return Number(row?.['count'] ?? 0);
}

/** The next records of the range. @param after the number of the last one that was read; 0 at first. */
export function listEvidence(reader: Reader, range: EvidenceRange, after: number, limit: number): ChainedRecord[] {
  return reader
    .all(`SELECT ${ACTIVITY_COLUMNS} FROM activity WHERE seq > :after AND ${IN_RANGE} ORDER BY seq LIMIT :limit`, {
      ...parametersOf(range),
      after,
      limit,
    })
    .map(toRecord);
}

/** Numbers and hashes as they are stored, whatever the rest of their rows says. */
export function listHashes(
  reader: Reader,
  after: number,
  last: number,
  limit: number,
): readonly { readonly seq: number; readonly hash: string }[] {
  return reader
    .all('SELECT seq, hash FROM activity WHERE seq > :after AND seq <= :last ORDER BY seq LIMIT :limit', {
      after,
      last,
      limit,
    })
    .map((row) => ({ seq: Number(row['seq']), hash: String(row['hash']) }));
}

/** All changes of the settings, oldest first. */
export const listSettingsChanges = (reader: Reader, last: number): ChainedRecord[] =>
  reader
    .all(
      `SELECT ${ACTIVITY_COLUMNS} FROM activity
       WHERE action = 'settings.changed' AND outcome = 'done' AND seq <= :last ORDER BY seq`,
      { last },
    )
    .map(toRecord);
