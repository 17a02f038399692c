// What every import has in common: a dry run that says for each row what will happen, then one act in batches that are each
// whole, with one statement of what the list is. Each row that is carried out has a record of its own.
import { PREVIEW_MS } from '../../domain/bulk-reset.ts';
import { refuse } from '../../domain/refusal.ts';
import { IMPORT_BATCH, type ImportRow, type ImportState, type ReadRow } from '../../domain/table-import.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import type { Actor } from '../act/actor.ts';
import { checkClock } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import type { IssuedCode } from '../act/issued-code.ts';
import { nextTurn } from '../act/next-turn.ts';
import { provePresence } from '../act/presence.ts';
import { recordActivities, recordActivity } from '../act/record-activity.ts';
import { runBatches } from '../act/run-batches.ts';
import type { BeginBatch, ImportPlan, MadeByImport, TableImport } from '../act/visit.ts';

/** Rows that a dry run looks at in one turn. */
const ROWS_AT_ONCE = 500;

export interface PlannedRow<Act> {
  readonly state: ImportState;
  /** What carries the row out; undefined where nothing is done. */
  readonly act: Act | undefined;
  /** Of the account or the client that the row is about. Null: there is none. */
  readonly version: number | null;
}

/** Says what happens to each row, as the reader shows the firm. */
export type RowPlanner<Row, Act> = (row: Row) => PlannedRow<Act>;

/** What the rows are, and how one is planned and carried out. */
export interface ImportKind<Row extends ReadRow, Act> {
  createPlanner(context: Context, reader: Reader, actor: Actor): RowPlanner<Row, Act>;
  carryOut(context: Context, tx: Tx, actor: Actor, act: Act, made: MadeByImport): ImportState;
  makeClient?(context: Context, tx: Tx, actor: Actor, name: string): void;
}

/** The dry run of all rows. It changes nothing. @param planner as the database is now. */
export async function planRows<Row extends ReadRow, Act>(
  context: Context,
  rows: readonly Row[],
  planner: RowPlanner<Row, Act>,
  kind: ImportKind<Row, Act>,
): Promise<Pick<ImportPlan, 'plannedAt' | 'rows' | 'beginBatch'>> {
  const planned: PlannedRow<undefined>[] = [];
  const shown: ImportRow[] = [];
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    for (const row of rows.slice(from, from + ROWS_AT_ONCE)) {
      const { state, version } = planner(row);
      planned.push({ state, version, act: undefined });
      shown.push({ number: row.number, cells: row.cells, name: row.name, email: row.email, state });
    }
    await nextTurn();
  }
  return { plannedAt: context.clock.now(), rows: shown, beginBatch: batchesOf(rows, planned, kind) };
}

/** Rows that would do something else by now are skipped. */
function batchesOf<Row extends ReadRow, Act>(
  rows: readonly Row[],
  planned: readonly PlannedRow<undefined>[],
  kind: ImportKind<Row, Act>,
): BeginBatch {
  return (context, tx, present, made) => {
    const planner = kind.createPlanner(context, tx, present);
    return {
      makeClient: (name) => kind.makeClient?.(context, tx, present, name),
      carryOut(index) {
        const [row, before] = [rows[index], planned[index]];
        if (row === undefined || before === undefined) return { kind: 'not_reached' };
        const { state, version, act } = planner(row);
        const isSame = JSON.stringify([state, version]) === JSON.stringify([before.state, before.version]);
        return isSame && act !== undefined
          ? kind.carryOut(context, tx, present, act, made)
          : { kind: 'skipped', why: 'Changed since the dry run.' };
      },
    };
  };
}

interface Request {
  /** What the list is, and why it is imported: for the record. */
  readonly note: string;
  /** The actor's own fresh code. May be empty within five minutes of the last one. */
  readonly code: string;
}

const inBatches = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / IMPORT_BATCH) }, (_, i) =>
    all.slice(i * IMPORT_BATCH, (i + 1) * IMPORT_BATCH),
  );

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
  const toDo = plan.rows.flatMap(({ state }, i) => (isToDo(state) ? [i] : []));
  const states = new Map<number, ImportState>(toDo.map((i) => [i, { kind: 'not_reached' }]));
  recordImport(context, actor, work, 'import.begun', {
    note: request.note,
    fileName: work.table.fileName,
    ...(work.of === 'people' ? { people: toDo.length, clients: plan.clientsToMake.length } : { clients: toDo.length }),
  });
  try {
    await runBatches<Step>(
      context,
      actor,
      work,
      [...inBatches(plan.clientsToMake), ...inBatches(toDo)],
      onProgress,
      (tx, present, batch) => {
        const done = runBatch(context, tx, plan.beginBatch, present, batch);
        return () => {
          for (const [i, state] of done.states) states.set(i, state);
          work.codes.push(...done.codes);
        };
      },
    );
  } finally {
    work.plan = { ...plan, rows: plan.rows.map((row, i) => ({ ...row, state: states.get(i) ?? row.state })) };
    recordImport(context, actor, work, 'import.ended', countsFor(work, work.plan.rows));
  }
}

function countsFor({ of }: TableImport, rows: readonly ImportRow[]): Readonly<Record<string, number>> {
  const count = (kind: ImportState['kind']): number => rows.filter(({ state }) => state.kind === kind).length;
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

function runBatch(
  context: Context,
  tx: Tx,
  beginBatch: BeginBatch,
  present: Actor,
  steps: readonly Step[],
): { readonly states: readonly (readonly [number, ImportState])[]; readonly codes: readonly IssuedCode[] } {
  checkClock(context, tx);
  const made: MadeByImport = { codes: [], entries: [] };
  const batch = beginBatch(context, tx, present, made);
  const states = steps.flatMap((step): (readonly [number, ImportState])[] => {
    if (typeof step === 'number') return [[step, batch.carryOut(step)]];
    batch.makeClient(step);
    return [];
  });
  if (made.entries.length > 0) recordActivities(context, tx, made.entries);
  return { states, codes: made.codes };
}
