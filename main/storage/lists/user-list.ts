// The list of users: one page, in any order, of the users that the actor may see and that match the search and the
// filters, with the exact count. The user index selects and orders; the rows come from SQLite.
import type { Relation } from '../../domain/role-policy.ts';
import type { Role, UserId } from '../../domain/user.ts';
import type { Reader, Storage } from '../engine/database.ts';
import { integer, text } from '../engine/rows.ts';
import { listUsersById, type User } from '../tables/users.ts';
import type { UserIndex } from './user-index.ts';
import { userIndexLoaderOf } from './user-index-loader.ts';
import type { ClientsOf, UserBaseQuery, UserFilters, UserQuery, UserSelectionQuery } from './user-query.ts';

export interface ListedUser {
  readonly id: UserId;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: Role;
  readonly relation: Relation;
  /** How many of the user's clients the actor may open. */
  readonly clientCount: number;
  /** The name of the only client, when there is exactly one. */
  readonly onlyClient: string | null;
  /** Null where the actor may see name and role only (Partner Ops looking at a Partner Admin). */
  readonly user: User | null;
}

export interface UserPage {
  readonly rows: readonly ListedUser[];
  readonly total: number;
}

export async function listUsers(storage: Storage, query: UserQuery): Promise<UserPage> {
  const loader = userIndexLoaderOf(storage);
  if (loader.current() === undefined) {
    const first = readFirstPage(storage, query);
    if (first !== undefined) {
      void loadSoon(storage);
      return first;
    }
  }
  return await loader.whenReady((index) => {
    const selection = index.select(query);
    const ids = selection.ids(query.offset, query.limit);
    return { rows: readRows(storage.read, query.actor, ids, index), total: selection.total };
  });
}

/** The ids of all users that match, in order, at most `max`. */
export async function listUserIds(
  storage: Storage,
  query: UserSelectionQuery,
  max: number,
): Promise<readonly UserId[]> {
  return await userIndexLoaderOf(storage).whenReady((index) => index.select(query).ids(0, max));
}

/** These users as the list has them, those who are there. */
export async function readUsers(
  storage: Storage,
  actor: UserQuery['actor'],
  ids: readonly UserId[],
): Promise<readonly ListedUser[]> {
  return await userIndexLoaderOf(storage).whenReady((index) => readRows(storage.read, actor, ids, index));
}

// The first page of a window comes from SQLite alone. Loading the index must not delay it.
const LOAD_AFTER_MS = 250;
const planned = new WeakMap<Storage, Promise<void>>();

/** Never rejects: the next request loads again, and gets the error. */
function loadSoon(storage: Storage): Promise<void> {
  const known = planned.get(storage);
  if (known !== undefined) return known;
  const loaded = new Promise<void>((resolve) => {
    setTimeout(() => {
      planned.delete(storage);
      if (storage.isClosed) return resolve();
      userIndexLoaderOf(storage)
        .whenReady(() => undefined)
        .then(resolve, () => resolve());
    }, LOAD_AFTER_MS).unref();
  });
  planned.set(storage, loaded);
  return loaded;
}

const FIRST_ROWS = 1000;
const FIRST_BY_NAME = "SELECT id FROM users WHERE name_key > '' ORDER BY name_key, id LIMIT :limit OFFSET :offset";
const FIRST_BY_LAST_NAME = `SELECT id FROM users WHERE last_name_key > ''
  ORDER BY last_name_key, name_key, id LIMIT :limit OFFSET :offset`;

/**
 * The beginning of the whole list by name, which SQLite reads in the order of an index. Undefined for any other query.
 */
