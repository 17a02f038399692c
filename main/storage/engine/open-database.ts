// Opens the database with SQLite. Beside it, copy-database.ts opens copies. No file outside of storage/engine/ imports
// the engine.
// `openDatabase` opens the one connection that can write; `openSnapshot` and `isSoundFile` open read-only ones, also in
// worker threads.
import { chmodSync, closeSync, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { DataKeyProblem } from '../files/data-key.ts';
import { watchFiles } from '../files/file-watch.ts';
import { keepUpgradeCopy } from '../files/upgrade-copies.ts';
import { createCheckpoint } from './checkpoint.ts';
import type { Params, Reader, Row, Snapshot, SqlValue, Storage, Tx } from './database.ts';
import { DatabaseProblem, toProblem } from './database-problem.ts';
import { APPLICATION_ID, migrate, SCHEMA_VERSION, schemaVersionOf } from './migrate.ts';
import { hasOurSchema } from './schema-guard.ts';
import { SMALL_CACHE } from './small-cache.ts';
import { createTransactions } from './transactions.ts';
import { type Changes, watchChanges } from './watch-changes.ts';

/** In bytes: about 50,000 users. Checking them takes some 30 ms; a million users take most of a second. */
const CHECKED_BEFORE_OPENING = 16 * 1024 * 1024;
/** How long a statement waits for another connection. */
const BUSY_TIMEOUT_MS = 2000;
/** 4 MB: room for the pages that one batch of an import changes, some 700 of 4 KB. SQLite's 16 made nothing faster. */
const OWN_CACHE = 'cache_size = -4000';
const COMPANIONS = ['-journal', '-wal', '-shm'];
const SQLITE_MAGIC = 'SQLite format 3\0';

/** SQLite would wait for ever at a pipe, and fail at the first act where a pipe is its log. */
function requireFiles(file: string): void {
  for (const part of [file, ...COMPANIONS.map((end) => `${file}${end}`)])
    if (statSync(part, { throwIfNoEntry: false })?.isFile() === false) throw new DatabaseProblem('not_readable');
}

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
  // A kill in the very first start, before the write-ahead log is in use, leaves a rollback journal.
  if ((statSync(`${file}-journal`, { throwIfNoEntry: false })?.size ?? 0) > 0) recover(file);
  try {
    return inspectReadOnly(file, checkUpTo);
  } catch (error) {
    const code = error instanceof BetterSqlite3.SqliteError ? error.code : '';
    // A file header of another kind, such as "unsupported file format". The statements are ours.
    if (code === 'SQLITE_ERROR') throw new DatabaseProblem('damaged', error);
    // The first reader after a kill has to write.
    if (!/^SQLITE_(READONLY|CANTOPEN)/.test(code)) throw error;
    recover(file);
    return inspectReadOnly(file, checkUpTo);
  }
}

/** SQLite's own recovery: it undoes or finishes what a killed process left, and changes nothing else. */
function recover(file: string): void {
  const db = new BetterSqlite3(file, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    db.pragma('schema_version'); // the first read recovers
  } finally {
    db.close();
  }
}

