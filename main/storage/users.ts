// The users table: one person each, and the list that the screens show.
import type { Role, StatusFacts, StoredStatus, TwoFactorState, UserId } from '../domain/user.ts';
import type { Params, Reader, Row, Tx } from './database.ts';
import { flag, integer, integerOrNull, text, textOrNull } from './rows.ts';

export interface User extends StatusFacts {
  readonly id: UserId;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: Role;
  readonly hasAllClients: boolean;
  readonly twoFactorAt: number | null;
  readonly twoFactorResetBy: string | null;
  readonly lastSignInAt: number | null;
  readonly version: number;
}

/** One email is one account, whatever its case and however it was composed. */
export const toEmailKey = (email: string): string => email.normalize('NFKC').trim().toLowerCase();
export const toSearchText = (...parts: readonly string[]): string => parts.join(' ').normalize('NFKC').toLowerCase();
export const nameOf = (user: { readonly firstName: string; readonly lastName: string }): string => `${user.firstName} ${user.lastName}`;

function toUser(row: Row): User {
  return {
    id: integer(row, 'id') as UserId,
    email: text(row, 'email'),
    firstName: text(row, 'first_name'),
    lastName: text(row, 'last_name'),
    role: text(row, 'role') as Role,
    hasAllClients: flag(row, 'has_all_clients'),
    status: text(row, 'status') as StoredStatus,
    invitationExpiresAt: integerOrNull(row, 'invitation_expires_at'),
    isLocked: integerOrNull(row, 'password_disabled_at') !== null || integerOrNull(row, 'code_disabled_at') !== null,
    twoFactor: text(row, 'two_factor') as TwoFactorState,
    twoFactorAt: integerOrNull(row, 'two_factor_at'),
    twoFactorResetBy: textOrNull(row, 'two_factor_reset_by'),
    setupDeadlineAt: integerOrNull(row, 'setup_deadline_at'),
    lastSignInAt: integerOrNull(row, 'last_sign_in_at'),
    version: integer(row, 'version'),
  };
}

export function getUser(reader: Reader, id: UserId): User | undefined {
  const row = reader.get('SELECT * FROM users WHERE id = :id', { id });
  return row === undefined ? undefined : toUser(row);
}

export function getUserByEmail(reader: Reader, email: string): User | undefined {
  const row = reader.get('SELECT * FROM users WHERE email_key = :key', { key: toEmailKey(email) });
  return row === undefined ? undefined : toUser(row);
}

export function listAdmins(reader: Reader): readonly User[] {
  return reader.all("SELECT * FROM users WHERE role = 'partner_admin'").map(toUser);
}

export interface NewUser {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: Role;
  readonly hasAllClients: boolean;
  readonly status: StoredStatus;
  readonly invitationExpiresAt: number | null;
  readonly createdAt: number;
}

export function insertUser(tx: Tx, user: NewUser): UserId {
  const { lastId } = tx.run(
    `INSERT INTO users (email, email_key, first_name, last_name, search_text, role, has_all_clients, status, invitation_expires_at, two_factor, created_at)
     VALUES (:email, :emailKey, :firstName, :lastName, :searchText, :role, :hasAllClients, :status, :invitationExpiresAt, 'not_set_up', :createdAt)`,
    {
      email: user.email,
      emailKey: toEmailKey(user.email),
      firstName: user.firstName,
      lastName: user.lastName,
      searchText: toSearchText(user.firstName, user.lastName, user.email),
      role: user.role,
      hasAllClients: user.hasAllClients ? 1 : 0,
      status: user.status,
      invitationExpiresAt: user.invitationExpiresAt,
      createdAt: user.createdAt,
    },
  );
  return lastId as UserId;
}

export function markSetUp(tx: Tx, id: UserId, at: number): void {
  tx.run(
    `UPDATE users SET two_factor = 'set_up', two_factor_at = :at, two_factor_reset_by = NULL, setup_deadline_at = NULL,
       version = version + 1 WHERE id = :id`,
    { id, at },
  );
}

