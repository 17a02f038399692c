// Imports people out of a table. Each person has a record of their own, as after Invite and Edit.
import { refuse } from '../../domain/refusal.ts';
import { mayDo } from '../../domain/role-policy.ts';
import type { ImportSettings, PersonRow } from '../../domain/table-import.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { getVisibleClient, isNameTaken, toNameKey } from '../../storage/tables/clients.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import type { ActivityEntry } from '../act/record-activity.ts';
import type { ImportPlan } from '../act/visit.ts';
import { carryOutNewClient } from '../clients/add-client.ts';
import { carryOutEdit } from '../users/edit-user.ts';
import { carryOutInvitation } from '../users/invite-users.ts';
import { planRow, type RowAct } from './plan-row.ts';
import { createNamedClients, type NamedClients } from './row-clients.ts';
import { type ImportKind, type PlannedRow, planRows } from './run-import.ts';

/** The dry run. It changes nothing. @throws Refusal forbidden, not_found, client_terminated. */
export async function planPeople(
  context: Context,
  actor: Actor,
  rows: readonly PersonRow[],
  settings: ImportSettings,
  importId: string,
): Promise<ImportPlan> {
  const reader = context.storage.read;
  if (settings.makeClients !== null && !mayDo(actor.user.role, 'add_client')) return refuse({ code: 'forbidden' });
  if (settings.clientId !== null) {
    const client = getVisibleClient(reader, actor.user, settings.clientId);
    if (client === undefined) return refuse({ code: 'not_found' });
    if (client.status === 'terminated') return refuse({ code: 'client_terminated' });
  }
  const clients = createNamedClients(reader, actor, settings);
  /** As they are first written, by their key. */
  const needed = new Map<string, string>();
  const planner = (row: PersonRow): PlannedRow<RowAct> => {
    const planned = planRow({ context, reader, actor, settings, clients }, row);
    for (const name of neededClients(row, planned, clients))
      if (!needed.has(toNameKey(name))) needed.set(toNameKey(name), name);
    return planned;
  };
  const plan = await planRows(context, rows, planner, peopleKind(settings, importId));
  const isMaking = settings.makeClients !== null;
  return {
    ...plan,
    unknownClients: isMaking ? [...needed.values()] : [...clients.missing.values()],
    clientsToMake: isMaking ? [...needed.values()] : [],
  };
}

/** Clients that are not there, of a row that is carried out. */
function neededClients(
  { person }: PersonRow,
  { state }: PlannedRow<RowAct>,
  { find }: NamedClients,
): readonly string[] {
  const isNeeded =
    state.kind === 'invite' || (state.kind === 'update' && state.changes.some(({ what }) => what === 'clients'));
  return isNeeded ? (person.clients?.names ?? []).filter((name) => find(name) === 'new') : [];
}

function peopleKind(settings: ImportSettings, importId: string): ImportKind<PersonRow, RowAct> {
  return {
    createPlanner(context, reader, actor) {
      const parts = { context, reader, actor, settings, clients: createNamedClients(reader, actor, settings) };
      return (row) => planRow(parts, row);
    },
    carryOut(context, tx, actor, act, { codes, entries }) {
      if (act.kind === 'invite') {
        const record = (entry: ActivityEntry): number => entries.push(entry);
        codes.push(carryOutInvitation(context, tx, actor, act.person, act.role, act.access, { importId }, record));
        return { kind: 'invited' };
      }
      carryOutEdit(context, tx, actor, act.edit, { importId });
      return { kind: 'updated' };
    },
    makeClient: (context, tx, actor, name) => makeClient(context, tx, actor, settings, name, importId),
  };
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
  carryOutNewClient(context, tx, actor, { name, type: makeClients.type, accountingSoftware: '' }, { importId });
}
