// Checks the whole activity record against its chain, piece by piece. Each piece is a read of its own, so a long check
// does not keep the write-ahead log from being emptied.
import { hash as hashOnce } from 'node:crypto';
import { type Break, ChainCheck } from '../../domain/activity-chain.ts';
import type { DatabaseSource, SqlValue } from '../engine/database.ts';
import { snapshotOf } from '../engine/snapshot-of.ts';
import { ACTIVITY_COLUMNS, parseRecord } from '../tables/activity.ts';

export interface RecordCheck {
  readonly records: number;
  /** Epoch ms, of the first and the last record; null where there is none that can be read. */
  readonly from: number | null;
  readonly until: number | null;
  readonly breaks: readonly Break[];
  /** What the record says of earlier alterations. */
  readonly known: readonly Pick<Break, 'first' | 'last'>[];
  /** It says so, or that it was cut or replaced. */
  readonly isAlteredBefore: boolean;
}

const PIECE = 5000;

/** It fits its chain, apart from what it says itself of earlier alterations. */
export const isIntact = ({ breaks, known }: RecordCheck): boolean =>
  breaks.every((found) => known.some(({ first, last }) => first <= found.first && found.last <= last));

/** Yields how many records are checked so far, of how many. */
export function* checkRecord(
  source: DatabaseSource,
): Generator<{ readonly done: number; readonly total: number }, RecordCheck> {
  const check = new ChainCheck((text) => hashOnce('sha256', text, 'hex'));
  const known: Pick<Break, 'first' | 'last'>[] = [];
  let [records, from, until] = [0, null as number | null, null as number | null];
  let isAlteredBefore = false;
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const { rows, total } = readPiece(source, after);
    for (const row of rows) {
      const seq = Number(row[0]);
      const record = parseRecord(row);
      check.add(seq, record, String(row[13]));
      from ??= record?.at ?? null;
      until = record?.at ?? until;
      if (record?.action === 'record.altered') known.push(...toKnown(record.detail));
      if (record?.action === 'record.altered' || record?.action === 'record.cut') isAlteredBefore = true;
    }
    records += rows.length;
    const last = Number(rows.at(-1)?.[0]);
    if (rows.length < PIECE || !Number.isSafeInteger(last))
      return { records, from, until, breaks: check.breaks, known, isAlteredBefore };
    after = last;
    yield { done: records, total: Math.max(records, total) };
  }
}

function readPiece(source: DatabaseSource, after: number): { readonly rows: SqlValue[][]; readonly total: number } {
  const snapshot = snapshotOf(source);
  try {
    return {
      rows: snapshot.values(`SELECT ${ACTIVITY_COLUMNS} FROM activity WHERE seq > :after ORDER BY seq LIMIT ${PIECE}`, {
        after,
      }),
      total: Number(snapshot.values('SELECT max(seq) FROM activity')[0]?.[0] ?? 0),
    };
  } finally {
    snapshot.close();
  }
}

function toKnown(detail: Readonly<Record<string, unknown>>): Pick<Break, 'first' | 'last'>[] {
  const { firstRecord, lastRecord } = detail;
  return typeof firstRecord === 'number' && typeof lastRecord === 'number'
    ? [{ first: firstRecord, last: lastRecord }]
    : [];
}
