// The clients table: one client at a time. The list on the screens is lists/client-list.ts.
import type { ClientStatus, ClientType } from '../../domain/client.ts';
import { toSearchText } from '../../domain/search-text.ts';
import type { ClientId, UserId } from '../../domain/user.ts';
import type { Reader, Row, Tx } from '../engine/database.ts';
import { flag, integer, integerOrNull, text, textOrNull } from '../engine/rows.ts';
import { type ClientViewer, isMember } from './memberships.ts';
import { toUser, toWordsParam, USER_HOLDS_WORDS, type User } from './users.ts';

export interface Client {
  readonly id: ClientId;
  readonly name: string;
  readonly type: ClientType;
  readonly status: ClientStatus;
  readonly pointOfContactId: UserId | null;
  readonly accountingSoftware: string;
  readonly addedAt: number;
  readonly terminatedAt: number | null;
  readonly terminatedBy: string | null;
  readonly version: number;
}

const CLIENT_ROLES = "('client_admin', 'client_ops', 'client_self_service')";

function toClient(row: Row): Client {
  const contact = integerOrNull(row, 'point_of_contact_id');
  return {
    id: integer(row, 'id') as ClientId,
    name: text(row, 'name'),
    type: text(row, 'type') as ClientType,
    status: text(row, 'status') as ClientStatus,
    pointOfContactId: contact === null ? null : (contact as UserId),
    accountingSoftware: text(row, 'accounting_software'),
    addedAt: integer(row, 'added_at'),
    terminatedAt: integerOrNull(row, 'terminated_at'),
    terminatedBy: textOrNull(row, 'terminated_by'),
    version: integer(row, 'version'),
  };
}

export const hasClients = (reader: Reader): boolean => reader.get('SELECT 1 AS yes FROM clients LIMIT 1') !== undefined;

export function getClient(reader: Reader, id: ClientId): Client | undefined {
  const row = reader.get('SELECT * FROM clients WHERE id = :id', { id });
  return row === undefined ? undefined : toClient(row);
}

/** Undefined where the viewer may not open the client: a hidden client looks like a missing one. */
export function getVisibleClient(reader: Reader, viewer: ClientViewer, id: ClientId): Client | undefined {
  return viewer.hasAllClients || isMember(reader, viewer.id, id) ? getClient(reader, id) : undefined;
}

const isSameName = (a: string, b: string): boolean => toNameKey(a) === toNameKey(b);
export const toNameKey = (name: string): string => name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();

/** Two active clients with one name could not be told apart. A terminated client may have the same name. */
export function isNameTaken(reader: Reader, name: string, except: ClientId | null): boolean {
  // Two names that differ in an accent or a dash are two names.
  return reader
    .all("SELECT name FROM clients WHERE search_text = :key AND status = 'active' AND id IS DISTINCT FROM :except", {
      key: toSearchText(name),
      except,
    })
    .some((row) => isSameName(text(row, 'name'), name));
}

/**
 * The clients of these names that the viewer may open, by the key of the name: at most one that is active, and any number
 * that are terminated.
 */
export function listClientsByName(
  reader: Reader,
  viewer: ClientViewer,
  names: readonly string[],
): ReadonlyMap<string, readonly Client[]> {
  const clients = reader
    .all('SELECT * FROM clients WHERE search_text IN (SELECT value FROM json_each(:keys))', {
      keys: JSON.stringify(names.map((name) => toSearchText(name))),
    })
    .map(toClient)
    .filter(({ id }) => viewer.hasAllClients || isMember(reader, viewer.id, id));
  return Map.groupBy(clients, ({ name }) => toNameKey(name));
}

export const listClientsNamed = (reader: Reader, viewer: ClientViewer, name: string): readonly Client[] =>
  listClientsByName(reader, viewer, [name]).get(toNameKey(name)) ?? [];

/** How many of the client's own people belong to no other client that the viewer may open. */
export function countUsersOnlyHere(reader: Reader, viewer: ClientViewer, clientId: ClientId): number {
  const row = reader.get(
    `SELECT count(*) AS n FROM memberships m JOIN users u ON u.id = m.user_id
     WHERE m.client_id = :clientId AND u.role IN ${CLIENT_ROLES} AND NOT EXISTS (
       SELECT 1 FROM memberships o WHERE o.user_id = m.user_id AND o.client_id <> :clientId
         AND (:seesAll = 1
           OR EXISTS (SELECT 1 FROM memberships v WHERE v.user_id = :viewerId AND v.client_id = o.client_id)))`,
    { clientId, seesAll: viewer.hasAllClients ? 1 : 0, viewerId: viewer.id },
  );
  return row === undefined ? 0 : integer(row, 'n');
}

