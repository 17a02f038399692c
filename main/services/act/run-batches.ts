// Carries out the work on many people, batch by batch. Each batch is one transaction, and a finished one stays done. The
// work ends with its session, and after Cancel before the next batch. An error in the middle, such as a full disk, ends it
// too: nobody is told then that nothing was changed. Where it is not known whether a batch stands, no codes are handed out: the
// same request, repeated, finds those that do.
import type { Tx } from '../../storage/engine/database.ts';
import { type Actor, findActor } from './actor.ts';
import type { Context } from './context.ts';
import { nextTurn } from './next-turn.ts';
import { isOutcomeUnknown } from './outcome-unknown.ts';
import type { Bulk } from './visit.ts';

/**
 * @param run carries out one batch. @returns what to remember of it once it is committed.
 * @param onProgress called after each batch with the number of rows that are settled.
 * @throws what the first batch throws: nothing is changed then, and the work can be tried again. Also what leaves it unknown
 * whether a batch stands.
 */
export async function runBatches<Row>(
  context: Context,
  actor: Actor,
  bulk: Pick<Bulk, 'status' | 'isCancelled' | 'cut' | 'codes'>,
  batches: readonly (readonly Row[])[],
  onProgress: (done: number, total: number) => void,
  run: (tx: Tx, present: Actor, batch: readonly Row[]) => () => void,
): Promise<void> {
  // What came before the first batch fails here, and says nothing about the batches.
  context.storage.settle();
  bulk.status = 'running';
  const total = batches.reduce((sum, batch) => sum + batch.length, 0);
  let done = 0;
  try {
    for (const batch of batches) {
      const present = findActor(context, actor.session.id);
      if (bulk.isCancelled || present === undefined) break;
      const remember = context.storage.transaction((tx) => run(tx, present, batch));
      context.storage.settle();
      remember();
      done += batch.length;
      onProgress(done, total);
      await nextTurn();
    }
  } catch (error) {
    if (isOutcomeUnknown(error)) {
      bulk.status = 'not_known';
      // Those of earlier batches, too, come with the repetition of the request.
      bulk.codes = [];
      throw error;
    }
    if (done === 0) {
      bulk.status = 'prepared';
      throw error;
    }
    bulk.cut = { because: error };
  }
  bulk.status = 'finished';
}

/** The record of the end, where all or a part of the work stands: an error of it is one of the work. */
export function recordEndOf(bulk: Pick<Bulk, 'cut'>, record: () => void): void {
  try {
    record();
  } catch (error) {
    bulk.cut ??= { because: error };
  }
}