function inspectReadOnly(file: string, checkUpTo: number): boolean {
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

interface Opening {
  /** In bytes: a larger file is not checked for damage as a whole. */
  readonly checkUpTo?: number;
  /** What belongs to an upgrade beside the schema, in the same transaction. When it throws, the file stays as it was. */
  readonly finishUpgrade?: (tx: Tx, from: number) => void;
}

/**
 * Opens the database file, creating or upgrading it.
 * @throws DatabaseProblem when the file is damaged, has another schema, was made by a newer Rekey, is open elsewhere, or
 * is not readable. It is then unchanged.
 */
export function openDatabase(
  file: string,
  { checkUpTo = CHECKED_BEFORE_OPENING, finishUpgrade = () => undefined }: Opening = {},
): Storage {
  try {
    requireFiles(file);
    const isChecked = existsSync(file) ? inspect(file, checkUpTo) : true;
    const db = new BetterSqlite3(file, { timeout: BUSY_TIMEOUT_MS });
    try {
      return prepare(db, file, isChecked, finishUpgrade);
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw toProblem(error);
  }
}

function prepare(
  db: BetterSqlite3.Database,
  file: string,
  isChecked: boolean,
  finishUpgrade: (tx: Tx, from: number) => void,
): Storage {
  // Other accounts on this computer must not read it. New companion files take its mode; older ones may have another.
  for (const part of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(part)) chmodSync(part, 0o600);
  db.pragma('journal_mode = WAL'); // a kill or a power cut never leaves half a commit
  db.pragma('synchronous = FULL'); // a commit is on the disk before the window hears of it
  db.pragma('foreign_keys = ON');
  db.pragma('trusted_schema = OFF'); // a foreign file cannot run functions through its schema
  db.pragma('cell_size_check = ON'); // reading a damaged page fails instead of returning wrong rows
  db.pragma('temp_store = MEMORY'); // a large sort leaves nothing in a temporary file
  db.pragma(OWN_CACHE);
  db.pragma('secure_delete = ON'); // deleted secrets are overwritten, not only unlinked
  const lossListeners: ((problem: unknown) => void)[] = [];
  let isLost = false;
  const lose = (problem: Error): never => {
    if (!isLost) {
      isLost = true;
      for (const listener of lossListeners) listener(problem);
    }
    throw problem;
  };
  const { read, tx } = createTx(db, (error) => lose(new DatabaseProblem('damaged', error)));
  upgrade(db, file, (from) => finishUpgrade(tx, from));

  schemaVersionOf(db); // the first read makes sure that there is a write-ahead log
  const findLost = watchFiles([file, `${file}-wal`]);
  const guards: (() => void)[] = [
    () => {
      if (findLost() !== undefined) throw new DatabaseProblem('removed');
    },
  ];
  const guard = (): void => {
    if (!db.open) throw new Error('the database is closed');
    try {
      for (const check of guards) check();
    } catch (error) {
      // Other errors may pass, such as a full disk.
      if (error instanceof DatabaseProblem || error instanceof DataKeyProblem) lose(error);
      throw error;
    }
  };
  const changes = watchChanges(db);
  const listeners: ((changes: Changes) => void)[] = [];
  const idleListeners: (() => void)[] = [];
  const closeListeners: (() => void)[] = [];
  const checkpoint = createCheckpoint(
    db,
    () => transactions.flush(),
    () => {
      for (const listener of idleListeners) listener();
    },
  );
  // A trigger that another program adds now would run inside our transactions.
  const schemaCookie = db.prepare<[], number>('PRAGMA schema_version').pluck();
  const ourSchema = schemaCookie.get();
  const dataVersion = db.prepare<[], number>('PRAGMA data_version').pluck();
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const transactions = createTransactions({
    begin() {
      guard();
      begin.run();
      if (schemaCookie.get() === ourSchema) return;
      rollback.run();
      lose(new DatabaseProblem('altered'));
    },
    wait: () => undefined,
    commit() {
      commit.run();
      checkpoint.soon();
      try {
        guard(); // nothing is answered that went into a file which nobody can open any more
      } catch (error) {
        if (isLost) throw error;
        // What may pass, such as a full disk, does not undo the commit. The next act finds it.
      }
      const committed = changes.take();
      if (committed !== undefined) for (const listener of listeners) listener(committed);
    },
    rollback() {
      changes.take(); // the changes of a transaction that was rolled back
      // SQLite rolls back by itself when the disk is full.
      if (db.inTransaction) rollback.run();
    },
  });

  return {
    read,
    transaction: (work) => transactions.transaction(() => work(tx)),
    hold() {
      const held = transactions.hold();
      return { ...held, keep: (last) => held.keep(last && (() => last(tx))) };
    },
    settle: transactions.settle,
    afterCommit: transactions.afterCommit,
    onChange: (listener) => {
      listeners.push(listener);
    },
    onIdle: (listener) => {
      idleListeners.push(listener);
    },
    addGuard: (check) => {
      guards.push(check);
    },
    guard,
    onLoss: (listener) => {
      lossListeners.push(listener);
    },
    get isLost() {
      return isLost;
    },
    get isWaiting() {
      return db.inTransaction;
    },
    onClose: (listener) => {
      closeListeners.push(listener);
    },
    listWaiting: () => [],
    foreignWrites: () => dataVersion.get() ?? 0,
    source: file,
    standby: undefined,
    isChecked,
    get isClosed() {
      return !db.open;
    },
    close() {
      transactions.flush();
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

function upgrade(db: BetterSqlite3.Database, file: string, finish: (from: number) => void): void {
  const from = schemaVersionOf(db);
  if (from === 0 || from === SCHEMA_VERSION) {
    migrate(db, () => undefined);
    return;
  }
  // A part that stays in the log would not be in the copy.
  if (db.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) !== 0) throw new DatabaseProblem('in_use');
  const copy = keepUpgradeCopy(file, from);
  try {
    migrate(db, () => finish(from));
  } catch (error) {
    rmSync(copy, { force: true });
    throw error;
  }
}

/**
 * Keeps each statement that it has prepared.
 * @param onDamage a page of the file turns out to be damaged. It throws.
 */
function createTx(
  db: BetterSqlite3.Database,
  onDamage: (error: unknown) => never,
): { readonly read: Reader; readonly tx: Tx } {
  const carefully = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (isDamage(error)) onDamage(error);
      throw error;
    }
  };
  const statements = new Map<string, BetterSqlite3.Statement<[Params | readonly SqlValue[]]>>();
  const statement = (sql: string): BetterSqlite3.Statement<[Params | readonly SqlValue[]]> => {
    let known = statements.get(sql);
    if (known === undefined) {
      known = db.prepare<[Params | readonly SqlValue[]]>(sql);
      statements.set(sql, known);
    }
    return known;
  };
  const read: Reader = {
    all: (sql, params = {}) => carefully(() => statement(sql).all(params) as Row[]),
    get: (sql, params = {}) => carefully(() => statement(sql).get(params) as Row | undefined),
    *iterate(sql, params = {}) {
      try {
        yield* statement(sql).iterate(params) as IterableIterator<Row>;
      } catch (error) {
        if (isDamage(error)) onDamage(error);
        throw error;
      }
    },
  };
  const tx: Tx = {
    ...read,
    run(sql, params = {}) {
      return { changes: carefully(() => statement(sql).run(params)).changes };
    },
    insert: (sql, params) => Number(carefully(() => statement(sql).run(params)).lastInsertRowid),
  };
  return { read, tx };
}

/**
 * The last connection to close empties the write-ahead log, but only one that may write can. Close a snapshot before
 * the database where possible.
 */
export function openSnapshot(file: string): Snapshot {
  const db = new BetterSqlite3(file, { readonly: true, timeout: BUSY_TIMEOUT_MS });
  db.pragma(SMALL_CACHE);
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

/** The version of SQLite that is inside, such as 3.51.0. */
export function sqliteVersion(): string {
  const db = new BetterSqlite3(':memory:');
  try {
    return String(db.prepare('SELECT sqlite_version()').pluck().get());
  } finally {
    db.close();
  }
}

/**
 * Checks a whole database file for damage.
 * @throws when the file cannot be opened, or cannot be read for another reason than damage.
 */
export function isSoundFile(file: string): boolean {
  const db = new BetterSqlite3(file, { readonly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    db.pragma(SMALL_CACHE);
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