/** Users who can be the point of contact: the client's own people who are not deactivated. */
export function listContacts(reader: Reader, clientId: ClientId, search: string, limit: number): readonly User[] {
  return reader
    .all(
      `SELECT u.* FROM memberships m JOIN users u ON u.id = m.user_id
       WHERE m.client_id = :clientId AND u.role IN ${CLIENT_ROLES} AND u.status <> 'deactivated'
         AND ${USER_HOLDS_WORDS}
       ORDER BY u.name_key, u.email_key LIMIT :limit`,
      { clientId, words: toWordsParam(search), limit },
    )
    .map(toUser);
}

export function isContact(reader: Reader, clientId: ClientId, userId: UserId): boolean {
  const row = reader.get(
    `SELECT 1 AS yes FROM memberships m JOIN users u ON u.id = m.user_id
     WHERE m.client_id = :clientId AND u.id = :userId AND u.role IN ${CLIENT_ROLES} AND u.status <> 'deactivated'`,
    { clientId, userId },
  );
  return row !== undefined;
}

export interface ClientForAccess {
  readonly id: ClientId;
  readonly name: string;
  readonly isMember: boolean;
}

/**
 * Clients that the viewer may open and that are active or belong to the user already, by name.
 * @param userId null for a new user.
 */
export function listClientsForAccess(
  reader: Reader,
  viewer: ClientViewer,
  query: { readonly userId: UserId | null; readonly search: string; readonly offset: number; readonly limit: number },
): { readonly rows: readonly ClientForAccess[]; readonly total: number } {
  const isOfUser = 'EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = :userId AND m.client_id = c.id)';
  const isVisible = viewer.hasAllClients
    ? '1 = 1'
    : 'EXISTS (SELECT 1 FROM memberships v WHERE v.user_id = :viewerId AND v.client_id = c.id)';
  const from = `FROM clients c WHERE ${isVisible} AND (c.status = 'active' OR ${isOfUser})
    AND NOT EXISTS (SELECT 1 FROM json_each(:words) AS word, json_each(word.value, '$.inName') AS part
      WHERE instr(c.search_text, part.value) = 0)`;
  const filter = { userId: query.userId, viewerId: viewer.id, words: toWordsParam(query.search) };
  const rows = reader.all(
    `SELECT c.id, c.name, ${isOfUser} AS is_member ${from} ORDER BY c.search_text, c.id LIMIT :limit OFFSET :offset`,
    {
      ...filter,
      limit: query.limit,
      offset: query.offset,
    },
  );
  const count = reader.get(`SELECT count(*) AS total ${from}`, filter);
  return {
    rows: rows.map((row) => ({
      id: integer(row, 'id') as ClientId,
      name: text(row, 'name'),
      isMember: flag(row, 'is_member'),
    })),
    total: count === undefined ? 0 : integer(count, 'total'),
  };
}

/** Names of a user's clients, at most `limit` of them, and how many there are. */
export function listClientNames(
  reader: Reader,
  userId: UserId,
  limit: number,
): { readonly names: readonly string[]; readonly total: number } {
  const from = 'FROM memberships m JOIN clients c ON c.id = m.client_id WHERE m.user_id = :userId';
  const names = reader
    .all(`SELECT c.name ${from} ORDER BY c.search_text LIMIT :limit`, { userId, limit })
    .map((row) => text(row, 'name'));
  const count = reader.get(`SELECT count(*) AS total ${from}`, { userId });
  return { names, total: count === undefined ? 0 : integer(count, 'total') };
}

export interface CallBackContact {
  readonly name: string;
  /** The client's name; null for one of the firm's own people. */
  readonly of: string | null;
  readonly phone: string;
}

/** Active points of contact of a user's clients, other than the user, with a number on file. */
export function* listContactsOf(
  reader: Reader,
  userId: UserId,
  since: number,
): Generator<CallBackContact & { readonly id: number }> {
  const rows = reader.iterate(
    `SELECT u.id, u.first_name, u.last_name, u.phone, c.name FROM memberships m
       JOIN clients c ON c.id = m.client_id AND c.status = 'active'
       JOIN users u ON u.id = c.point_of_contact_id AND u.id <> m.user_id AND u.status = 'active'
         AND u.frozen_at IS NULL AND u.phone <> ''
     WHERE m.user_id = :userId AND c.contact_since <= :since ORDER BY m.client_id`,
    { userId, since },
  );
  for (const row of rows)
    yield {
      id: integer(row, 'id'),
      name: `${text(row, 'first_name')} ${text(row, 'last_name')}`,
      of: text(row, 'name'),
      phone: text(row, 'phone'),
    };
}

