// Clients of the firm, and which users belong to them.
import type { ClientStatus, ClientType } from '../domain/client.ts';
import { type ClientId, isPartnerRole, type Role, type UserId } from '../domain/user.ts';
import type { Params, Reader, Row, Tx } from './database.ts';
import { integer, text, textOrNull } from './rows.ts';
import { toSearchText } from './users.ts';

export interface ListedClient {
  readonly id: ClientId;
  readonly name: string;
  readonly type: ClientType;
  readonly status: ClientStatus;
  readonly pointOfContact: string | null;
  readonly accountingSoftware: string;
  readonly userCount: number;
  readonly addedAt: number;
}

export interface ClientQuery {
  readonly actor: { readonly id: UserId; readonly role: Role; readonly hasAllClients: boolean };
  readonly search: string;
  readonly offset: number;
  readonly limit: number;
}

const likePattern = (search: string): string => `%${search.replace(/[\\%_]/g, '\\$&')}%`;

function toClient(row: Row): ListedClient {
  return {
    id: integer(row, 'id') as ClientId,
    name: text(row, 'name'),
    type: text(row, 'type') as ClientType,
    status: text(row, 'status') as ClientStatus,
    pointOfContact: textOrNull(row, 'point_of_contact'),
    accountingSoftware: text(row, 'accounting_software'),
    userCount: integer(row, 'user_count'),
    addedAt: integer(row, 'added_at'),
  };
}

const visibility = (actor: ClientQuery['actor']): string =>
  actor.hasAllClients ? '1 = 1' : 'EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = :actorId AND m.client_id = c.id)';

// A client role sees no partner users, so it does not count them either.
const countable = (role: Role): string => (isPartnerRole(role) ? '' : " AND u.role NOT IN ('partner_admin', 'partner_ops')");

/** One page of the clients that the actor may open, by name, and the exact count. */
export function listClients(reader: Reader, query: ClientQuery): { readonly rows: readonly ListedClient[]; readonly total: number } {
  const from = `FROM clients c WHERE ${visibility(query.actor)}${query.search === '' ? '' : " AND c.search_text LIKE :pattern ESCAPE '\\'"}`;
  // A point of contact is a client's own person; a partner's name is not shown to client roles.
  const pageSql = `SELECT c.*,
      (SELECT u.first_name || ' ' || u.last_name FROM users u WHERE u.id = c.point_of_contact_id${countable(query.actor.role)}) AS point_of_contact,
      (SELECT count(*) FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.client_id = c.id${countable(query.actor.role)}) AS user_count
    ${from} ORDER BY c.search_text, c.id LIMIT :limit OFFSET :offset`;
  const filter: Params = {
    ...(query.actor.hasAllClients ? {} : { actorId: query.actor.id }),
    ...(query.search === '' ? {} : { pattern: likePattern(toSearchText(query.search)) }),
  };
  const rows = reader.all(pageSql, { ...filter, limit: query.limit, offset: query.offset }).map(toClient);
  const count = reader.get(`SELECT count(*) AS total ${from}`, filter);
  return { rows, total: count === undefined ? 0 : integer(count, 'total') };
}

/** Names of a user's clients, for a sentence: at most `limit` of them, and how many there are. */
export function listClientNames(reader: Reader, userId: UserId, limit: number): { readonly names: readonly string[]; readonly total: number } {
  const from = 'FROM memberships m JOIN clients c ON c.id = m.client_id WHERE m.user_id = :userId';
  const names = reader.all(`SELECT c.name ${from} ORDER BY c.search_text LIMIT :limit`, { userId, limit }).map((row) => text(row, 'name'));
  const count = reader.get(`SELECT count(*) AS total ${from}`, { userId });
  return { names, total: count === undefined ? 0 : integer(count, 'total') };
}

export function sharesClient(reader: Reader, a: UserId, b: UserId): boolean {
  const row = reader.get(
    `SELECT 1 AS yes WHERE EXISTS (SELECT 1 FROM memberships x JOIN memberships y ON y.client_id = x.client_id WHERE x.user_id = :a AND y.user_id = :b)`,
    { a, b },
  );
  return row !== undefined;
}

export interface NewClient {
  readonly name: string;
  readonly type: ClientType;
  readonly status: ClientStatus;
  readonly accountingSoftware: string;
  readonly addedAt: number;
}

export function insertClient(tx: Tx, client: NewClient): ClientId {
  const { lastId } = tx.run(
    `INSERT INTO clients (name, search_text, type, status, accounting_software, added_at)
     VALUES (:name, :searchText, :type, :status, :accountingSoftware, :addedAt)`,
    { ...client, searchText: toSearchText(client.name) },
  );
  return lastId as ClientId;
}

export function setPointOfContact(tx: Tx, clientId: ClientId, userId: UserId): void {
  tx.run('UPDATE clients SET point_of_contact_id = :userId, version = version + 1 WHERE id = :clientId', { clientId, userId });
}

export function insertMembership(tx: Tx, userId: UserId, clientId: ClientId): void {
  tx.run('INSERT OR IGNORE INTO memberships (user_id, client_id) VALUES (:userId, :clientId)', { userId, clientId });
}
