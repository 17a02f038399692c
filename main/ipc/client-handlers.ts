// The clients: the list, one client's details, and everything that is done to a client.
import type { ClientRow, RequestName } from '../../preload/contract/index.ts';
import { decideRestorableUntil } from '../domain/client.ts';
import { type FirmAction, mayDo, mayEver } from '../domain/role-policy.ts';
import type { ClientId, UserId } from '../domain/user.ts';
import { latestTime } from '../services/act/check-clock.ts';
import type { Context } from '../services/act/context.ts';
import { addClient } from '../services/clients/add-client.ts';
import { getClientDetails, listContacts, listForAccess } from '../services/clients/client-details.ts';
import { editClient } from '../services/clients/edit-client.ts';
import { restoreClient, terminateClient } from '../services/clients/terminate-client.ts';
import { type ListedClient, listClients } from '../storage/lists/client-list.ts';
import { type Access, type HandlersOf, signedIn } from './handler.ts';

const who = (action: FirmAction): Access => signedIn((role) => mayDo(role, action));

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

export const clientHandlers: HandlersOf<Extract<RequestName, `clients.${string}`>> = {
  'clients.list': {
    access: who('view_clients'),
    async run(call, input) {
      const page = await listClients(call.context.storage, { ...input, actor: call.actor.user });
      return { rows: page.rows.map((client) => toClientRow(call.context, client)), total: page.total };
    },
  },
  'clients.get': {
    access: who('view_clients'),
    run(call, input) {
      const details = getClientDetails(call.context, call.actor, input.clientId as ClientId);
      return { ...details, client: toClientRow(call.context, details.client) };
    },
  },
  'clients.listContacts': {
    access: who('edit_client'),
    run: (call, input) => ({
      people: [...listContacts(call.context, call.actor, input.clientId as ClientId, input.search)],
    }),
  },
  'clients.add': {
    access: who('add_client'),
    recordsAs: 'client.added',
    changesDirectory: true,
    run: (call, input) => ({ clientId: addClient(call.context, call.actor, input) }),
  },
  'clients.edit': {
    access: who('edit_client'),
    recordsAs: 'client.edited',
    changesDirectory: true,
    run(call, input) {
      editClient(call.context, call.actor, {
        ...input,
        clientId: input.clientId as ClientId,
        pointOfContactId: input.pointOfContactId as UserId | null,
      });
      return {};
    },
  },
  'clients.terminate': {
    access: who('terminate_client'),
    recordsAs: 'client.terminated',
    changesDirectory: true,
    run: (call, input) => ({
      restorableUntil: terminateClient(call.context, call.actor, { ...input, clientId: input.clientId as ClientId }),
    }),
  },
  'clients.restore': {
    access: who('terminate_client'),
    recordsAs: 'client.restored',
    changesDirectory: true,
    run(call, input) {
      restoreClient(call.context, call.actor, { ...input, clientId: input.clientId as ClientId });
      return {};
    },
  },
  'clients.listForAccess': {
    access: signedIn((role) => mayEver(role, 'manage_client_access')),
    run(call, input) {
      const page = listForAccess(call.context, call.actor, { ...input, userId: input.userId as UserId | null });
      return { rows: [...page.rows], total: page.total };
    },
  },
};
