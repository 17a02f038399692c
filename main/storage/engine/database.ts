// What the rest of Rekey knows of the database. Reads go through `storage.read`. Writes need the `Tx` that
// `storage.transaction` passes in, so a write outside a transaction does not compile. All of it is synchronous: nothing
// else runs between two lines of a transaction. open-database.ts opens one.
import type { StandbyNotes, StandbyState } from '../../domain/standby.ts';
import type { PostgresAddress } from './postgres/address.ts';
import type { HeldCommits } from './transactions.ts';
import type { Changes } from './watch-changes.ts';

export type SqlValue = string | number | null | Uint8Array;
export type Row = Record<string, SqlValue>;
export type Params = Record<string, SqlValue>;

export interface Reader {
  /**
   * All rows of a query, in SQL that both engines take. Parameters are named (`:name`), or in order (`?`). PostgreSQL learns the
   * type of one from where it stands first, so `:name IS NULL` needs a CAST.
   */
  all(sql: string, params?: Params | readonly SqlValue[]): Row[];
  /** The first row, if any. */
  get(sql: string, params?: Params): Row | undefined;
  /** Rows one at a time, for results that do not fit in memory. On PostgreSQL a result is read whole. */
  iterate(sql: string, params?: Params): IterableIterator<Row>;
}

export interface Tx extends Reader {
  /** Runs a change. Returns how many rows it touched. */
  run(sql: string, params?: Params | readonly SqlValue[]): { readonly changes: number };
  /** Inserts one row into a table that numbers its rows. Returns the number. */
  insert(sql: string, params: Params): number;
}

/** A file of SQLite, or a database on a PostgreSQL server: for a connection in another thread. */
export type DatabaseSource = string | PostgresAddress;

/** The database at one moment, on a separate connection. Other connections go on writing. */
export interface Snapshot {
  /** Rows as arrays, in the order of the columns. */
  values(sql: string, params?: Params): SqlValue[][];
  close(): void;
}

/** The commits of one request: see transactions.ts. */
export interface HeldWrites extends Omit<HeldCommits, 'keep'> {
  /** @returns whether `last` was written with the commit that has waited. */
  keep(last?: (tx: Tx) => void): boolean;
}

/** Whether commits are on a second machine, too. */
export interface Standby {
  readonly state: StandbyState;
  readonly notes: StandbyNotes | undefined;
  /** Called when the state has another kind, and outside of transactions. */
  onChange(listener: () => void): void;
  note(tx: Tx, notes: StandbyNotes): void;
}

export interface Storage {
  readonly read: Reader;
  /**
   * One durable commit, or nothing: an exception from `work` rolls it back. Transactions cannot be nested. The last
   * commit of a request waits for its answer: see transactions.ts.
   */
  transaction<T>(work: (tx: Tx) => T): T;
  hold(): HeldWrites;
  /** What the last transaction did stands, whatever becomes of the answer. */
  settle(): void;
  /**
   * Called once the open transaction is committed, and on the standby where it needs one. Forgotten otherwise. A listener must
   * not throw or write.
   */
  afterCommit(listener: () => void): void;
  /** On PostgreSQL. */
  readonly standby: Standby | undefined;
  /**
   * Called after each commit that changed users or clients, before anything else is committed. A listener must not throw
   * or write.
   */
  onChange(listener: (changes: Changes) => void): void;
  /** Called one second after the last commit, and within six where commits never pause. */
  onIdle(listener: () => void): void;
  /** Called before each transaction, and again after its commit: when it throws, the act is not answered as done. */
  addGuard(check: () => void): void;
  /** @throws DatabaseProblem when the file that is open is not the one at its path any more, and what guards throw. */
  guard(): void;
  /**
   * Called once, when a guard finds that what is written from now on would be lost, a transaction that another program has
   * changed the schema, or a statement that the file is damaged.
   */
  onLoss(listener: (problem: unknown) => void): void;
  readonly isLost: boolean;
  /** What the last transaction did is not committed yet, and may be taken back. */
  readonly isWaiting: boolean;
  /** Called just before the database is closed. */
  onClose(listener: () => void): void;
  /** Changes when another program has written to the file. */
  foreignWrites(): number;
  /** Where servers can be reached that wait to work with the database. A file has none. */
  listWaiting(): readonly string[];
  readonly source: DatabaseSource;
  /** Whether opening checked the whole file for damage. A large file is checked later: see check-file.ts. */
  readonly isChecked: boolean;
  readonly isClosed: boolean;
  close(): void;
}
