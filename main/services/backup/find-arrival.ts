// What the check at the end of a move has found, for the first sign-in page on the new computer. It stands in the record of
// the restore, and is shown until somebody has signed in.
import type { Reader } from '../../storage/engine/database.ts';
import { getNewestMove, hasSignInSince } from '../../storage/tables/moves.ts';
import type { MoveCheck } from './check-moved.ts';

export interface Arrival extends MoveCheck {
  readonly movedFrom: string;
  readonly people: number;
  readonly records: number;
}

export function findArrival(reader: Reader): Arrival | undefined {
  const newest = getNewestMove(reader);
  if (newest?.action !== 'firm.restored') return undefined;
  const { movedFrom, people, records, isRecordIntact, secretsOpened, secretsClosed } = newest.detail;
  // What another program has written there must not keep the page from being shown.
  if (
    typeof movedFrom !== 'string' ||
    !isCount(people) ||
    !isCount(records) ||
    typeof isRecordIntact !== 'boolean' ||
    !isCount(secretsOpened) ||
    !isCount(secretsClosed) ||
    hasSignInSince(reader, newest.seq)
  )
    return undefined;
  return { movedFrom: movedFrom.slice(0, 100), people, records, isRecordIntact, secretsOpened, secretsClosed };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