/** @param version the version that the administrator saw. False: someone changed the user meanwhile; nothing is changed. */
export function markSetupRequired(
  tx: Tx,
  id: UserId,
  version: number,
  reset: { readonly at: number; readonly byName: string; readonly deadlineAt: number | null },
): boolean {
  const { changes } = tx.run(
    `UPDATE users SET two_factor = 'setup_required', two_factor_at = :at, two_factor_reset_by = :byName,
       setup_deadline_at = :deadlineAt, code_disabled_at = NULL, version = version + 1 WHERE id = :id AND version = :version`,
    { id, version, at: reset.at, byName: reset.byName, deadlineAt: reset.deadlineAt },
  );
  return changes === 1;
}

export function markSignedIn(tx: Tx, id: UserId, at: number): void {
  tx.run('UPDATE users SET last_sign_in_at = :at WHERE id = :id', { id, at });
}

export function markFactorDisabled(tx: Tx, id: UserId, factor: 'password' | 'code', at: number): void {
  const column = factor === 'password' ? 'password_disabled_at' : 'code_disabled_at';
  tx.run(`UPDATE users SET ${column} = :at, version = version + 1 WHERE id = :id`, { id, at });
}

// --- the list -------------------------------------------------------------------------------------------------------

export const USER_COLUMNS = ['name', 'email', 'role', 'clientAccess', 'status', 'twoFactor', 'lastSignIn'] as const;
export type UserColumn = (typeof USER_COLUMNS)[number];

export interface UserQuery {
  readonly actor: { readonly id: UserId; readonly role: Role; readonly hasAllClients: boolean };
  /** Part of a name or an email; empty for all. */
  readonly search: string;
  /** Only the users of this client. */
  readonly clientId: number | null;
  readonly sort: { readonly column: UserColumn; readonly isDescending: boolean };
  readonly offset: number;
  readonly limit: number;
  readonly now: number;
}

export interface ListedUser {
  readonly id: UserId;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: Role;
  readonly clientCount: number;
  /** The only client, when there is exactly one. */
  readonly onlyClient: string | null;
  /** Everything beyond name and role, or null where the actor may see no more (a Partner Admin seen by Partner Ops). */
  readonly user: User | null;
}

// Status and second factor in the order of STATUSES and TWO_FACTOR_STATES, computed as domain/user.ts does.
const STATUS_ORDER = `CASE u.status WHEN 'deactivated' THEN 4
  WHEN 'invited' THEN CASE WHEN u.invitation_expires_at <= :now THEN 1 ELSE 0 END
  ELSE CASE WHEN u.password_disabled_at IS NOT NULL OR u.code_disabled_at IS NOT NULL
    OR (u.two_factor = 'setup_required' AND u.setup_deadline_at <= :now) THEN 3 ELSE 2 END END`;

const SORT_KEY: Readonly<Record<UserColumn, string>> = {
  name: 'u.search_text',
  email: 'u.email_key',
  role: `CASE u.role WHEN 'partner_admin' THEN 0 WHEN 'partner_ops' THEN 1 WHEN 'client_admin' THEN 2 WHEN 'client_ops' THEN 3 ELSE 4 END`,
  clientAccess: 'CASE WHEN u.has_all_clients = 1 THEN 1000000 ELSE client_count END',
  status: STATUS_ORDER,
  twoFactor: `CASE u.two_factor WHEN 'not_set_up' THEN 0 WHEN 'setup_required' THEN 1 ELSE 2 END`,
  lastSignIn: 'coalesce(u.last_sign_in_at, 0)',
};
// The name as it is searched: search_text without the email behind it. SQLite's own lower() knows ASCII only.
const NAME_KEY = 'substr(u.search_text, 1, length(u.search_text) - length(u.email_key) - 1)';
// Name and role are all that Partner Ops sees of a Partner Admin: nothing else may show in an order or be searched.
const PUBLIC_COLUMNS: readonly UserColumn[] = ['name', 'role'];

const likePattern = (search: string): string => `%${search.replace(/[\\%_]/g, '\\$&')}%`;

/** Whom the actor sees at all: the see_in_list column of the permission matrix, as SQL. */
function visibility(actor: UserQuery['actor']): string {
  const shares = actor.hasAllClients
    ? '1 = 1'
    : `(u.has_all_clients = 1 OR EXISTS (SELECT 1 FROM memberships t JOIN memberships a ON a.client_id = t.client_id
        WHERE t.user_id = u.id AND a.user_id = :actorId))`;
  const isClientUser = "u.role IN ('client_admin', 'client_ops', 'client_self_service')";
  switch (actor.role) {
    case 'partner_admin':
      return '1 = 1';
    case 'partner_ops':
      return `(NOT ${isClientUser} OR ${shares})`;
    case 'client_admin':
    case 'client_self_service':
      return `(u.id = :actorId OR (${isClientUser} AND ${shares}))`;
    case 'client_ops':
      return '1 = 0';
  }
}

