// What the two threads of a connection say to each other: connection.ts and connection-worker.ts.
import type { MessagePort } from 'node:worker_threads';
import type { StandbyFacts } from '../../../domain/standby.ts';
import type { SqlValue } from '../database.ts';
import type { PostgresAddress } from './address.ts';

/** On which the triggers of the schema tell what was changed. */
export const CHANGE_CHANNEL = 'rekey_changes';

/** Each ends the session at the server, or the statement: nobody is kept waiting for ever. */
export const LIMITS = {
  connectMs: 5000,
  /** A thread loads its code before it connects, which takes long on a busy computer. */
  threadMs: 20_000,
  /** One statement. A bulk reset of 10,000 people has none that takes a second. */
  statementMs: 30_000,
  lockMs: 5000,
  /** A transaction ends within a turn of the event loop, unless the process was stopped. */
  idleInTransactionMs: 10_000,
  /** The connection speaks up every few seconds, unless the process was stopped. Then another server may go on. */
  idleMs: 20_000,
  /** It asks for the standby then. */
  beatMs: 2000,
  /**
   * PostgreSQL itself has no limit for a commit that waits for a standby. Rekey is still while it waits, and desktops take
   * a server that is still for five seconds for gone (main/line/channel.ts).
   */
  standbyMs: 3000,
  /** This computer has lost its power or its network: its system answers nothing any longer, however busy the process was. */
  unseenMs: 8000,
  /** The server answers within its own limits, unless it is gone. */
  answerMs: 35_000,
} as const;

/** SQLSTATE of a server that takes no changes: a standby, or one that was set so. */
export const READ_ONLY_CODE = '25006';

/** One statement, or with `text` alone any number of them. */
export interface StatementRequest {
  readonly text: string;
  /** The server keeps a statement that has a name. */
  readonly name?: string;
  readonly values?: readonly SqlValue[];
  /** A COMMIT whose answer waits until a standby has it on its disk. */
  readonly needsStandby?: boolean;
}

export interface StatementResult {
  readonly columns: readonly string[];
  readonly rows: SqlValue[][];
  /** How many rows were read or changed. */
  readonly count: number;
  /** What the server says it did, such as COMMIT. */
  readonly command: string;
  /** What was told with a commit of this connection. */
  readonly told: readonly string[];
  /** Of a COMMIT: it is on the disk of this server, and not known to be on the one of a standby. */
  readonly isAlone?: boolean;
  /** Of a first look at the standby. */
  readonly standby?: StandbyFacts;
}

export type Answer =
  /** One for each statement. */
  | { readonly results: readonly StatementResult[] }
  | { readonly error: { readonly message: string; readonly code: string | undefined }; readonly isLost: boolean };

/** What the thread says without having been asked: the standby as it is now, or why the connection is lost. */
export type ThreadNews =
  /** `misses`: how many commits were not confirmed before the look. */
  { readonly standby: StandbyFacts; readonly misses: number } | { readonly lostBecause: string };

export interface ThreadData {
  readonly port: MessagePort;
  /** It rises with every answer. */
  readonly signal: Int32Array;
}

/** A connection to open, statements for it that are sent at once, a look at the standby from now on, or its end. */
export type ThreadRequest =
  | { readonly address: PostgresAddress; readonly isWriter: boolean }
  | readonly StatementRequest[]
  | 'watch standby'
  | 'close';
