// The only file that opens the database. No other file imports its engine, except for a type in migrate.ts.
// `openDatabase` opens the one connection that can write; `openSnapshot` and `isSoundFile` open read-only ones, also in
// worker threads. Reads go through `storage.read`. Writes need the `Tx` that `storage.transaction` passes in, so a
// write outside a transaction does not compile. All of it is synchronous: nothing else runs between two lines of a
// transaction.
import { chmodSync, closeSync, copyFileSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { APPLICATION_ID, migrate, SCHEMA_VERSION, schemaVersionOf } from './migrate.ts';
import { hasOurSchema } from './schema-guard.ts';

export type SqlValue = string | number | null | Uint8Array;
export type Row = Record<string, SqlValue>;
export type Params = Record<string, SqlValue>;

export interface Reader {
  /** All rows of a query. Parameters are named: `:name`. */
  all(sql: string, params?: Params): Row[];
  /** The first row, if any. */
  get(sql: string, params?: Params): Row | undefined;
  /** Rows one at a time, for results that do not fit in memory. */
  iterate(sql: string, params?: Params): IterableIterator<Row>;
}

export interface Tx extends Reader {
  /** Runs a change. Returns how many rows it touched and the last inserted id. */
  run(sql: string, params?: Params): { readonly changes: number; readonly lastId: number };
}

/** Ids of the rows that a commit added, changed or removed. A changed membership counts as a change of its user. */
export interface Changes {
  readonly users: readonly number[];
  readonly clients: readonly number[];
}

/** The database at one moment, on a separate connection. Other connections go on writing. */
export interface Snapshot {
  /** Rows as arrays, in the order of the columns. */
  values(sql: string, params?: Params): SqlValue[][];
  close(): void;
}

export interface Storage {
  readonly read: Reader;
  /** One durable commit, or nothing: an exception from `work` rolls it back. Transactions cannot be nested. */
  transaction<T>(work: (tx: Tx) => T): T;
  /**
   * Called after each commit that changed users or clients, before `transaction` returns. A listener must not throw or
   * write.
   */
  onChange(listener: (changes: Changes) => void): void;
  /** Called one second after the last commit. */
  onIdle(listener: () => void): void;
  /** Called just before the database is closed. */
  onClose(listener: () => void): void;
  /** Called after a transaction that was refused because another program has changed the schema. */
  onAltered(listener: () => void): void;
  /** Changes when another program has written to the file. */
  foreignWrites(): number;
  /** The schema that the file had before it was upgraded now; undefined where it was not. */
  readonly upgradedFrom: number | undefined;
  readonly file: string;
  /** Whether opening checked the whole file for damage. A large file is checked later: see check-file.ts. */
  readonly isChecked: boolean;
  readonly isClosed: boolean;
  close(): void;
}

export class DatabaseProblem extends Error {
  readonly kind: 'newer' | 'damaged' | 'altered' | 'in_use' | 'not_readable';

  constructor(kind: DatabaseProblem['kind'], cause?: unknown) {
    super(`the database is ${kind}`, { cause });
    this.name = 'DatabaseProblem';
    this.kind = kind;
  }
}

/** In bytes: about 50,000 users. Checking them takes some 30 ms; a million users take most of a second. */
const CHECKED_BEFORE_OPENING = 16 * 1024 * 1024;
/** In pages of 4 kB: how large the write-ahead log may grow while commits never pause. */
const CHECKPOINT_AT_LATEST = 10_000;
const CHECKPOINT_AFTER_MS = 1000;
const SQLITE_MAGIC = 'SQLite format 3\0';

function isSqliteFile(file: string): boolean {
  const handle = openSync(file, 'r');
  try {
    const head = Buffer.alloc(16);
    const length = readSync(handle, head, 0, 16, 0);
    // A kill right after creation leaves an empty file: it is treated like no file.
    return length === 0 || head.toString('latin1') === SQLITE_MAGIC;
  } finally {
    closeSync(handle);
  }
}

/**
 * Checks the file before anything changes it: a damaged, altered or newer file is refused and stays as it is.
 * @returns whether the whole file was checked for damage.
 */
function inspect(file: string, checkUpTo: number): boolean {
  if (!isSqliteFile(file)) throw new DatabaseProblem('damaged');
  const db = new BetterSqlite3(file, { readonly: true });
  try {
    // Another program's SQLite file must not be changed. A file without a page is new.
    const isOurs = db.pragma('application_id', { simple: true }) === APPLICATION_ID;
    if (!isOurs && db.pragma('schema_version', { simple: true }) !== 0) throw new DatabaseProblem('damaged');
    if (schemaVersionOf(db) > SCHEMA_VERSION) throw new DatabaseProblem('newer');
    if (!hasOurSchema(db)) throw new DatabaseProblem('altered');
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
  if (isDamage(error)) return new DatabaseProblem('damaged', error);
  if (code.startsWith('SQLITE_BUSY')) return new DatabaseProblem('in_use', error);
  if (['SQLITE_CANTOPEN', 'SQLITE_READONLY', 'EACCES', 'EPERM', 'EISDIR'].includes(code))
    return new DatabaseProblem('not_readable', error);
  return error;
}

/**
 * Opens the database file, creating or upgrading it.
 * @param checkUpTo in bytes: a larger file is not checked for damage as a whole.
 * @throws DatabaseProblem when the file is damaged, has another schema, was made by a newer Rekey, is open elsewhere, or
 * is not readable. It is then unchanged.
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
  // Other accounts on this computer must not read it. New companion files take its mode; older ones may have another.
  for (const part of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(part)) chmodSync(part, 0o600);
  db.pragma('journal_mode = WAL'); // a kill or a power cut never leaves half a commit
  db.pragma('synchronous = FULL'); // a commit is on the disk before the window hears of it
  db.pragma('foreign_keys = ON');
  db.pragma('trusted_schema = OFF'); // a foreign file cannot run functions through its schema
  db.pragma('cell_size_check = ON'); // reading a damaged page fails instead of returning wrong rows
  db.pragma('temp_store = MEMORY'); // a large sort leaves nothing in a temporary file
  db.pragma('secure_delete = ON'); // deleted secrets are overwritten, not only unlinked
  let upgradedFrom: number | undefined;
  migrate(db, (from) => {
    upgradedFrom = from;
    db.pragma('wal_checkpoint(TRUNCATE)');
    copyFileSync(file, `${file}.before-upgrade-from-${from}`);
  });

  const changes = watchChanges(db);
  const listeners: ((changes: Changes) => void)[] = [];
  const idleListeners: (() => void)[] = [];
  const closeListeners: (() => void)[] = [];
  const alteredListeners: (() => void)[] = [];
  const checkpoint = createCheckpoint(db, () => {
    for (const listener of idleListeners) listener();
  });

  // A trigger that another program adds now would run inside our transactions.
  const schemaCookie = db.prepare<[], number>('PRAGMA schema_version').pluck();
  const ourSchema = schemaCookie.get();
  const dataVersion = db.prepare<[], number>('PRAGMA data_version').pluck();

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
        const result = db
          .transaction(() => {
            if (schemaCookie.get() !== ourSchema) {
              for (const listener of alteredListeners) setImmediate(listener);
              throw new DatabaseProblem('altered');
            }
            return work(tx);
          })
          .immediate();
        checkpoint.soon();
        const committed = changes.take();
        if (committed !== undefined) for (const listener of listeners) listener(committed);
        return result;
      } finally {
        changes.take(); // drops the changes of a transaction that was rolled back
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
    onAltered: (listener) => {
      alteredListeners.push(listener);
    },
    foreignWrites: () => dataVersion.get() ?? 0,
    upgradedFrom,
    file,
    isChecked,
    get isClosed() {
      return !db.open;
    },
    close() {
      checkpoint.stop();
      for (const listener of closeListeners) listener();
      // While a worker thread still reads, closing cannot empty the log. This moves its pages into the file all the
      // same.
      try {
        if (db.open) db.pragma('wal_checkpoint(PASSIVE)');
      } catch {
        // The disk is full or the file is damaged: the log stays, and the next start reads it.
      }
      db.close();
    },
  };
}

/** Triggers in the database note every change, so that no statement can forget to. */
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
  // Temporary triggers belong to this connection and are never in the file.
  const events = ['INSERT', 'UPDATE', 'DELETE'] as const;
  const note = (table: string, column: string, what: string, event: (typeof events)[number]): string => {
    const row = event === 'DELETE' ? 'old' : 'new';
    return `CREATE TEMP TRIGGER note_${what}_of_${table}_at_${event} AFTER ${event} ON main.${table} BEGIN
      SELECT note_${what}(${row}.${column}); END;`;
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

/** Pages stay in the log until commits pause: no commit should wait while they are moved into the file. */
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

/**
 * The last connection to close empties the write-ahead log, but only one that may write can. Close a snapshot before
 * the database where possible.
 */
export function openSnapshot(file: string): Snapshot {
  const db = new BetterSqlite3(file, { readonly: true, timeout: 2000 });
  db.exec('BEGIN');
  db.pragma('schema_version'); // the first read fixes the moment
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

/**
 * Checks a whole database file for damage.
 * @throws when the file cannot be opened, or cannot be read for another reason than damage.
 */
export function isSoundFile(file: string): boolean {
  const db = new BetterSqlite3(file, { readonly: true, timeout: 2000 });
  try {
    return db.pragma('quick_check(1)', { simple: true }) === 'ok';
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  } finally {
    db.close();
  }
}

/** SQLite could not read a page at all. */
const isDamage = (error: unknown): boolean =>
  error instanceof BetterSqlite3.SqliteError &&
  (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB');