/** One page of the list and the exact count of all that match. */
export function listUsers(reader: Reader, query: UserQuery): { readonly rows: readonly ListedUser[]; readonly total: number } {
  const hidesAdmins = query.actor.role === 'partner_ops';
  const searched = hidesAdmins ? `CASE WHEN u.role = 'partner_admin' THEN ${NAME_KEY} ELSE u.search_text END` : 'u.search_text';
  const key = SORT_KEY[query.sort.column];
  const isPublic = PUBLIC_COLUMNS.includes(query.sort.column) && query.sort.column !== 'name';
  const sortKey =
    query.sort.column === 'name' ? NAME_KEY : hidesAdmins && !isPublic ? `CASE WHEN u.role = 'partner_admin' THEN NULL ELSE ${key} END` : key;
  const where = [
    visibility(query.actor),
    query.search === '' ? '' : `${searched} LIKE :pattern ESCAPE '\\'`,
    query.clientId === null ? '' : 'EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = u.id AND m.client_id = :clientId)',
    // A client that the actor may not open answers like one that does not exist.
    query.clientId === null || query.actor.hasAllClients
      ? ''
      : 'EXISTS (SELECT 1 FROM memberships a WHERE a.user_id = :actorId AND a.client_id = :clientId)',
  ].filter((part) => part !== '');
  const from = `FROM users u WHERE ${where.join(' AND ')}`;
  const used = (sql: string, params: Params): Params => Object.fromEntries(Object.entries(params).filter(([name]) => sql.includes(`:${name}`)));
  const params: Params = {
    actorId: query.actor.id,
    pattern: likePattern(toSearchText(query.search)),
    clientId: query.clientId,
    now: query.now,
    limit: query.limit,
    offset: query.offset,
  };
  // Of somebody's clients the actor learns only those that are the actor's own.
  const shared = query.actor.hasAllClients
    ? ''
    : ' AND EXISTS (SELECT 1 FROM memberships o WHERE o.user_id = :actorId AND o.client_id = m.client_id)';
  const pageSql = `SELECT u.*, (SELECT count(*) FROM memberships m WHERE m.user_id = u.id${shared}) AS client_count,
      (SELECT c.name FROM memberships m JOIN clients c ON c.id = m.client_id WHERE m.user_id = u.id${shared} LIMIT 1) AS some_client
    ${from} ORDER BY ${sortKey} ${query.sort.isDescending ? 'DESC' : 'ASC'} NULLS LAST, ${NAME_KEY}, u.id LIMIT :limit OFFSET :offset`;
  const countSql = `SELECT count(*) AS total ${from}`;
  const rows = reader.all(pageSql, used(pageSql, params)).map((row): ListedUser => {
    const user = toUser(row);
    const isHidden = hidesAdmins && user.role === 'partner_admin';
    const clientCount = integer(row, 'client_count');
    return {
      id: user.id,
      firstName: user.firstName,
      lastName: user.lastName,
      role: user.role,
      clientCount: isHidden ? 0 : clientCount,
      onlyClient: !isHidden && clientCount === 1 ? textOrNull(row, 'some_client') : null,
      user: isHidden ? null : user,
    };
  });
  const count = reader.get(countSql, used(countSql, params));
  return { rows, total: count === undefined ? 0 : integer(count, 'total') };
}

/** The first users by id whose name or email contains the text: for the sample panel. */
export function findUsers(reader: Reader, search: string, limit: number): readonly User[] {
  return reader
    .all("SELECT * FROM users WHERE search_text LIKE :pattern ESCAPE '\\' ORDER BY id LIMIT :limit", {
      pattern: likePattern(toSearchText(search)),
      limit,
    })
    .map(toUser);
}

export function markDeactivated(tx: Tx, id: UserId): void {
  tx.run("UPDATE users SET status = 'deactivated', version = version + 1 WHERE id = :id", { id });
}
