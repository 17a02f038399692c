// The clients: the list, one client's details, and everything that is done to a client.
import type { clientsRequests } from '../../preload/contract/clients.ts';
import type { ClientRow } from '../../preload/contract/index.ts';
import { decideRestorableUntil } from '../domain/client.ts';
import { type FirmAction, mayDo, mayEver } from '../domain/role-policy.ts';
import type { Role } from '../domain/user.ts';
import { latestTime } from '../services/act/check-clock.ts';
import type { Context } from '../services/act/context.ts';
import { addClient } from '../services/clients/add-client.ts';
import { getClientDetails, listContacts, listForAccess } from '../services/clients/client-details.ts';
import { editClient } from '../services/clients/edit-client.ts';
import { restoreClient, terminateClient } from '../services/clients/terminate-client.ts';
import { type ListedClient, listClients } from '../storage/lists/client-list.ts';
import { type HandlersOf, signedIn, theClient } from './handler.ts';

const may = (action: FirmAction) => (role: Role) => mayDo(role, action);

const toClientRow = (context: Context, client: ListedClient): ClientRow => ({
  id: client.id,
  name: client.name,
  type: client.type,
  status: client.status,
  pointOfContact: client.pointOfContact,
  accountingSoftware: client.accountingSoftware,
  userCount: client.userCount,
  addedAt: client.addedAt,
  terminatedAt: client.terminatedAt,
  restorableUntil: decideRestorableUntil(client.terminatedAt, latestTime(context, context.storage.read)),
  version: client.version,
});

export const clientsHandlers: HandlersOf<keyof typeof clientsRequests> = {
  'clients.list': signedIn(may('view_clients'), {
    async run(call, input) {
      const page = await listClients(call.context.storage, { ...input, actor: call.actor.user });
      return { rows: page.rows.map((client) => toClientRow(call.context, client)), total: page.total };
    },
  }),
  'clients.get': signedIn(may('view_clients'), {
    about: theClient,
    run(call, input) {
      const details = getClientDetails(call.context, call.actor, input.clientId);
      return { ...details, client: toClientRow(call.context, details.client) };
    },
  }),
  'clients.listContacts': signedIn(may('edit_client'), {
    about: theClient,
    run: (call, input) => ({ people: listContacts(call.context, call.actor, input.clientId, input.search) }),
  }),
  'clients.add': signedIn(may('add_client'), {
    recordsAs: 'client.added',
    changesDirectory: true,
    run: (call, input) => ({ clientId: addClient(call.context, call.actor, input) }),
  }),
  'clients.edit': signedIn(may('edit_client'), {
    recordsAs: 'client.edited',
    about: theClient,
    changesDirectory: true,
    run(call, input) {
      editClient(call.context, call.actor, input);
      return {};
    },
  }),
  'clients.terminate': signedIn(may('terminate_client'), {
    recordsAs: 'client.terminated',
    about: theClient,
    changesDirectory: true,
    changesState: true,
    run: (call, input) => ({ restorableUntil: terminateClient(call.context, call.actor, input) }),
  }),
  'clients.restore': signedIn(may('terminate_client'), {
    recordsAs: 'client.restored',
    about: theClient,
    changesDirectory: true,
    changesState: true,
    run(call, input) {
      restoreClient(call.context, call.actor, input);
      return {};
    },
  }),
  'clients.listForAccess': signedIn((role) => mayEver(role, 'manage_client_access'), {
    run: (call, input) => listForAccess(call.context, call.actor, input),
  }),
};
