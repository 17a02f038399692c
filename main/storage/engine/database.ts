// The one place that opens the database, and the only one that knows which engine it is.
// Reading goes through `storage.read`; writing only through the `Tx` that `storage.transaction` hands out, so a write
// outside a transaction does not compile. Both are synchronous: between two lines of a transaction nothing else runs.
import { chmodSync, closeSync, copyFileSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { APPLICATION_ID, migrate, SCHEMA_VERSION, schemaVersionOf } from './migrate.ts';

export type SqlValue = string | number | null | Uint8Array;
export type Row = Record<string, SqlValue>;
export type Params = Record<string, SqlValue>;

export interface Reader {
  /** All rows of a query. Parameters are named: `:name`. */
  all(sql: string, params?: Params): Row[];
  /** The first row, if any. */
  get(sql: string, params?: Params): Row | undefined;
  /** Rows one at a time, for what does not fit in memory. */
  iterate(sql: string, params?: Params): IterableIterator<Row>;
}

export interface Tx extends Reader {
  /** Runs a change; answers how many rows it touched and the last inserted id. */
  run(sql: string, params?: Params): { readonly changes: number; readonly lastId: number };
}

/** Ids of rows that a commit added, changed or removed; a user's memberships count as the user's. */
export interface Changes {
  readonly users: readonly number[];
  readonly clients: readonly number[];
}

/** One moment of the database, read by a connection of its own, in this thread or another, while the work goes on. */
export interface Snapshot {
  /** Rows as arrays, in the order of the columns. */
  values(sql: string, params?: Params): SqlValue[][];
  close(): void;
}

export interface Storage {
  readonly read: Reader;
  /** One durable commit, or nothing: whatever the work throws rolls it back. Not nested. */
  transaction<T>(work: (tx: Tx) => T): T;
  /** Called after each commit that changed users or clients, before `transaction` returns. It must not throw, nor write. */
  onChange(listener: (changes: Changes) => void): void;
  /** Called a second after the last commit, while nothing is asked for. */
  onIdle(listener: () => void): void;
  /** Called when the database is about to be closed. */
  onClose(listener: () => void): void;
  readonly file: string;
  /** The whole file was read for damage when it was opened; a large one was not: see check-file.ts. */
  readonly isChecked: boolean;
  readonly isClosed: boolean;
  close(): void;
}

export class DatabaseProblem extends Error {
  readonly kind: 'newer' | 'damaged' | 'in_use' | 'not_readable';

  constructor(kind: DatabaseProblem['kind'], cause?: unknown) {
    super(`the database is ${kind}`, { cause });
    this.name = 'DatabaseProblem';
    this.kind = kind;
  }
}

/** Bytes: some 50,000 users. Reading them takes some 30 ms; a million users, most of a second. */
const CHECKED_BEFORE_OPENING = 16 * 1024 * 1024;
/** In pages of 4 kB: as much as the log may hold while the work never pauses. */
const CHECKPOINT_AT_LATEST = 10_000;
const CHECKPOINT_AFTER_MS = 1000;
const SQLITE_MAGIC = 'SQLite format 3\0';

function isSqliteFile(file: string): boolean {
  const handle = openSync(file, 'r');
  try {
    const head = Buffer.alloc(16);
    const length = readSync(handle, head, 0, 16, 0);
    // An empty file is what a kill right after creation leaves behind: as good as none.
    return length === 0 || head.toString('latin1') === SQLITE_MAGIC;
  } finally {
    closeSync(handle);
  }
}

/**
 * Looks before anything is changed: a damaged or newer file is refused and left as it is.
 * @returns whether the whole file was read for damage.
 */
function inspect(file: string, checkUpTo: number): boolean {
  if (!isSqliteFile(file)) throw new DatabaseProblem('damaged');
  const db = new BetterSqlite3(file, { readonly: true });
  try {
    // An SQLite file of another program is not ours to change. A file without a page is a new one.
    const isOurs = db.pragma('application_id', { simple: true }) === APPLICATION_ID;
    if (!isOurs && db.pragma('schema_version', { simple: true }) !== 0) throw new DatabaseProblem('damaged');
    if (schemaVersionOf(db) > SCHEMA_VERSION) throw new DatabaseProblem('newer');
    if (statSync(file).size > checkUpTo) return false;
    if (db.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new DatabaseProblem('damaged');
    return true;
  } finally {
    db.close();
  }
}

function toProblem(error: unknown): unknown {
  const code = error instanceof BetterSqlite3.SqliteError ? error.code : (error as NodeJS.ErrnoException).code;
  if (code === undefined || error instanceof DatabaseProblem) return error;
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return new DatabaseProblem('damaged', error);
  if (code.startsWith('SQLITE_BUSY')) return new DatabaseProblem('in_use', error);
  if (['SQLITE_CANTOPEN', 'SQLITE_READONLY', 'EACCES', 'EPERM', 'EISDIR'].includes(code))
    return new DatabaseProblem('not_readable', error);
  return error;
}

/**
 * Opens the database file, creating or upgrading it.
 * @param checkUpTo bytes: a larger file is not read for damage as a whole.
 * @throws DatabaseProblem when it is damaged, made by a newer Rekey, open elsewhere, or not readable; the file is then unchanged.
 */
export function openDatabase(
  file: string,
  { checkUpTo = CHECKED_BEFORE_OPENING }: { readonly checkUpTo?: number } = {},
): Storage {
  try {
    const isChecked = existsSync(file) ? inspect(file, checkUpTo) : true;
    const db = new BetterSqlite3(file, { timeout: 2000 });
    try {
      return prepare(db, file, isChecked);
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw toProblem(error);
  }
}

function prepare(db: BetterSqlite3.Database, file: string, isChecked: boolean): Storage {
  // Other accounts of this computer do not read it; its companions take its mode, but may be here from before.
  for (const part of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(part)) chmodSync(part, 0o600);
  db.pragma('journal_mode = WAL'); // a kill or a power cut leaves the last commit, never half of one
  db.pragma('synchronous = FULL'); // a commit that was answered is on the disk
  db.pragma('foreign_keys = ON');
  db.pragma('trusted_schema = OFF'); // a file from elsewhere cannot run functions through its schema
  db.pragma('cell_size_check = ON'); // damage is noticed when it is read
  db.pragma('temp_store = MEMORY'); // nothing of a large sort is left in a temporary file
  db.pragma('secure_delete = ON'); // removed secrets are overwritten, not only unlinked
  migrate(db, (from) => {
    db.pragma('wal_checkpoint(TRUNCATE)');
    copyFileSync(file, `${file}.before-upgrade-from-${from}`);
  });

  const changes = watchChanges(db);
  const listeners: ((changes: Changes) => void)[] = [];
  const idleListeners: (() => void)[] = [];
  const closeListeners: (() => void)[] = [];
  const checkpoint = createCheckpoint(db, () => {
    for (const listener of idleListeners) listener();
  });

  const statements = new Map<string, BetterSqlite3.Statement<[Params]>>();
  const statement = (sql: string): BetterSqlite3.Statement<[Params]> => {
    let known = statements.get(sql);
    if (known === undefined) {
      known = db.prepare<[Params]>(sql);
      statements.set(sql, known);
    }
    return known;
  };
  const read: Reader = {
    all: (sql, params = {}) => statement(sql).all(params) as Row[],
    get: (sql, params = {}) => statement(sql).get(params) as Row | undefined,
    iterate: (sql, params = {}) => statement(sql).iterate(params) as IterableIterator<Row>,
  };
  const tx: Tx = {
    ...read,
    run(sql, params = {}) {
      const result = statement(sql).run(params);
      return { changes: result.changes, lastId: Number(result.lastInsertRowid) };
    },
  };
  return {
    read,
    transaction<T>(work: (tx: Tx) => T): T {
      if (db.inTransaction) throw new Error('a transaction is already open');
      try {
        const result = db.transaction(() => work(tx)).immediate();
        checkpoint.soon();
        const committed = changes.take();
        if (committed !== undefined) for (const listener of listeners) listener(committed);
        return result;
      } finally {
        changes.take(); // of a transaction that was rolled back
      }
    },
    onChange: (listener) => {
      listeners.push(listener);
    },
    onIdle: (listener) => {
      idleListeners.push(listener);
    },
    onClose: (listener) => {
      closeListeners.push(listener);
    },
    file,
    isChecked,
    get isClosed() {
      return !db.open;
    },
    close() {
      checkpoint.stop();
      for (const listener of closeListeners) listener();
      // A thread that is still reading keeps the log from being emptied: what is in it goes into the file all the same.
      try {
        if (db.open) db.pragma('wal_checkpoint(PASSIVE)');
      } catch {
        // No room, or a damaged file: the log stays, and is read at the next start.
      }
      db.close();
    },
  };
}

/** Every change is noted by the database itself, so that no store can forget it. */
function watchChanges(db: BetterSqlite3.Database): { take(): Changes | undefined } {
  let users = new Set<number>();
  let clients = new Set<number>();
  db.function('note_user', { directOnly: false }, (id: number) => {
    users.add(id);
    return null;
  });
  db.function('note_client', { directOnly: false }, (id: number) => {
    clients.add(id);
    return null;
  });
  // Temporary: they are this connection's own and never in the file.
  const events = ['INSERT', 'UPDATE', 'DELETE'] as const;
  const note = (table: string, column: string, what: string, event: (typeof events)[number]): string => {
    const row = event === 'DELETE' ? 'old' : 'new';
    return `CREATE TEMP TRIGGER note_${what}_of_${table}_at_${event} AFTER ${event} ON main.${table} BEGIN SELECT note_${what}(${row}.${column}); END;`;
  };
  for (const event of events)
    db.exec(
      note('users', 'id', 'user', event) +
        note('clients', 'id', 'client', event) +
        note('memberships', 'user_id', 'user', event),
    );
  return {
    take() {
      if (users.size === 0 && clients.size === 0) return undefined;
      const taken = { users: [...users], clients: [...clients] };
      users = new Set();
      clients = new Set();
      return taken;
    },
  };
}

/** Pages wait in the log until nothing is asked for: moving them is not what a commit should wait for. */
function createCheckpoint(db: BetterSqlite3.Database, onIdle: () => void): { soon(): void; stop(): void } {
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_AT_LATEST}`);
  let timer: NodeJS.Timeout | undefined;
  return {
    soon() {
      if (timer !== undefined) timer.refresh();
      else
        timer = setTimeout(() => {
          timer = undefined;
          if (!db.open) return;
          db.pragma('wal_checkpoint(PASSIVE)');
          onIdle();
        }, CHECKPOINT_AFTER_MS).unref();
    },
    stop() {
      clearTimeout(timer);
    },
  };
}

/** The last one to close the file empties the write-ahead log, if it may write: close this before the database where that can be. */
export function openSnapshot(file: string): Snapshot {
  const db = new BetterSqlite3(file, { readonly: true, timeout: 2000 });
  db.exec('BEGIN');
  db.pragma('schema_version'); // the moment is that of the first reading
  const statements = new Map<string, BetterSqlite3.Statement<[Params]>>();
  return {
    values(sql, params = {}) {
      let statement = statements.get(sql);
      if (statement === undefined) {
        statement = db.prepare<[Params]>(sql).raw();
        statements.set(sql, statement);
      }
      return statement.all(params) as SqlValue[][];
    },
    close() {
      db.close();
    },
  };
}
