// Recorded actions on clients.
import type { ActionEntry } from './action-entry.ts';

export const CLIENT_ACTIONS: Readonly<Record<string, ActionEntry>> = {
  'client.added': {
    name: 'Client added',
    did: 'added the client {client}',
    triedTo: 'add a client',
    requests: ['clients.add'],
  },
  'client.edited': {
    name: 'Client changed',
    did: 'changed the client {client}',
    triedTo: 'change a client',
    requests: ['clients.edit'],
  },
  'client.terminated': {
    name: 'Client terminated',
    did: 'terminated the client {client}',
    triedTo: 'terminate a client',
    requests: ['clients.terminate'],
  },
  'client.restored': {
    name: 'Client restored',
    did: 'restored the client {client}',
    triedTo: 'restore a client',
    requests: ['clients.restore'],
  },
};
