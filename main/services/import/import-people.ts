// Imports people out of a table: a dry run that says for each row what will happen, then one act in batches that are each
// whole, with one statement of who and why. Each person has a record of their own, as after Invite and Edit.
import { PREVIEW_MS } from '../../domain/bulk-reset.ts';
import {
  IMPORT_BATCH,
  type ImportPlan,
  type ImportRow,
  type ImportSettings,
  type ImportState,
  type ReadRow,
} from '../../domain/people-import.ts';
import { refuse } from '../../domain/refusal.ts';
import { mayDo } from '../../domain/role-policy.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { getVisibleClient, isNameTaken, toNameKey } from '../../storage/tables/clients.ts';
import type { Actor } from '../act/actor.ts';
import { checkClock } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import type { IssuedCode } from '../act/issued-code.ts';
import { nextTurn } from '../act/next-turn.ts';
import { provePresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { runBatches } from '../act/run-batches.ts';
import type { PeopleImport } from '../act/visit.ts';
import { carryOutNewClient } from '../clients/add-client.ts';
import { carryOutEdit } from '../users/edit-user.ts';
import { carryOutInvitation } from '../users/invite-users.ts';
import { planRow, type RowAct } from './plan-row.ts';
import { createNamedClients, type NamedClients } from './row-clients.ts';

/** Rows that a dry run looks at in one turn. */
const ROWS_AT_ONCE = 500;

/** The dry run. It changes nothing. @throws Refusal forbidden, not_found, client_terminated. */
export async function planImport(
  context: Context,
  actor: Actor,
  rows: readonly ReadRow[],
  settings: ImportSettings,
): Promise<ImportPlan> {
  const reader = context.storage.read;
  if (settings.makeClients !== null && !mayDo(actor.user.role, 'add_client')) return refuse({ code: 'forbidden' });
  if (settings.clientId !== null) {
    const client = getVisibleClient(reader, actor.user, settings.clientId);
    if (client === undefined) return refuse({ code: 'not_found' });
    if (client.status === 'terminated') return refuse({ code: 'client_terminated' });
  }
  const clients = createNamedClients(reader, actor, settings);
  const parts = { context, reader, actor, settings, clients };
  const planned: ImportRow[] = [];
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    for (const row of rows.slice(from, from + ROWS_AT_ONCE)) {
      const { state, version } = planRow(parts, row);
      planned.push({ ...row, state, version });
    }
    await nextTurn();
  }
  const unknownClients =
    settings.makeClients === null ? [...clients.missing.values()] : neededClients(planned, clients);
  return { plannedAt: context.clock.now(), settings, rows: planned, unknownClients };
}

/** Clients that are not there, of rows that are carried out. */
function neededClients(rows: readonly ImportRow[], { find, missing }: NamedClients): readonly string[] {
  const needed = new Set<string>();
  for (const { person, state } of rows) {
    const isNeeded = state.kind === 'invite' || (state.kind === 'update' && state.changes.includes('clients'));
    if (!isNeeded || 'problem' in person) continue;
    for (const name of person.clients?.names ?? [])
      if (find(name) === 'new') needed.add(missing.get(toNameKey(name)) ?? name);
  }
  return [...needed];
}

interface Request {
  /** Who these people are, and why they are imported: for the record. */
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

/**
 * Rows that would do something else by now are skipped.
 * @param onProgress called after each batch.
 * @throws Refusal not_now (no dry run, or carried out already), conflict (the dry run is too old), clock_went_back, and as
 * provePresence. Nothing is changed then.
 */
export async function runImport(
  context: Context,
  actor: Actor,
  work: PeopleImport,
  request: Request,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const { plan } = work;
  if (plan === undefined || work.status !== 'prepared') return refuse({ code: 'not_now' });
  // Too old: the people may have changed.
  if (context.clock.now() - plan.plannedAt >= PREVIEW_MS) return refuse({ code: 'conflict' });
  context.storage.transaction((tx) => checkClock(context, tx));
  provePresence(context, actor, request.code);
  const toDo = plan.rows.flatMap(({ state }, i) => (state.kind === 'invite' || state.kind === 'update' ? [i] : []));
  const made = plan.settings.makeClients === null ? [] : plan.unknownClients;
  const states = new Map<number, ImportState>(toDo.map((i) => [i, { kind: 'not_reached' }]));
  recordImport(context, actor, work, 'import.begun', {
    note: request.note,
    fileName: work.table.fileName,
    people: toDo.length,
    clients: made.length,
  });
  try {
    await runBatches<Step>(
      context,
      actor,
      work,
      [...inBatches(made), ...inBatches(toDo)],
      onProgress,
      (tx, present, batch) => {
        const done = runBatch(context, tx, present, work, plan, batch);
        return () => {
          for (const [i, state] of done.states) states.set(i, state);
          work.codes.push(...done.codes);
        };
      },
    );
  } finally {
    work.plan = { ...plan, rows: plan.rows.map((row, i) => ({ ...row, state: states.get(i) ?? row.state })) };
    const count = (kind: ImportState['kind']): number =>
      work.plan?.rows.filter(({ state }) => state.kind === kind).length ?? 0;
    recordImport(context, actor, work, 'import.ended', {
      peopleInvited: count('invited'),
      peopleUpdated: count('updated'),
      usersNotReached: count('not_reached'),
    });
  }
}

function recordImport(
  context: Context,
  actor: Actor,
  work: PeopleImport,
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
  actor: Actor,
  { id }: PeopleImport,
  { settings, rows }: ImportPlan,
  batch: readonly Step[],
): { readonly states: readonly (readonly [number, ImportState])[]; readonly codes: readonly IssuedCode[] } {
  checkClock(context, tx);
  const codes: IssuedCode[] = [];
  const parts = { context, reader: tx, actor, settings, clients: createNamedClients(tx, actor, settings) };
  const states = batch.flatMap((step): (readonly [number, ImportState])[] => {
    if (typeof step === 'string') {
      makeClient(context, tx, actor, settings, step, id);
      return [];
    }
    const row = rows[step];
    if (row === undefined) return [];
    const { state, act, version } = planRow(parts, row);
    const isSame = JSON.stringify([state, version]) === JSON.stringify([row.state, row.version]);
    if (!isSame || act === undefined) return [[step, { kind: 'skipped', why: 'Changed since the dry run.' }]];
    return [[step, carryOut(context, tx, actor, act, id, codes)]];
  });
  return { states, codes };
}

/** Somebody may have added it since the dry run. */
function makeClient(
  context: Context,
  tx: Tx,
  actor: Actor,
  { makeClients }: ImportSettings,
  name: string,
  importId: string,
): void {
  if (makeClients === null || !mayDo(actor.user.role, 'add_client') || isNameTaken(tx, name, null)) return;
  carryOutNewClient(context, tx, actor, { name, type: makeClients, accountingSoftware: '' }, { importId });
}

function carryOut(
  context: Context,
  tx: Tx,
  actor: Actor,
  act: RowAct,
  importId: string,
  codes: IssuedCode[],
): ImportState {
  if (act.kind === 'invite') {
    codes.push(carryOutInvitation(context, tx, actor, act.person, act.role, act.access, { importId }));
    return { kind: 'invited' };
  }
  carryOutEdit(context, tx, actor, act.edit, { importId });
  return { kind: 'updated' };
}
