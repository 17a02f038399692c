// Writes a list into a file, batch by batch. It asks for presence, and it is on record before the first line is written:
// nobody takes data along in silence. That it is made is on record once the file has its name: a record claims no file that
// nobody has.
import type { ActivityRecord } from '../../domain/activity-chain.ts';
import { refuse } from '../../domain/refusal.ts';
import { type Actor, findActor } from '../act/actor.ts';
import { checkClock } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { nextTurn } from '../act/next-turn.ts';
import { provePresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import type { Exporting } from '../act/visit.ts';

/** One part of a list, in its order. */
export interface Batch<Row> {
  readonly rows: readonly Row[];
  /** How much of the list is looked through, of `total`. */
  readonly done: number;
  readonly total: number;
}

export interface ExportOrder<Row, File> {
  readonly what: 'users' | 'clients' | 'activity';
  /** How the list was filtered, and which columns the file has. */
  readonly detail: ActivityRecord['detail'];
  /** The actor's own fresh code. May be empty within five minutes of the last one. */
  readonly code: string;
  readonly read: () => AsyncIterable<Batch<Row>>;
  /** Asks for the place and writes the parts. Undefined: the person cancelled. */
  readonly save: (parts: AsyncIterable<readonly Row[]>) => Promise<File | undefined>;
  readonly onProgress: (done: number, total: number) => void;
}

export interface Exported<File> {
  readonly file: File;
  readonly rows: number;
  /** False: the file is there, and only its beginning is known to be on record. */
  readonly isEndRecorded: boolean;
}

/**
 * @param job a stop of it takes effect before the next batch.
 * @returns undefined when there is no file.
 * @throws Refusal clock_went_back, not_signed_in (the session has ended while the file was written), as provePresence, and as `save`.
 */
export async function writeExport<Row, File>(
  context: Context,
  actor: Actor,
  job: Exporting,
  order: ExportOrder<Row, File>,
): Promise<Exported<File> | undefined> {
  context.storage.transaction((tx) => checkClock(context, tx));
  provePresence(context, actor, order.code);
  let rows = 0;
  const record = (action: string, more: ActivityRecord['detail'] = {}): void => {
    const detail = { what: order.what, ...order.detail, ...more };
    context.storage.transaction((tx) =>
      recordActivity(context, tx, { action, outcome: 'done', actor: actor.user, detail }),
    );
    context.storage.settle();
  };
  async function* parts(): AsyncGenerator<readonly Row[]> {
    if (job.isStopped) refuse({ code: 'not_now' });
    record('export.begun');
    for await (const batch of order.read()) {
      if (job.isStopped) refuse({ code: 'not_now' });
      // The work ends with its session.
      if (findActor(context, actor.session.id) === undefined) refuse({ code: 'not_signed_in' });
      rows += batch.rows.length;
      yield batch.rows;
      order.onProgress(batch.done, batch.total);
      await nextTurn();
    }
  }
  const file = await order.save(parts()).catch((error: unknown) => {
    if (job.isStopped) return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    record('export.made', { rows });
    return { file, rows, isEndRecorded: true };
  } catch {
    // A full disk, for example. The file has its name by now, and nobody is told that nothing was done.
    return { file, rows, isEndRecorded: false };
  }
}
