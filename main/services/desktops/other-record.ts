// What a desktop remembers of the activity record, beside the record here. A desktop has seen a record that is not here: an
// older state was put back, or the record was rewritten, and nobody at this computer can take that memory away. It is
// recorded, and every Partner Admin is told.
import { getActivity, getHead } from '../../storage/tables/activity.ts';
import { getNewestMove } from '../../storage/tables/moves.ts';
import type { Context } from '../act/context.ts';
import { recordActivity } from '../act/record-activity.ts';
import { isStandbyMissing } from '../act/require-standby.ts';

/** Where an activity record ends: the number of its last record, and the hash of the chain there. */
export interface RecordEnd {
  readonly seq: number;
  readonly hash: string;
}

export interface RecordFacts {
  /** Without what a missing standby does not have, for a desktop that remembers more than nothing. */
  readonly end: RecordEnd;
  /** The hash of the record that the desktop asks about; null: there is none. */
  readonly known: string | null;
  /** When an earlier state of the firm came here on purpose the last time: by a restore, or because this copy is used again. */
  readonly restoredAt: number | null;
}

/** @param asked the number that the desktop remembers; null: none. */
export function recordFactsFor({ storage }: Pick<Context, 'storage'>, asked: number | null): RecordFacts {
  const { read } = storage;
  const move = getNewestMove(read);
  const known = asked === null || asked === 0 ? null : (getActivity(read, asked)?.hash ?? null);
  return {
    end:
      asked !== null && known !== null && isStandbyMissing({ storage }) ? { seq: asked, hash: known } : getHead(read),
    known,
    restoredAt: move?.action === 'firm.restored' || move?.action === 'firm.used_again' ? move.at : null,
  };
}

/** @returns whether it was recorded: a desktop whose pair is in the record after all has nothing to tell. */
export function noteOtherRecord(context: Context, desktopName: string, seen: RecordEnd): boolean {
  return context.storage.transaction((tx) => {
    if (getActivity(tx, seen.seq)?.hash === seen.hash) return false;
    const found = getHead(tx).seq;
    recordActivity(context, tx, {
      action: 'record.seen_otherwise',
      outcome: 'failed',
      reason: found < seen.seq ? 'cut' : 'differs',
      detail: { desktopName, recordsExpected: seen.seq, recordsFound: found },
    });
    return true;
  });
}
