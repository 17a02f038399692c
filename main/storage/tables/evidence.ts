// What an evidence pack reads of the activity record, oldest first. Each call looks at some numbers and no more, so a long record
// keeps nobody waiting.
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

/**
 * The number of the last of the next `rows` rows; undefined where none follows. Another program can number its rows as it likes,
 * so nothing here counts numbers.
 */
export function endOfRows(reader: Reader, after: number, last: number, rows: number): number | undefined {
  const row = reader.get(
    'SELECT max(seq) AS last FROM (SELECT seq FROM activity WHERE seq > :after AND seq <= :last ORDER BY seq LIMIT :rows) AS found',
    { after, last, rows },
  );
  return typeof row?.['last'] === 'number' ? row['last'] : undefined;
}

/** The records of the range with `after` < number <= `upTo`. */
export function listEvidence(reader: Reader, range: EvidenceRange, after: number, upTo: number): ChainedRecord[] {
  const { from, until, personId, last } = range;
  return reader
    .all(
      `SELECT ${ACTIVITY_COLUMNS} FROM activity WHERE seq > :after AND seq <= :upTo
         AND (CAST(:from AS BIGINT) IS NULL OR at >= :from) AND (CAST(:until AS BIGINT) IS NULL OR at <= :until)
         AND (CAST(:personId AS BIGINT) IS NULL OR actor_id = :personId OR target_id = :personId) ORDER BY seq`,
      { from, until, personId, after, upTo: Math.min(upTo, last) },
    )
    .map(toRecord);
}

/** Numbers and hashes as they are stored, whatever the rest of their rows says. */
export const listHashes = (
  reader: Reader,
  after: number,
  upTo: number,
): readonly { readonly seq: number; readonly hash: string }[] =>
  reader
    .all('SELECT seq, hash FROM activity WHERE seq > :after AND seq <= :upTo ORDER BY seq', { after, upTo })
    .map((row) => ({ seq: Number(row['seq']), hash: String(row['hash']) }));

/** Changes of the settings, oldest first. */
export const listSettingsChanges = (reader: Reader, after: number, upTo: number): ChainedRecord[] =>
  reader
    .all(
      `SELECT ${ACTIVITY_COLUMNS} FROM activity WHERE seq > :after AND seq <= :upTo
         AND action IN ('settings.changed', 'settings.set_by_it') AND outcome = 'done' ORDER BY seq`,
      { after, upTo },
    )
    .map(toRecord);
