// The clients for a file: those that the list shows, in its order.
import { type ClientQuery, type ListedClient, listClients } from '../../storage/lists/client-list.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import type { Batch } from './write-export.ts';

const BATCH = 2000;

export async function* readClients(
  context: Context,
  actor: Actor,
  query: Omit<ClientQuery, 'actor' | 'offset' | 'limit'>,
): AsyncGenerator<Batch<ListedClient>> {
  // All of them at once: a client that is added in between would move the others.
  const all = { ...query, actor: actor.user, offset: 0, limit: Number.MAX_SAFE_INTEGER };
  const { rows, total } = await listClients(context.storage, all);
  for (let from = 0; from < rows.length; from += BATCH) {
    const batch = rows.slice(from, from + BATCH);
    yield { rows: batch, done: from + batch.length, total };
  }
}
