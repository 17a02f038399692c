// The users table: one row per person. The list on the screens is lists/user-list.ts.
import { toEmailKey, toSearchText, toSearchWords } from '../../domain/search-text.ts';
import type { Role, StatusFacts, StoredStatus, TwoFactorState, UserId } from '../../domain/user.ts';
import type { Reader, Row, Tx } from '../engine/database.ts';
import { createReturningInsert } from '../engine/insert-many.ts';
import { flag, integer, integerOrNull, text, textOrNull } from '../engine/rows.ts';

export interface User extends StatusFacts {
  readonly id: UserId;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: Role;
  /** The number on file, for calling back; empty where there is none. */
  readonly phone: string;
  readonly hasAllClients: boolean;
  /** The user joins every client that is added later. */
  readonly joinsNewClients: boolean;
  readonly twoFactorAt: number | null;
  readonly twoFactorResetBy: string | null;
  /**
   * When a new authenticator was requested, and the person who did; null after it is confirmed. Until then the old one still signs
   * in.
   */
  readonly replaceRequestedAt: number | null;
  readonly replaceRequestedBy: string | null;
  /** While the account is frozen: the Partner Admin who does not unfreeze it. */
  readonly frozenAgainstId: number | null;
  /** Too many wrong passwords, or too many wrong codes after the right one, have locked the account. */
  readonly passwordLockedAt: number | null;
  readonly codeLockedAt: number | null;
  readonly lastSignInAt: number | null;
  /** Of 2FA. */
  readonly lastResetAt: number | null;
  readonly createdAt: number;
  readonly version: number;
}

/**
 * How many characters of the name's key stand before the last name. People with one name are ordered by that one,
 * whichever of the two it is.
 */
export function lastNameAt(firstName: string, lastName: string): number {
  const [first, last] = [toSearchText(firstName), toSearchText(lastName)];
  return first === '' || last === '' ? 0 : [...first].length + 1;
}

/** Empty until somebody has given a name. */
export const nameOf = (user: { readonly firstName: string; readonly lastName: string }): string =>
  `${user.firstName} ${user.lastName}`.trim();