export function sharesClient(reader: Reader, a: UserId, b: UserId): boolean {
  const row = reader.get(
    `SELECT 1 AS yes WHERE EXISTS (SELECT 1 FROM memberships x JOIN memberships y ON y.client_id = x.client_id
     WHERE x.user_id = :a AND y.user_id = :b)`,
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
  const id = tx.insert(
    `INSERT INTO clients (name, search_text, type, status, accounting_software, added_at)
     VALUES (:name, :searchText, :type, :status, :accountingSoftware, :addedAt)`,
    { ...client, searchText: toSearchText(client.name) },
  );
  return id as ClientId;
}

export type ClientFacts = Pick<Client, 'name' | 'type' | 'accountingSoftware' | 'pointOfContactId'>;

/**
 * @param version the version that the administrator saw.
 * @param at the latest time that this computer has shown. A new point of contact counts from then.
 * @returns false, and changes nothing, where the client has changed since.
 */
export function updateClient(tx: Tx, id: ClientId, version: number, facts: ClientFacts, at: number): boolean {
  const { changes } = tx.run(
    `UPDATE clients SET name = :name, search_text = :searchText, type = :type,
       accounting_software = :accountingSoftware, point_of_contact_id = :pointOfContactId,
       contact_since = CASE WHEN point_of_contact_id IS NOT DISTINCT FROM :pointOfContactId THEN contact_since ELSE :at END,
       version = version + 1
     WHERE id = :id AND version = :version`,
    {
      id,
      version,
      name: facts.name,
      searchText: toSearchText(facts.name),
      type: facts.type,
      accountingSoftware: facts.accountingSoftware,
      pointOfContactId: facts.pointOfContactId,
      at,
    },
  );
  return changes === 1;
}

/** @returns false where the client has been changed or terminated since. */
export function markTerminated(tx: Tx, id: ClientId, version: number, at: number, byName: string): boolean {
  const { changes } = tx.run(
    `UPDATE clients SET status = 'terminated', terminated_at = :at, terminated_by = :byName, version = version + 1
     WHERE id = :id AND version = :version AND status = 'active'`,
    { id, version, at, byName },
  );
  return changes === 1;
}

/** @returns false where the client has been changed or restored since. */
export function markRestored(tx: Tx, id: ClientId, version: number): boolean {
  const { changes } = tx.run(
    `UPDATE clients SET status = 'active', terminated_at = NULL, terminated_by = NULL, version = version + 1
     WHERE id = :id AND version = :version AND status = 'terminated'`,
    { id, version },
  );
  return changes === 1;
}

/** After a clock that was ahead: no client was terminated later than now. */
export function lowerFutureTerminations(tx: Tx, now: number): void {
  tx.run('UPDATE clients SET terminated_at = :now WHERE terminated_at > :now', { now });
}

/** A point of contact from the future would be offered to nobody for as long. It is new from now on. */
export function lowerFutureContacts(tx: Tx, now: number): void {
  tx.run('UPDATE clients SET contact_since = :now WHERE contact_since > :now', { now });
}

export function setPointOfContact(tx: Tx, clientId: ClientId, userId: UserId | null, at: number): void {
  tx.run(
    `UPDATE clients SET point_of_contact_id = :userId, contact_since = :at, version = version + 1
     WHERE id = :clientId`,
    { clientId, userId, at },
  );
}

export function insertMembership(tx: Tx, userId: UserId, clientId: ClientId): void {
  tx.run('INSERT INTO memberships (user_id, client_id) VALUES (:userId, :clientId) ON CONFLICT DO NOTHING', {
    userId,
    clientId,
  });
}

/** Adds every user who joins new clients, however many they are. */
export function insertJoiningMembers(tx: Tx, clientId: ClientId): void {
  tx.run(
    `INSERT INTO memberships (user_id, client_id)
     SELECT id, :clientId FROM users WHERE joins_new_clients = 1 ON CONFLICT DO NOTHING`,
    { clientId },
  );
}
