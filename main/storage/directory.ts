// The index of the users that goes with an open database: loaded when it is first needed, and brought up to date with what was
// committed before it answers. Loading takes a second for a million users, in pieces, so that everything else goes on.
import type { Role, StoredStatus, TwoFactorState } from '../domain/user.ts';
import type { Reader, Snapshot, SqlValue, Storage } from './database.ts';
import { type IndexedUser, UserIndex } from './user-index.ts';

// A piece of the loading holds the event loop for some 5 ms.
const USERS_A_PIECE = 1500;
const MEMBERSHIPS_A_PIECE = 10_000;
const IDS_A_PIECE = 10_000;
const CHANGES_A_PIECE = 500;
/** Ids are given in a row: their gaps cost address space only, up to here. */
const FEW_ENOUGH = 4_000_000;
/** Loading all anew is then faster than reading so many users one by one. */
const isWorthLoading = (changes: number, users: number): boolean => changes > 20_000 && changes > users / 4;

const USER_COLUMNS = `id, name_key, email_key, role, status, two_factor, has_all_clients,
  password_disabled_at IS NOT NULL OR code_disabled_at IS NOT NULL OR frozen_at IS NOT NULL AS is_locked, invitation_expires_at, setup_deadline_at, last_sign_in_at`;

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function toIndexedUser(values: readonly (SqlValue | undefined)[]): IndexedUser {
  const [id, nameKey, emailKey, role, status, twoFactor, hasAll, isLocked, invitationExpiresAt, setupDeadlineAt, lastSignInAt] = values;
  // The columns of STRICT tables, which their checks keep to these values.
  return {
    id: id as number,
    nameKey: nameKey as string,
    emailKey: emailKey as string,
    role: role as Role,
    status: status as StoredStatus,
    twoFactor: twoFactor as TwoFactorState,
    hasAllClients: hasAll === 1,
    isLocked: isLocked === 1,
    invitationExpiresAt: invitationExpiresAt as number | null,
    setupDeadlineAt: setupDeadlineAt as number | null,
    lastSignInAt: lastSignInAt as number | null,
  };
}

export class Directory {
  readonly #storage: Storage;
  #index: UserIndex | undefined;
  #loading: Promise<void> | undefined;
  /** Committed since the index, or the snapshot that it is being loaded from, was made. */
  #changed = new Set<number>();
  #version = 0;

  constructor(storage: Storage) {
    this.#storage = storage;
    storage.onChange(({ users }) => {
      if (users.length > 0) this.#version += 1;
      if (this.#index !== undefined || this.#loading !== undefined) for (const id of users) this.#changed.add(id);
    });
  }

  /** Rises with every commit that changes users or memberships. */
  get version(): number {
    return this.#version;
  }

  /** The index as of the last commit; undefined when that takes longer than one turn of the event loop: see `whenReady`. */
  current(): UserIndex | undefined {
    if (this.#changed.size > CHANGES_A_PIECE) return undefined;
    this.#patch();
    return this.#index;
  }

  /** Calls `ask` with the up-to-date index, in the same turn in which it is found to be so. */
  async whenReady<T>(ask: (index: UserIndex) => T): Promise<T> {
    for (;;) {
      const index = this.current();
      if (index !== undefined) return ask(index);
      await this.#catchUp();
    }
  }

  async #catchUp(): Promise<void> {
    if (this.#index === undefined || isWorthLoading(this.#changed.size, this.#index.size)) {
      this.#index = undefined;
      this.#loading ??= this.#load().finally(() => {
        this.#loading = undefined;
      });
      return await this.#loading;
    }
    this.#patch();
    await pause();
  }

  /** Reads some of the changed users anew. */
  #patch(): void {
    if (this.#index === undefined || this.#changed.size === 0) return;
    const { read } = this.#storage;
    const ids = [...this.#changed].slice(0, CHANGES_A_PIECE);
    const isPatched = this.#index.patch(ids.map((id) => ({ id, user: readUser(read, id), clientIds: readClientIds(read, id) })));
    if (isPatched) for (const id of ids) this.#changed.delete(id);
    else this.#index = undefined;
  }

  async #load(): Promise<void> {
    // In one turn: what is committed later is in the list, what was before is in the snapshot.
    this.#changed = new Set();
    const snapshot = this.#storage.openSnapshot();
    try {
      const index = await load(snapshot);
      this.#index = index;
    } finally {
      if (!this.#storage.isClosed) snapshot.close();
    }
  }
}

