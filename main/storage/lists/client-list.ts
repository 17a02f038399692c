// The list of clients: one page, in any order, of the clients that the actor may open and that match the search and the
// filters, with the exact count.
import type { ClientStatus, ClientType } from '../../domain/client.ts';
import { holdsWords, toSearchWords } from '../../domain/search-text.ts';
import { type ClientId, isPartnerRole } from '../../domain/user.ts';
import type { Reader, Storage } from '../engine/database.ts';
import { integer } from '../engine/rows.ts';
import { listClientIds } from '../tables/memberships.ts';
import { type ClientIndex, clientIndexOf, contactFor, sorted } from './client-index.ts';
import type { UserIndex } from './user-index.ts';
import { userIndexLoaderOf } from './user-index-loader.ts';
import type { ListActor } from './user-query.ts';

export const CLIENT_COLUMNS = [
  'name',
  'type',
  'status',
  'pointOfContact',
  'accountingSoftware',
  'users',
  'addedAt',
] as const;
export type ClientColumn = (typeof CLIENT_COLUMNS)[number];

export interface ListedClient {
  readonly id: ClientId;
  readonly name: string;
  readonly type: ClientType;
  readonly status: ClientStatus;
  readonly pointOfContact: string | null;
  readonly accountingSoftware: string;
  readonly userCount: number;
  readonly addedAt: number;
  readonly terminatedAt: number | null;
  readonly version: number;
}

/** An empty list is no filter. */
export interface ClientQuery {
  readonly actor: ListActor;
  readonly search: string;
  readonly statuses: readonly ClientStatus[];
  readonly types: readonly ClientType[];
  readonly sort: { readonly column: ClientColumn; readonly isDescending: boolean };
  readonly offset: number;
  readonly limit: number;
}

export interface ClientPage {
  readonly rows: readonly ListedClient[];
  readonly total: number;
}

export async function listClients(storage: Storage, query: ClientQuery): Promise<ClientPage> {
  const index = clientIndexOf(storage);
  const loader = userIndexLoaderOf(storage);
  for (;;) {
    if (!index.isCurrent()) await index.catchUp();
    // A commit can come during each wait, so both are checked again.
    else if (query.sort.column === 'users' && loader.current() === undefined) await loader.whenReady(() => undefined);
    else return answer(storage, index, loader.current(), query);
  }
}

function answer(storage: Storage, index: ClientIndex, users: UserIndex | undefined, query: ClientQuery): ClientPage {
  const { actor, statuses, types, sort } = query;
  const countsPartners = isPartnerRole(actor.role);
  const userCount = (id: ClientId): number =>
    users?.userCountOf(id, countsPartners) ?? readUserCount(storage.read, id, countsPartners);
  const own = actor.hasAllClients ? undefined : new Set(listClientIds(storage.read, actor.id));
  const words = toSearchWords(query.search);
  const order =
    sort.column === 'users'
      ? index.inOrder('name', false, actor.role)
      : index.inOrder(sort.column, sort.isDescending, actor.role);
  const kept = order.filter(
    (client) =>
      (own === undefined || own.has(client.id)) &&
      (statuses.length === 0 || statuses.includes(client.status)) &&
      (types.length === 0 || types.includes(client.type)) &&
      holdsWords(client.key, words),
  );
  const inOrder = sort.column === 'users' ? sorted(kept, (client) => userCount(client.id), sort.isDescending) : kept;
  const rows = inOrder.slice(query.offset, query.offset + query.limit).map(
    (client): ListedClient => ({
      id: client.id,
      name: client.name,
      type: client.type,
      status: client.status,
      pointOfContact: contactFor(actor.role, client)?.name ?? null,
      accountingSoftware: client.accountingSoftware,
      userCount: userCount(client.id),
      addedAt: client.addedAt,
      terminatedAt: client.terminatedAt,
      version: client.version,
    }),
  );
  return { rows, total: kept.length };
}

/** @param withPartners false for client roles: they see no partner users, so they do not count them. */
export function readUserCount(reader: Reader, clientId: ClientId, withPartners: boolean): number {
  const sql = withPartners
    ? 'SELECT count(*) AS count FROM memberships WHERE client_id = :clientId'
    : `SELECT count(*) AS count FROM memberships m JOIN users u ON u.id = m.user_id
         WHERE m.client_id = :clientId AND u.role NOT IN ('partner_admin', 'partner_ops')`;
  const row = reader.get(sql, { clientId });
  return row === undefined ? 0 : integer(row, 'count');
}
