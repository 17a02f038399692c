// What every import has in common: a dry run that says for each row what will happen, then one act in batches that are each
// whole, with one statement of what the list is. Each row that is carried out has a record of its own.
import { PREVIEW_MS } from '../../domain/bulk-reset.ts';
import { refuse } from '../../domain/refusal.ts';
import {
  IMPORT_BATCH,
  type ImportState,
  NAMES_PER_COUNT,
  ONE_BY_ONE_COUNTS,
  type ReadRow,
  type RowsToImport,
} from '../../domain/table-import.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import type { Actor } from '../act/actor.ts';
import { checkClock } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { nextTurn } from '../act/next-turn.ts';
import { isOutcomeUnknown } from '../act/outcome-unknown.ts';
import { provePresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { recordEndOf, runBatches } from '../act/run-batches.ts';
import type { BatchDone, CarryOutBatch, ImportPlan, TableImport } from '../act/visit.ts';

/** Rows that a dry run looks at in one turn. Fewer where they name many clients. */
const ROWS_AT_ONCE = 500;

export interface PlannedRow<Act> {
  readonly state: ImportState;
  /** What carries the row out; undefined where nothing is done. */
  readonly act: Act | undefined;
  /** Of the account or the client that the row is about. Null: there is none. */
  readonly version: number | null;
}

/** Says what happens to rows, as the reader shows the firm. */
export type Planner<Row, Act> = (rows: readonly Row[]) => readonly PlannedRow<Act>[];

/** What the rows are, and how they are planned and carried out. */
export interface ImportKind<Row extends ReadRow, Act> {
  createPlanner(context: Context, reader: Reader, actor: Actor): Planner<Row, Act>;
  /** @returns a state for each act. */
  carryOut(context: Context, tx: Tx, actor: Actor, acts: readonly Act[]): BatchDone;
  /** Of clients, in a row. */
  countNames?(row: Row): number;
  makeClient?(context: Context, tx: Tx, actor: Actor, name: string): void;
}

/** The dry run of all rows. It changes nothing. @param planner as the database is now. */
export async function planRows<Row extends ReadRow, Act>(
  context: Context,
  rows: RowsToImport<Row>,
  planner: Planner<Row, Act>,
  kind: ImportKind<Row, Act>,
): Promise<Pick<ImportPlan, 'plannedAt' | 'rows' | 'states' | 'namesCount' | 'carryOut'>> {
  const states: ImportState[] = [];
  const versions: (number | null)[] = [];
  const namesCount: number[] = [];
  const read = rows.startReading();
  while (states.length < rows.length) {
    const some: Row[] = [];
    for (let left = ROWS_AT_ONCE; left > 0 && states.length + some.length < rows.length; ) {
      const row = read(states.length + some.length);
      const count = countOf(kind.countNames?.(row) ?? 0);
      some.push(row);
      namesCount.push(count);
      left -= 1 + count;
    }
    for (const { state, version } of planner(some)) {
      states.push(state);
      versions.push(version);
    }
    await nextTurn();
  }
  return {
    plannedAt: context.clock.now(),
    rows,
    states,
    namesCount,
    carryOut: batchesOf(rows, states, versions, kind),
  };
}

/** What the names of a row count beside the row itself. */
const countOf = (names: number): number => Math.floor(names / NAMES_PER_COUNT);

/** Rows that would do something else by now are skipped. */
function batchesOf<Row extends ReadRow, Act>(
  rows: RowsToImport<Row>,
  states: readonly ImportState[],
  versions: readonly (number | null)[],
  kind: ImportKind<Row, Act>,
): CarryOutBatch {
  return (context, tx, present, batch) => {
    for (const name of batch.clients) kind.makeClient?.(context, tx, present, name);
    const planned = kind.createPlanner(context, tx, present)(batch.rows.map(rows.startReading()));
    const acts = planned.map(({ state, version, act }, i) => {
      const before = batch.rows[i] ?? -1;
      const isSame = JSON.stringify([state, version]) === JSON.stringify([states[before], versions[before]]);
      return isSame ? act : undefined;
    });
    const done = kind.carryOut(
      context,
      tx,
      present,
      acts.filter((act) => act !== undefined),
    );
    const doneStates = done.states.values();
    return {
      codes: done.codes,
      states: acts.map((act) => (act && doneStates.next().value) ?? CHANGED),
    };
  };
}

const CHANGED: ImportState = { kind: 'skipped', why: 'Changed since the dry run.' };

interface Request {
  /** What the list is, and why it is imported: for the record. */
  readonly note: string;
  /** The actor's own fresh code. May be empty within five minutes of the last one. */
  readonly code: string;
}

/** @param countOne in invitations. One that counts more than a batch is a batch. */
function inBatches<T>(all: readonly T[], countOne: (one: T) => number): readonly (readonly T[])[] {
  const batches: T[][] = [];
  let left = 0;
  for (const one of all) {
    const counts = countOne(one);
    if (left < counts) {
      batches.push([]);
      left = IMPORT_BATCH;
    }
    batches.at(-1)?.push(one);
    left -= counts;
  }
  return batches;
}

/** One step of the act: a client that is made, or a row by its place in the plan. */
type Step = string | number;

const isToDo = ({ kind }: ImportState): boolean => kind === 'invite' || kind === 'add' || kind === 'update';

/**
 * @param onProgress called after each batch.
 * @throws Refusal not_now (no dry run, or carried out already), conflict (the dry run is too old), clock_went_back, and as
 * provePresence. Nothing is changed then.
 */
export async function runImport(
  context: Context,
  actor: Actor,
  work: TableImport,
  request: Request,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const { plan } = work;
  if (plan === undefined || work.status !== 'prepared') return refuse({ code: 'not_now' });
  // Too old: the people may have changed.
  if (context.clock.now() - plan.plannedAt >= PREVIEW_MS) return refuse({ code: 'conflict' });
  context.storage.transaction((tx) => checkClock(context, tx));
  provePresence(context, actor, request.code);
  const toDo = plan.states.flatMap((state, i) => (isToDo(state) ? [i] : []));
  const states = [...plan.states];
  for (const i of toDo) states[i] = { kind: 'not_reached' };
  recordImport(context, actor, work, 'import.begun', {
    note: request.note,
    fileName: work.table.fileName,
    ...(work.of === 'people' ? { people: toDo.length, clients: plan.clientsToMake.length } : { clients: toDo.length }),
  });
  const recordEnd = (): void => recordImport(context, actor, work, 'import.ended', countsFor(work, states));
  await runBatches<Step>(
    context,
    actor,
    work,
    [
      ...inBatches(plan.clientsToMake, () => ONE_BY_ONE_COUNTS),
      ...inBatches(
        toDo,
        (i) => (plan.states[i]?.kind === 'invite' ? 1 : ONE_BY_ONE_COUNTS) + (plan.namesCount[i] ?? 0),
      ),
    ],
    onProgress,
    (tx, present, batch) => {
      checkClock(context, tx);
      const rows = batch.filter((step) => typeof step === 'number');
      const clients = batch.filter((step) => typeof step === 'string');
      const done = plan.carryOut(context, tx, present, { clients, rows });
      return () => {
        for (const [i, state] of done.states.entries()) states[rows[i] ?? -1] = state;
        work.codes.push(...done.codes);
      };
    },
  ).catch((error: unknown) => {
    // Nothing was done, and the beginning is on record. Where that is not known, an end would count wrongly.
    if (!isOutcomeUnknown(error)) recordEndOf({}, recordEnd);
    throw error;
  });
  work.plan = { ...plan, states };
  recordEndOf(work, recordEnd);
}

function countsFor({ of }: TableImport, states: readonly ImportState[]): Readonly<Record<string, number>> {
  const count = (kind: ImportState['kind']): number => states.filter((state) => state.kind === kind).length;
  return of === 'people'
    ? { peopleInvited: count('invited'), peopleUpdated: count('updated'), usersNotReached: count('not_reached') }
    : { clientsImported: count('added'), clientsUpdated: count('updated'), clientsNotReached: count('not_reached') };
}

function recordImport(
  context: Context,
  actor: Actor,
  work: TableImport,
  action: string,
  detail: Readonly<Record<string, string | number>>,
): void {
  context.storage.transaction((tx) =>
    recordActivity(context, tx, {
      action,
      outcome: 'done',
      actor: actor.user,
      detail: { importId: work.id, ...detail },
    }),
  );
  context.storage.settle();
}