function readUser(read: Reader, id: number): IndexedUser | undefined {
  const row = read.get(`SELECT ${USER_COLUMNS} FROM users WHERE id = :id`, { id });
  return row === undefined ? undefined : toIndexedUser(Object.values(row));
}

const readClientIds = (read: Reader, userId: number): number[] =>
  read.all('SELECT client_id FROM memberships WHERE user_id = :userId ORDER BY client_id', { userId }).map((row) => row['client_id'] as number);

async function load(snapshot: Snapshot): Promise<UserIndex> {
  const count = boundOfUsers(snapshot);
  // Room for those to come; beyond it, the index is made anew.
  const sample = snapshot
    .values('SELECT name_key, email_key FROM users WHERE id > 0 ORDER BY id LIMIT 2000')
    .map(([name, email]) => `${name} ${email}`);
  const index = new UserIndex(count + (count >>> 3) + 1000, sample);
  for (let after = 0; ; ) {
    const rows = snapshot.values(`SELECT ${USER_COLUMNS} FROM users WHERE id > :after ORDER BY id LIMIT ${USERS_A_PIECE}`, { after });
    for (const row of rows) index.append(toIndexedUser(row));
    if (rows.length < USERS_A_PIECE) break;
    after = rows.at(-1)?.[0] as number;
    await pause();
  }
  await loadMemberships(snapshot, index);
  await loadOrder(snapshot, index, 'name', '(name_key, id) > (:key, :id)', 'name_key, id');
  await loadOrder(snapshot, index, 'email', 'email_key > :key', 'email_key');
  return index;
}

/** At least as many as there are. Counting a million takes longer than everything else here does at a time. */
function boundOfUsers(snapshot: Snapshot): number {
  const largestId = (snapshot.values('SELECT max(id) FROM users')[0]?.[0] ?? 0) as number;
  return largestId <= FEW_ENOUGH ? largestId : (snapshot.values('SELECT count(*) FROM users')[0]?.[0] as number);
}

async function loadMemberships(snapshot: Snapshot, index: UserIndex): Promise<void> {
  let userId = 0;
  let clientIds: number[] = [];
  for (let clientId = 0; ; ) {
    const rows = snapshot.values(
      `SELECT user_id, client_id FROM memberships WHERE (user_id, client_id) > (:userId, :clientId) ORDER BY user_id, client_id LIMIT ${MEMBERSHIPS_A_PIECE}`,
      { userId, clientId },
    );
    for (const row of rows) {
      if (row[0] !== userId) {
        index.appendClients(userId, clientIds);
        clientIds = [];
      }
      userId = row[0] as number;
      clientId = row[1] as number;
      clientIds.push(clientId);
    }
    if (rows.length < MEMBERSHIPS_A_PIECE) break;
    await pause();
  }
  index.appendClients(userId, clientIds);
}

async function loadOrder(snapshot: Snapshot, index: UserIndex, column: 'name' | 'email', after: string, order: string): Promise<void> {
  let key = '';
  let id = 0;
  for (;;) {
    const rows = snapshot.values(
      `SELECT id FROM users WHERE ${after} ORDER BY ${order} LIMIT ${IDS_A_PIECE}`,
      column === 'name' ? { key, id } : { key },
    );
    index.appendInOrder(
      column,
      rows.map((row) => row[0] as number),
    );
    if (rows.length < IDS_A_PIECE) return;
    id = rows.at(-1)?.[0] as number;
    key = snapshot.values(`SELECT ${column}_key FROM users WHERE id = :id`, { id })[0]?.[0] as string;
    await pause();
  }
}

const directories = new WeakMap<Storage, Directory>();

/** The one directory of an open database. */
export function directoryOf(storage: Storage): Directory {
  let directory = directories.get(storage);
  if (directory === undefined) {
    directory = new Directory(storage);
    directories.set(storage, directory);
  }
  return directory;
}
