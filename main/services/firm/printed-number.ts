// The printed number of the activity record, for paper and for backups, and what the record says of such a number later.
import {
  type PrintedNumber,
  readPrintedNumber,
  toPrintedLetters,
  writePrintedNumber,
} from '../../domain/printed-number.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { getActivity, getHead } from '../../storage/tables/activity.ts';
import type { Context } from '../act/context.ts';
import { recordWatchOf } from './record-watch.ts';

/** Of the last record now. Empty while there is none. */
export const currentPrintedNumber = (reader: Reader): string => writePrintedNumber(getHead(reader));

/** Of a record as it is stored. Empty where there is no such record. */
export const printedNumberAt = (reader: Reader, seq: number): string =>
  writePrintedNumber({ seq, hash: getActivity(reader, seq)?.hash ?? '' });

export interface PrintedCheck {
  /**
   * `no_such_record`: the record ends before that number. `differs`: that record has other letters. `earlier_altered`: the
   * letters are right, but an earlier record, or this one, does not fit its own hash.
   */
  readonly verdict: 'as_printed' | 'differs' | 'no_such_record' | 'earlier_altered';
  /** The number that was asked for. */
  readonly number: number;
  /** Epoch ms, of that record. Null where there is none that can be read. */
  readonly at: number | null;
  /** The last record's number now. */
  readonly last: number;
  /** With `earlier_altered`: the first record that does not fit. */
  readonly firstAltered: number | null;
}

/**
 * Compares a printed number with the record, and checks every record up to it.
 * @throws Refusal bad_input (printed): it is no such number.
 */
export async function checkPrinted(
  context: Context,
  typed: string,
  onProgress: (done: number, total: number) => void,
): Promise<PrintedCheck> {
  const printed = readPrintedNumber(typed);
  if (printed === undefined)
    return refuse({
      code: 'bad_input',
      fields: [{ field: 'printed', message: 'Enter the number and the three groups, like 1,204 · 7F3K-9QXM-2B4T.' }],
    });
  const { breaks } = await recordWatchOf(context).verify(onProgress);
  const firstAltered = breaks.find(({ first }) => first <= printed.seq)?.first ?? null;
  return compare(context.storage.read, printed, firstAltered);
}

function compare(reader: Reader, { seq, letters }: PrintedNumber, firstAltered: number | null): PrintedCheck {
  const last = getHead(reader).seq;
  const record = getActivity(reader, seq);
  const found = { number: seq, at: record?.at || null, last, firstAltered };
  if (seq > last) return { ...found, verdict: 'no_such_record', firstAltered: null };
  if (record === undefined || toPrintedLetters(record.hash) !== letters) return { ...found, verdict: 'differs' };
  return { ...found, verdict: firstAltered === null ? 'as_printed' : 'earlier_altered' };
}
