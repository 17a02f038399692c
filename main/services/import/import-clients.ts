// Imports clients out of a table. A client is known by its name. Each one that is added or changed has a record of its own,
// as after Add client and Edit.
import { refuse } from '../../domain/refusal.ts';
import { mayDo } from '../../domain/role-policy.ts';
import {
  type ClientInRow,
  type ClientInTable,
  type ClientSettings,
  type ImportChange,
  type ImportState,
  joinReasons,
  type RowsToImport,
} from '../../domain/table-import.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { type Client, isNameTaken, listClientsNamed } from '../../storage/tables/clients.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import type { ImportPlan } from '../act/visit.ts';
import { carryOutNewClient, type NewClientInput } from '../clients/add-client.ts';
import { type ClientEdit, carryOutClientEdit } from '../clients/edit-client.ts';
import { type ImportKind, type PlannedRow, planRows } from './run-import.ts';

/** The dry run. It changes nothing. @throws Refusal forbidden. */
export async function planClients(
  context: Context,
  actor: Actor,
  rows: RowsToImport<ClientInTable>,
  settings: ClientSettings,
  importId: string,
): Promise<ImportPlan> {
  if (!mayDo(actor.user.role, 'add_client') || !mayDo(actor.user.role, 'edit_client'))
    return refuse({ code: 'forbidden' });
  const kind = clientsKind(settings, importId);
  const planner = kind.createPlanner(context, context.storage.read, actor);
  return { ...(await planRows(context, rows, planner, kind)), unknownClients: [], clientsToMake: [] };
}

type ClientAct =
  | { readonly kind: 'add'; readonly client: NewClientInput }
  | { readonly kind: 'update'; readonly edit: ClientEdit };
type Planned = PlannedRow<ClientAct>;

const clientsKind = (settings: ClientSettings, importId: string): ImportKind<ClientInTable, ClientAct> => ({
  createPlanner: (_, reader, actor) => (rows) => rows.map((row) => planClient(reader, actor, settings, row)),
  carryOut: (context, tx, actor, acts) => ({
    states: acts.map((act) => carryOutOne(context, tx, actor, act, importId)),
    codes: [],
  }),
});

function carryOutOne(context: Context, tx: Tx, actor: Actor, act: ClientAct, importId: string): ImportState {
  // The role may have changed while the batches run.
  if (!mayDo(actor.user.role, act.kind === 'add' ? 'add_client' : 'edit_client'))
    return { kind: 'skipped', why: 'Changed since the dry run.' };
  if (act.kind === 'add') {
    carryOutNewClient(context, tx, actor, act.client, { importId });
    return { kind: 'added' };
  }
  carryOutClientEdit(context, tx, actor, act.edit, { importId });
  return { kind: 'updated' };
}

const refused = (why: readonly (string | undefined)[], version: number | null = null): Planned => ({
  state: { kind: 'refused', why: joinReasons(why) },
  act: undefined,
  version,
});
const skipped = (why: string, version: number | null): Planned => ({
  state: { kind: 'skipped', why },
  act: undefined,
  version,
});

function planClient(reader: Reader, actor: Actor, settings: ClientSettings, { client }: ClientInTable): Planned {
  const { name, type, accountingSoftware, status } = client.problems;
  if (name !== undefined) return refused([name, type, accountingSoftware, status]);
  if (client.status === 'terminated') return skipped('The file says that this client is terminated.', null);
  const named = listClientsNamed(reader, actor.user, client.name);
  const known = named.find(({ status }) => status === 'active') ?? named[0];
  return known === undefined ? planNew(reader, settings, client) : planKnown(settings, client, known);
}

function planNew(reader: Reader, settings: ClientSettings, row: ClientInRow): Planned {
  const { name, accountingSoftware, problems } = row;
  const type = row.type ?? settings.type;
  const why = [
    // One that the actor does not see.
    isNameTaken(reader, name, null) ? 'There is already a client with this name.' : undefined,
    problems.type,
    type === null && problems.type === undefined
      ? 'No type. Add one in the file, or choose one for clients that have none.'
      : undefined,
    problems.accountingSoftware,
    problems.status,
  ];
  if (type === null || why.some((reason) => reason !== undefined)) return refused(why);
  return {
    state: { kind: 'add', type, accountingSoftware },
    act: { kind: 'add', client: { name, type, accountingSoftware } },
    version: null,
  };
}

/** An empty cell changes nothing. The name and the point of contact stay. */
function planKnown({ update }: ClientSettings, row: ClientInRow, known: Client): Planned {
  const { id: clientId, version, name, pointOfContactId } = known;
  if (known.status === 'terminated') return skipped('This client is terminated.', version);
  if (update.length === 0) return skipped('Is there already.', version);
  const wrong = [...update.map((column) => row.problems[column]), row.problems.status];
  if (wrong.some((reason) => reason !== undefined)) return refused(wrong, version);
  const type = (update.includes('type') ? row.type : null) ?? known.type;
  const accountingSoftware =
    (update.includes('accountingSoftware') && row.accountingSoftware) || known.accountingSoftware;
  const facts = { type, accountingSoftware };
  const changes = (['type', 'accountingSoftware'] as const).flatMap((what): ImportChange[] =>
    facts[what] === known[what] ? [] : [{ what, from: known[what], to: facts[what] }],
  );
  if (changes.length === 0) return { state: { kind: 'same' }, act: undefined, version };
  const edit = { clientId, version, name, type, accountingSoftware, pointOfContactId };
  return { state: { kind: 'update', changes }, act: { kind: 'update', edit }, version };
}
