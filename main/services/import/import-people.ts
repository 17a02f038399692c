// Imports people out of a table. Each person has a record of their own, as after Invite and Edit.
import { refuse } from '../../domain/refusal.ts';
import { mayDo } from '../../domain/role-policy.ts';
import type { ImportSettings, PersonRow, RowsToImport } from '../../domain/table-import.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { getVisibleClient, isNameTaken, toNameKey } from '../../storage/tables/clients.ts';
import { getUser, listUsersByEmail } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import type { ImportPlan } from '../act/visit.ts';
import { carryOutNewClient } from '../clients/add-client.ts';
import { carryOutEdit } from '../users/edit-user.ts';
import { carryOutInvitations, carryOutRenewals } from '../users/invite-users.ts';
import { planRow, type RowAct } from './plan-row.ts';
import { createNamedClients, type NamedClients } from './row-clients.ts';
import { type ImportKind, type PlannedRow, type Planner, planRows } from './run-import.ts';

/** The dry run. It changes nothing. @throws Refusal forbidden, not_found, client_terminated. */
export async function planPeople(
  context: Context,
  actor: Actor,
  rows: RowsToImport<PersonRow>,
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
  const planner: Planner<PersonRow, RowAct> = (some) => {
    const planned = planPersonRows(context, reader, actor, settings, clients, some);
    for (const name of some.flatMap((row, i) => neededClients(row, planned[i], clients)))
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

/** Each row is about another person, so what is done to one changes nothing for the others. */
function planPersonRows(
  context: Context,
  reader: Reader,
  actor: Actor,
  settings: ImportSettings,
  clients: NamedClients,
  rows: readonly PersonRow[],
): readonly PlannedRow<RowAct>[] {
  const people = rows.flatMap(({ person }) => (person.problems.email === undefined ? [person] : []));
  clients.lookUp(people.flatMap((person) => namesOf(person)));
  const holders = listUsersByEmail(
    reader,
    people.map(({ email }) => email),
  );
  return rows.map((row) => planRow({ context, reader, actor, settings, clients, holders }, row));
}

/** Names that cannot be used, or are too many, are not looked up. */
const namesOf = ({ clients, problems }: PersonRow['person']): readonly string[] =>
  problems.clients === undefined ? (clients?.names ?? []) : [];

/** Clients that are not there, of a row that is carried out. */
function neededClients(
  { person }: PersonRow,
  planned: PlannedRow<RowAct> | undefined,
  { find }: NamedClients,
): readonly string[] {
  const state = planned?.state;
  const isNeeded =
    state?.kind === 'invite' || (state?.kind === 'update' && state.changes.some(({ what }) => what === 'clients'));
  return isNeeded ? namesOf(person).filter((name) => find(name) === 'new') : [];
}

function peopleKind(settings: ImportSettings, importId: string): ImportKind<PersonRow, RowAct> {
  return {
    countNames: ({ person }) => namesOf(person).length,
    createPlanner(context, reader, actor) {
      const clients = createNamedClients(reader, actor, settings);
      return (rows) => planPersonRows(context, reader, actor, settings, clients, rows);
    },
    carryOut(context, tx, actor, acts) {
      const invited = acts.filter((act) => act.kind === 'invite');
      const updated = acts.filter((act) => act.kind === 'update');
      for (const { edit } of updated) if (edit !== null) carryOutEdit(context, tx, actor, edit, { importId });
      const renewed = updated.flatMap(({ renewed: before }) => (before && getUser(tx, before.id)) ?? []);
      return {
        states: acts.map(({ kind }) => (kind === 'invite' ? { kind: 'invited' } : { kind: 'updated' })),
        codes: [
          ...(invited.length === 0 ? [] : carryOutInvitations(context, tx, actor, invited, { importId })),
          ...(renewed.length === 0 ? [] : carryOutRenewals(context, tx, actor, renewed, { importId })),
        ],
      };
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
