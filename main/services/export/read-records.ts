// The activity record for a file: all records that match, newest first, as they are stored. Records that are made while the
// file is written are not in it.
import { type ChainedRecord, getHead } from '../../storage/tables/activity.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { type ActivityQuery, readActivity } from '../firm/list-activity.ts';
import type { Batch } from './write-export.ts';

/** Records that one batch looks at: some 10 ms where all of them match. */
const SPAN = 1000;

export async function* readRecords(
  context: Context,
  actor: Actor,
  query: Omit<ActivityQuery, 'before'>,
): AsyncGenerator<Batch<ChainedRecord>> {
  const total = getHead(context.storage.read).seq;
  let before: number | null = total + 1;
  while (before !== null) {
    const { records, next }: Awaited<ReturnType<typeof readActivity>> = await readActivity(
      context,
      actor,
      { ...query, before },
      SPAN,
    );
    before = next;
    yield { rows: records, done: total + 1 - (next ?? 1), total };
  }
}
