// The one place that opens the database, and the only one that knows which engine it is.
// Reading goes through `storage.read`; writing only through the `Tx` that `storage.transaction` hands out, so a write
// outside a transaction does not compile. Both are synchronous: between two lines of a transaction nothing else runs.
import { chmodSync, closeSync, copyFileSync, existsSync, openSync, readSync } from 'node:fs';
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

export interface Storage {
  readonly read: Reader;
  /** One durable commit, or nothing: whatever the work throws rolls it back. Not nested. */
  transaction<T>(work: (tx: Tx) => T): T;
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

/** Looks before anything is changed: a damaged or newer file is refused and left as it is. */
function inspect(file: string): void {
  if (!isSqliteFile(file)) throw new DatabaseProblem('damaged');
  const db = new BetterSqlite3(file, { readonly: true });
  try {
    // An SQLite file of another program is not ours to change. A file without a page is a new one.
    const isOurs = db.pragma('application_id', { simple: true }) === APPLICATION_ID;
    if (!isOurs && db.pragma('schema_version', { simple: true }) !== 0) throw new DatabaseProblem('damaged');
    if (schemaVersionOf(db) > SCHEMA_VERSION) throw new DatabaseProblem('newer');
    if (db.pragma('quick_check(1)', { simple: true }) !== 'ok') throw new DatabaseProblem('damaged');
  } finally {
    db.close();
  }
}

function toProblem(error: unknown): unknown {
  const code = error instanceof BetterSqlite3.SqliteError ? error.code : (error as NodeJS.ErrnoException).code;
  if (code === undefined || error instanceof DatabaseProblem) return error;
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return new DatabaseProblem('damaged', error);
  if (code.startsWith('SQLITE_BUSY')) return new DatabaseProblem('in_use', error);
  if (['SQLITE_CANTOPEN', 'SQLITE_READONLY', 'EACCES', 'EPERM', 'EISDIR'].includes(code)) return new DatabaseProblem('not_readable', error);
  return error;
}

/**
 * Opens the database file, creating or upgrading it.
 * @throws DatabaseProblem when it is damaged, made by a newer Rekey, open elsewhere, or not readable; the file is then unchanged.
 */
export function openDatabase(file: string): Storage {
  try {
    if (existsSync(file)) inspect(file);
    const db = new BetterSqlite3(file, { timeout: 2000 });
    try {
      return prepare(db, file);
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw toProblem(error);
  }
}

function prepare(db: BetterSqlite3.Database, file: string): Storage {
  // Other accounts of this computer do not read it; its companions take its mode, but may be here from before.
  for (const part of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(part)) chmodSync(part, 0o600);
  db.pragma('journal_mode = WAL'); // a kill or a power cut leaves the last commit, never half of one
  db.pragma('synchronous = FULL'); // a commit that was answered is on the disk
  db.pragma('foreign_keys = ON');
  db.pragma('trusted_schema = OFF'); // a file from elsewhere cannot run functions through its schema
  db.pragma('cell_size_check = ON'); // damage is noticed when it is read
  db.pragma('secure_delete = ON'); // removed secrets are overwritten, not only unlinked
  migrate(db, (from) => {
    db.pragma('wal_checkpoint(TRUNCATE)');
    copyFileSync(file, `${file}.before-upgrade-from-${from}`);
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
      return db.transaction(() => work(tx)).immediate();
    },
    close: () => db.close(),
  };
}