function readFirstPage(storage: Storage, query: UserQuery): UserPage | undefined {
  const reader = storage.read;
  const { actor, filters, sort } = query;
  const seesAll = actor.hasAllClients && (actor.role === 'partner_admin' || actor.role === 'partner_ops');
  const isFiltered =
    query.search.trim() !== '' ||
    query.clientId !== null ||
    filters.roles.length > 0 ||
    filters.statuses.length > 0 ||
    filters.twoFactor.length > 0 ||
    filters.attention.length > 0;
  if (!seesAll || isFiltered || sort.column !== 'name' || sort.isDescending || query.offset + query.limit > FIRST_ROWS)
    return undefined;
  const ids = reader
    .all(sort.byLastName ? FIRST_BY_LAST_NAME : FIRST_BY_NAME, { limit: query.limit, offset: query.offset })
    .map((row) => integer(row, 'id') as UserId);
  // Users without a name follow, in another order: a page with some of them waits for the index.
  if (ids.length < query.limit) return undefined;
  return { rows: readRows(reader, actor, ids, undefined), total: countUsers(storage) };
}

/** How many users each of the filters leaves. It waits with loading the index, so that it never delays the first page. */
export async function countUsersBy(
  storage: Storage,
  query: UserBaseQuery,
  filters: readonly UserFilters[],
): Promise<readonly number[]> {
  const loader = userIndexLoaderOf(storage);
  if (loader.current() === undefined) await loadSoon(storage);
  return await loader.whenReady((index) => index.count(query, filters));
}

/** Calls `ask` with the test whether the query finds a user, by id. No commit can come between. */
export async function withUserFinder<T>(
  storage: Storage,
  query: UserBaseQuery,
  ask: (isFound: (id: number) => boolean) => T,
): Promise<T> {
  return await userIndexLoaderOf(storage).whenReady((index) => ask(index.finder(query)));
}

const counts = new WeakMap<Storage, { readonly version: number; readonly total: number }>();

/** Cached until a user changes: SQLite counts by reading a whole index, some 40 ms for a million users. */
function countUsers(storage: Storage): number {
  const { version } = userIndexLoaderOf(storage);
  const known = counts.get(storage);
  if (known?.version === version) return known.total;
  const row = storage.read.get('SELECT count(*) AS total FROM users');
  const total = row === undefined ? 0 : integer(row, 'total');
  counts.set(storage, { version, total });
  return total;
}

const readClientsOf = (reader: Reader, userId: UserId): ClientsOf => {
  const row = reader.get(
    'SELECT count(*) AS count, min(client_id) AS only_id FROM memberships WHERE user_id = :userId',
    { userId },
  );
  const count = row === undefined ? 0 : integer(row, 'count');
  return { clientCount: count, onlyClientId: row === undefined || count !== 1 ? null : integer(row, 'only_id') };
};

/** @param index undefined: the actor has all clients. */
function readRows(
  reader: Reader,
  actor: UserQuery['actor'],
  ids: readonly UserId[],
  index: UserIndex | undefined,
): ListedUser[] {
  const users = listUsersById(reader, ids);
  const rows = ids.flatMap((id): (Omit<ListedUser, 'onlyClient'> & ClientsOf)[] => {
    const user = users.get(id);
    if (user === undefined) return [];
    const { firstName, lastName, role } = user;
    // A fixed relation: whether the two share a client follows from the client access, which is hidden.
    if (actor.role === 'partner_ops' && role === 'partner_admin')
      return [
        { id, firstName, lastName, role, relation: 'shares_client', clientCount: 0, onlyClientId: null, user: null },
      ];
    const relation =
      index?.relationOf(actor, id) ??
      (id === actor.id ? 'self' : actor.role === 'partner_admin' ? 'other' : 'shares_client');
    return [
      { id, firstName, lastName, role, relation, ...(index?.clientsOf(actor, id) ?? readClientsOf(reader, id)), user },
    ];
  });
  const names = readClientNames(
    reader,
    rows.flatMap((row) => row.onlyClientId ?? []),
  );
  return rows.map(({ onlyClientId, ...row }) => ({
    ...row,
    onlyClient: onlyClientId === null ? null : (names.get(onlyClientId) ?? null),
  }));
}

function readClientNames(reader: Reader, ids: readonly number[]): ReadonlyMap<number, string> {
  const rows = reader.all(
    'SELECT c.id, c.name FROM json_each(:ids) j JOIN clients c ON c.id = CAST(j.value AS BIGINT)',
    {
      ids: JSON.stringify(ids),
    },
  );
  return new Map(rows.map((row) => [integer(row, 'id'), text(row, 'name')]));
}
