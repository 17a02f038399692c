// What Navigate by Client finds: clients, people and commands, in this order.
import { useCallback } from 'react';
import type { ClientRow } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { useRequest } from '../shared/reading/use-request.ts';
import { NO_CLIENT_FILTERS, NO_USER_FILTERS } from '../state.ts';
import { fitting } from '../ui/fields/fitting.ts';
import { CLIENT_TYPE_WORDS, fullName, ROLE_WORDS } from '../words/user-words.ts';
import { type Command, findCommands } from './commands.ts';

interface Found {
  readonly key: string;
  readonly name: string;
  readonly detail: string;
}
interface ClientPlace extends Found {
  readonly client: ClientRow;
}
interface PersonPlace extends Found {
  readonly userId: number;
}
interface CommandPlace extends Found {
  readonly command: Command;
}
export type Place = ClientPlace | PersonPlace | CommandPlace;

export interface PlaceGroup {
  readonly value: 'Clients' | 'People' | 'Commands';
  readonly items: readonly Place[];
}

/** Before anything is typed, the list offers clients. Then it leaves room for people. */
const CLIENTS_AT_FIRST = 20;
const EACH = 8;
const BY_NAME = { column: 'name', isDescending: false } as const;

export const toPlace = (client: ClientRow): ClientPlace => ({
  key: `client ${client.id}`,
  name: client.name,
  detail: client.status === 'terminated' ? 'Terminated' : CLIENT_TYPE_WORDS[client.type],
  client,
});

async function read(search: string) {
  const [clients, users] = await Promise.all([
    request('clients.list', {
      search,
      ...NO_CLIENT_FILTERS,
      sort: BY_NAME,
      offset: 0,
      limit: search === '' ? CLIENTS_AT_FIRST : EACH,
    }),
    search === ''
      ? undefined
      : request('users.list', {
          search,
          clientId: null,
          filters: NO_USER_FILTERS,
          sort: BY_NAME,
          offset: 0,
          limit: EACH,
        }),
  ]);
  const people = (users?.rows ?? [])
    .filter(({ actions }) => actions.viewDetails === 'available')
    .map((user): PersonPlace => {
      const email = user.details?.email ?? '';
      const name = fullName(user);
      return {
        key: `user ${user.id}`,
        name: name || email,
        detail: name === '' ? ROLE_WORDS[user.role] : email,
        userId: user.id,
      };
    });
  return { clients: clients.rows.map(toPlace), more: clients.total - clients.rows.length, people };
}

export function usePlaces(search: string, commands: readonly Command[]) {
  const { value, latest } = useRequest(
    useCallback(() => read(search), [search]),
    'directory.changed',
  );
  // Until the answer is there, what no longer fits is left out, so a quick Enter opens nothing else.
  const clients = value?.clients ?? fitting(latest?.clients ?? [], search);
  const people = value?.people ?? fitting(latest?.people ?? [], search);
  const found = findCommands(commands, search).map(
    (command): CommandPlace => ({ key: `command ${command.id}`, name: command.label, detail: '', command }),
  );
  const groups: readonly PlaceGroup[] = [
    { value: 'Clients', items: clients },
    { value: 'People', items: people },
    { value: 'Commands', items: found },
  ];
  return {
    groups: groups.filter(({ items }) => items.length > 0),
    moreClients: value?.more ?? 0,
    /** False until there is an answer to what is typed. */
    isAnswered: value !== undefined,
  };
}