export function toUser(row: Row): User {
  return {
    id: integer(row, 'id') as UserId,
    email: text(row, 'email'),
    firstName: text(row, 'first_name'),
    lastName: text(row, 'last_name'),
    role: text(row, 'role') as Role,
    phone: text(row, 'phone'),
    hasAllClients: flag(row, 'has_all_clients'),
    joinsNewClients: flag(row, 'joins_new_clients'),
    status: text(row, 'status') as StoredStatus,
    invitationExpiresAt: integerOrNull(row, 'invitation_expires_at'),
    isLocked: ['password_disabled_at', 'code_disabled_at', 'frozen_at'].some(
      (column) => integerOrNull(row, column) !== null,
    ),
    twoFactor: text(row, 'two_factor') as TwoFactorState,
    twoFactorAt: integerOrNull(row, 'two_factor_at'),
    twoFactorResetBy: textOrNull(row, 'two_factor_reset_by'),
    setupDeadlineAt: integerOrNull(row, 'setup_deadline_at') ?? integerOrNull(row, 'replace_deadline_at'),
    replaceRequestedAt: integerOrNull(row, 'replace_requested_at'),
    replaceRequestedBy: textOrNull(row, 'replace_requested_by'),
    frozenAt: integerOrNull(row, 'frozen_at'),
    frozenAgainstId: integerOrNull(row, 'frozen_against_id'),
    passwordLockedAt: integerOrNull(row, 'password_disabled_at'),
    codeLockedAt: integerOrNull(row, 'code_disabled_at'),
    lastSignInAt: integerOrNull(row, 'last_sign_in_at'),
    lastResetAt: integerOrNull(row, 'last_reset_at'),
    createdAt: integer(row, 'created_at'),
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

/** By the keys of their emails. */
export function listUsersByEmail(reader: Reader, emails: readonly string[]): ReadonlyMap<string, User> {
  const rows = reader.all('SELECT u.* FROM json_each(:keys) j JOIN users u ON u.email_key = j.value', {
    keys: JSON.stringify(emails.map(toEmailKey)),
  });
  return new Map(rows.map((row) => [text(row, 'email_key'), toUser(row)]));
}

/** In the order of `ids`: codes of a bulk reset are drawn in it. Without those who are not there. */
export function listUsersById(reader: Reader, ids: readonly UserId[]): ReadonlyMap<UserId, User> {
  const rows = reader.all('SELECT u.* FROM json_each(:ids) j JOIN users u ON u.id = CAST(j.value AS BIGINT)', {
    ids: JSON.stringify(ids),
  });
  const users = new Map(rows.map((row) => [integer(row, 'id') as UserId, row]));
  return new Map(
    ids.flatMap((id) => {
      const row = users.get(id);
      return row === undefined ? [] : [[id, toUser(row)]];
    }),
  );
}

export function listAdmins(reader: Reader): readonly User[] {
  return reader.all("SELECT * FROM users WHERE role = 'partner_admin' ORDER BY id").map(toUser);
}

/** PostgreSQL would turn an EXISTS into a join, and read all users in the order of ids. */
export function listAdminsWithPassword(reader: Reader, after: number, limit: number): readonly User[] {
  const sql = `SELECT * FROM users u WHERE role = 'partner_admin' AND id > :after
    AND (SELECT p.user_id FROM passwords p WHERE p.user_id = u.id) IS NOT NULL ORDER BY id LIMIT :limit`;
  return reader.all(sql, { after, limit }).map(toUser);
}

export const hasPeopleBesideAdmins = (reader: Reader): boolean =>
  reader.get(
    `SELECT 1 AS yes FROM users
     WHERE role IN ('partner_ops', 'client_admin', 'client_ops', 'client_self_service') LIMIT 1`,
  ) !== undefined;

export interface NewUser {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly phone?: string;
  readonly role: Role;
  readonly hasAllClients: boolean;
  readonly status: StoredStatus;
  readonly invitationExpiresAt: number | null;
  readonly createdAt: number;
}

const insertRows = createReturningInsert(
  'users',
  'email, email_key, first_name, last_name, name_key, last_name_at, phone, role, has_all_clients, status, ' +
    'invitation_expires_at, two_factor, created_at',
  'id, email_key',
);

/** @returns them as getUser finds them, in the same order. */
export function insertUsers(tx: Tx, users: readonly NewUser[]): readonly User[] {
  const inserted = insertRows(
    tx,
    users.map((user) => [
      user.email,
      toEmailKey(user.email),
      user.firstName,
      user.lastName,
      toSearchText(user.firstName, user.lastName),
      lastNameAt(user.firstName, user.lastName),
      user.phone ?? '',
      user.role,
      user.hasAllClients ? 1 : 0,
      user.status,
      user.invitationExpiresAt,
      'not_set_up',
      user.createdAt,
    ]),
  );
  const ids = new Map(inserted.map((row) => [text(row, 'email_key'), integer(row, 'id')]));
  return users.map((user) => ({
    ...user,
    id: ids.get(toEmailKey(user.email)) as UserId,
    phone: user.phone ?? '',
    joinsNewClients: false,
    isLocked: false,
    twoFactor: 'not_set_up',
    twoFactorAt: null,
    twoFactorResetBy: null,
    setupDeadlineAt: null,
    replaceRequestedAt: null,
    replaceRequestedBy: null,
    frozenAt: null,
    frozenAgainstId: null,
    passwordLockedAt: null,
    codeLockedAt: null,
    lastSignInAt: null,
    lastResetAt: null,
    version: 1,
  }));
}

export function insertUser(tx: Tx, user: NewUser): UserId {
  const [inserted] = insertUsers(tx, [user]);
  if (inserted === undefined) throw new Error('no user was inserted');
  return inserted.id;
}

export function markSetUp(tx: Tx, id: UserId, at: number): void {
  tx.run(
    `UPDATE users SET two_factor = 'set_up', two_factor_at = :at, two_factor_reset_by = NULL, setup_deadline_at = NULL,
       replace_requested_at = NULL, replace_requested_by = NULL, replace_deadline_at = NULL, version = version + 1
     WHERE id = :id`,
    { id, at },
  );
}

/**
 * The old authenticator still works.
 * @param version the version that the administrator saw.
 * @returns false where the user has changed since.
 */
export function markReplaceRequested(
  tx: Tx,
  id: UserId,
  version: number,
  request: { readonly at: number; readonly byName: string; readonly deadlineAt: number },
): boolean {
  const { changes } = tx.run(
    `UPDATE users SET replace_requested_at = :at, replace_requested_by = :byName, replace_deadline_at = :deadlineAt,
       version = version + 1
     WHERE id = :id AND version = :version AND two_factor = 'set_up'`,
    { id, version, ...request },
  );
  return changes === 1;
}

export function clearReplaceRequest(tx: Tx, id: UserId): void {
  tx.run(
    `UPDATE users SET replace_requested_at = NULL, replace_requested_by = NULL, replace_deadline_at = NULL,
       version = version + 1 WHERE id = :id`,
    { id },
  );
}

/**
 * Every setup that this user, or with null everybody without a setup code, was asked for ends. Only a new reset leads on.
 * @returns how many there were.
 */
export function endRequiredSetups(tx: Tx, id: UserId | null): number {
  return tx.run(
    `UPDATE users SET setup_deadline_at = NULL, version = version + 1
     WHERE two_factor = 'setup_required' AND setup_deadline_at IS NOT NULL
       AND (id = :id OR (:id IS NULL AND id NOT IN (SELECT user_id FROM setup_codes)))`,
    { id },
  ).changes;
}

/** Nobody signs in until the account is unfrozen. @param againstId who did what the user did not agree to. */
export function markFrozen(tx: Tx, id: UserId, at: number, againstId: number | null): void {
  tx.run('UPDATE users SET frozen_at = :at, frozen_against_id = :againstId, version = version + 1 WHERE id = :id', {
    id,
    at,
    againstId,
  });
}

export function markUnfrozen(tx: Tx, id: UserId): void {
  tx.run('UPDATE users SET frozen_at = NULL, frozen_against_id = NULL, version = version + 1 WHERE id = :id', { id });
}

/** The password that was locked opens the account again. */
export function markUnlocked(tx: Tx, id: UserId): void {
  tx.run('UPDATE users SET password_disabled_at = NULL, version = version + 1 WHERE id = :id', { id });
}

export function markSignedIn(tx: Tx, id: UserId, at: number): void {
  tx.run('UPDATE users SET last_sign_in_at = :at WHERE id = :id', { id, at });
}

export function markFactorDisabled(tx: Tx, id: UserId, factor: 'password' | 'code', at: number): void {
  const column = factor === 'password' ? 'password_disabled_at' : 'code_disabled_at';
  tx.run(`UPDATE users SET ${column} = :at, version = version + 1 WHERE id = :id`, { id, at });
}

export const USER_COLUMNS = ['name', 'email', 'role', 'clientAccess', 'status', 'twoFactor', 'lastSignIn'] as const;
export type UserColumn = (typeof USER_COLUMNS)[number];

/** For `:words`: a condition on a user `u` whose name or email holds all of them. */
export const USER_HOLDS_WORDS = `NOT EXISTS (
  SELECT 1 FROM json_each(:words) AS word WHERE instr(u.email_key, json_extract(word.value, '$.inEmail')) = 0
    AND EXISTS (SELECT 1 FROM json_each(word.value, '$.inName') AS part
      WHERE instr(u.name_key || ' ' || u.email_key, part.value) = 0))`;
export const toWordsParam = (search: string): string => JSON.stringify(toSearchWords(search));

/** For the sample panel: the first users by id whose name or email contains the text. */
export function findUsers(reader: Reader, search: string, limit: number): readonly User[] {
  return reader
    .all(`SELECT * FROM users u WHERE ${USER_HOLDS_WORDS} ORDER BY id LIMIT :limit`, {
      words: toWordsParam(search),
      limit,
    })
    .map(toUser);
}

/**
 * @param version the version that the administrator saw.
 * @returns false, and changes nothing, where the user has changed since.
 */
export function updateUser(
  tx: Tx,
  id: UserId,
  version: number,
  user: {
    readonly email: string;
    readonly firstName: string;
    readonly lastName: string;
    readonly phone: string;
    readonly role: Role;
  },
): boolean {
  const { changes } = tx.run(
    `UPDATE users SET email = :email, email_key = :emailKey, first_name = :firstName, last_name = :lastName,
       name_key = :nameKey, last_name_at = :lastNameAt, phone = :phone, role = :role, version = version + 1
     WHERE id = :id AND version = :version`,
    {
      id,
      version,
      email: user.email,
      emailKey: toEmailKey(user.email),
      firstName: user.firstName,
      lastName: user.lastName,
      nameKey: toSearchText(user.firstName, user.lastName),
      lastNameAt: lastNameAt(user.firstName, user.lastName),
      phone: user.phone,
      role: user.role,
    },
  );
  return changes === 1;
}

/** Sets the client access that is not in the memberships. The caller raises the version. */
export function setAccessScope(
  tx: Tx,
  id: UserId,
  scope: { readonly hasAllClients: boolean; readonly joinsNewClients: boolean },
): void {
  tx.run('UPDATE users SET has_all_clients = :all, joins_new_clients = :joins WHERE id = :id', {
    id,
    all: scope.hasAllClients ? 1 : 0,
    joins: scope.joinsNewClients ? 1 : 0,
  });
}

export function raiseVersion(tx: Tx, id: UserId): void {
  tx.run('UPDATE users SET version = version + 1 WHERE id = :id', { id });
}

/** Invited, or invited again. Earlier locks are lifted. */
export function markInvited(tx: Tx, id: UserId, expiresAt: number): void {
  tx.run(
    `UPDATE users SET status = 'invited', invitation_expires_at = :expiresAt, password_disabled_at = NULL,
       code_disabled_at = NULL, version = version + 1 WHERE id = :id`,
    { id, expiresAt },
  );
}

/** With everything that belongs to the user. Numbers of users are never given twice. */
export function removeUser(tx: Tx, id: UserId): void {
  tx.run('DELETE FROM users WHERE id = :id', { id });
}

export function markActivated(
  tx: Tx,
  id: UserId,
  name: { readonly firstName: string; readonly lastName: string },
): void {
  tx.run(
    `UPDATE users SET status = 'active', invitation_expires_at = NULL, first_name = :firstName, last_name = :lastName,
       name_key = :nameKey, last_name_at = :lastNameAt, version = version + 1 WHERE id = :id`,
    {
      id,
      firstName: name.firstName,
      lastName: name.lastName,
      nameKey: toSearchText(name.firstName, name.lastName),
      lastNameAt: lastNameAt(name.firstName, name.lastName),
    },
  );
}

/** After the password was removed or changed: guesses at the old one no longer lock the account. */
export function markPasswordChanged(tx: Tx, id: UserId): void {
  tx.run('UPDATE users SET password_disabled_at = NULL, version = version + 1 WHERE id = :id', { id });
}

/** Role, client access and password are kept for a reactivation. The second factor is not. */
export function markDeactivated(tx: Tx, id: UserId): void {
  tx.run(
    `UPDATE users SET status = 'deactivated', invitation_expires_at = NULL, two_factor = 'not_set_up',
       two_factor_at = NULL, two_factor_reset_by = NULL, setup_deadline_at = NULL, replace_requested_at = NULL,
       replace_requested_by = NULL, replace_deadline_at = NULL, version = version + 1 WHERE id = :id`,
    { id },
  );
}

/** Active again; 2FA must be set up by the deadline. */
export function markReactivated(
  tx: Tx,
  id: UserId,
  reactivation: { readonly at: number; readonly byName: string; readonly deadlineAt: number },
): void {
  tx.run(
    `UPDATE users SET status = 'active', two_factor = 'setup_required', two_factor_at = :at,
       two_factor_reset_by = :byName, setup_deadline_at = :deadlineAt, code_disabled_at = NULL, version = version + 1
     WHERE id = :id`,
    { id, ...reactivation },
  );
}

/**
 * After the recovery kit opened the account: every lock is lifted. The caller marks 2FA as set up in the same
 * transaction.
 */
export function markLetIn(tx: Tx, id: UserId): void {
  tx.run(
    `UPDATE users SET password_disabled_at = NULL, code_disabled_at = NULL, frozen_at = NULL,
       frozen_against_id = NULL, setup_deadline_at = NULL, replace_requested_at = NULL,
       replace_requested_by = NULL, replace_deadline_at = NULL, version = version + 1 WHERE id = :id`,
    { id },
  );
}
