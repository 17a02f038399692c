// The database on a PostgreSQL server. It has one connection that writes. When that is lost, so is the right to write: the
// process ends, and the next server begins with what was committed.
import { refuse } from '../../../domain/refusal.ts';
import { DataKeyProblem } from '../../files/data-key.ts';
import type { Reader, SqlValue, Storage, Tx } from '../database.ts';
import { DatabaseProblem } from '../database-problem.ts';
import { createPause } from '../pause.ts';
import { createTransactions } from '../transactions.ts';
import type { Changes } from '../watch-changes.ts';
import type { PostgresAddress } from './address.ts';
import { type Connection, connect } from './connection.ts';
import { requireFirm } from './move-mark.ts';
import { requireOurSchema, requireSuitable, takeLock } from './prepare-database.ts';
import { createReadsOfTurn, type ReadsOfTurn } from './reads-of-a-turn.ts';
import { requireSafeSocket } from './socket-folder.ts';
import { watchStandby } from './standby.ts';
import { readerOf, type Statements, statementsOn } from './statements.ts';
import { listWaiting } from './waiting-servers.ts';

/**
 * @param moveMark in the note of the folder: see move-mark.ts.
 * @throws DatabaseProblem; the database is then unchanged.
 */
export function openPostgres(address: PostgresAddress, moveMark?: string): Storage {
  requireSafeSocket(address);
  const connection = connect(address, true);
  try {
    requireSuitable(connection);
    takeLock(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
  return openLocked(connection, moveMark);
}

/** @param connection has the lock. @throws DatabaseProblem; the database is then unchanged. */
export function openLocked(connection: Connection, moveMark?: string): Storage {
  try {
    requireOurSchema(connection);
    requireFirm(connection, moveMark);
    return createStorage(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
}

function createStorage(connection: Connection): Storage {
  const lossListeners: ((problem: unknown) => void)[] = [];
  const listeners: ((changes: Changes) => void)[] = [];
  const idleListeners: (() => void)[] = [];
  const closeListeners: (() => void)[] = [];
  const guards: (() => void)[] = [];
  const statements = statementsOn(connection);
  const reads = createReadsOfTurn(statements, () => connection.isOpen);
  /** What begins the transaction goes with its first statement, if that only reads. A server that refuses it must write nothing. */
  let beginning: (() => unknown) | undefined;
  const requireBegun = (): void => {
    beginning?.();
    beginning = undefined;
  };
  const { read, tx } = createTx(statements, reads, requireBegun);
  const standby = watchStandby(connection, read);
  let isLost = false;
  let isClosed = false;
  let isInTransaction = false;
  let needsStandby = false;

  const lose = (problem: unknown): void => {
    if (isLost || isClosed) return;
    isLost = true;
    for (const listener of lossListeners) listener(problem);
  };
  connection.onLost(lose);
  const guard = (): void => {
    if (isClosed) throw new Error('the database is closed');
    try {
      if (!connection.isOpen) throw new DatabaseProblem('disconnected');
      for (const check of guards) check();
    } catch (error) {
      // Other errors may pass, such as a full disk.
      if (error instanceof DatabaseProblem || error instanceof DataKeyProblem) lose(error);
      throw error;
    }
  };
  const pause = createPause(() => {
    if (isClosed || isLost) return;
    transactions.flush();
    try {
      for (const listener of idleListeners) listener();
    } catch {
      // A listener has found that something is gone, and has said so.
    }
  });

  const transactions = createTransactions({
    begin() {
      guard();
      needsStandby = standby.begin();
      reads.forget();
      // A server that has become a standby refuses it.
      beginning = connection.putOff({ text: 'BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE' });
      isInTransaction = true;
    },
    wait: () => connection.flush(),
    commit() {
      reads.forget();
      const { command, told, isAlone } = connection.run({ text: 'COMMIT', needsStandby });
      isInTransaction = false;
      // After an error that somebody has caught, the server rolls back and calls that no error.
      if (command !== 'COMMIT')
        throw new Error('the transaction was rolled back, because one of its statements failed');
      pause.soon();
      try {
        guard();
      } catch (error) {
        if (isLost) throw error;
        // What may pass does not undo the commit. The next act finds it.
      }
      const changes = toChanges(told);
      if (changes !== undefined) for (const listener of listeners) listener(changes);
      if (isAlone === true) {
        standby.miss();
        refuse({ code: 'not_on_standby' });
      }
    },
    rollback() {
      if (!isInTransaction) return;
      isInTransaction = false;
      standby.forget();
      reads.forget();
      connection.drop();
      // Where it has not begun, PostgreSQL warns of nothing worse.
      if (connection.isOpen) connection.run({ text: 'ROLLBACK' });
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
    standby,
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
      return isInTransaction;
    },
    onClose: (listener) => {
      closeListeners.push(listener);
    },
    // Writes of other programs are not told. The record is checked every hour.
    foreignWrites: () => 0,
    listWaiting: () => (isClosed ? [] : listWaiting(connection)),
    source: connection.address,
    // Its pages are PostgreSQL's to check.
    isChecked: true,
    get isClosed() {
      return isClosed;
    },
    close() {
      if (isClosed) return;
      transactions.flush();
      pause.stop();
      standby.close();
      for (const listener of closeListeners) listener();
      isClosed = true;
      connection.close();
    },
  };
}

/** @param requireBegun before each change. */
function createTx(
  statements: Statements,
  reads: ReadsOfTurn,
  requireBegun: () => void,
): { readonly read: Reader; readonly tx: Tx } {
  const read = readerOf(reads);
  const prepareChange = (): void => {
    requireBegun();
    reads.forget();
  };
  const tx: Tx = {
    ...read,
    run(sql, params = {}) {
      prepareChange();
      const result = statements.putOff(sql, params as Readonly<Record<string, SqlValue>>);
      return {
        get changes() {
          return result().count;
        },
      };
    },
    insert(sql, params) {
      prepareChange();
      return Number(statements.run(`${sql} RETURNING id`, params).rows[0]?.[0]);
    },
  };
  return { read, tx };
}

/** What the triggers of the schema have told, such as "user 12". */
function toChanges(told: readonly string[]): Changes | undefined {
  const users = new Set<number>();
  const clients = new Set<number>();
  for (const each of told) {
    const { what, id } = /^(?<what>user|client) (?<id>[1-9]\d*)$/.exec(each)?.groups ?? {};
    if (what !== undefined) (what === 'user' ? users : clients).add(Number(id));
  }
  return users.size === 0 && clients.size === 0 ? undefined : { users: [...users], clients: [...clients] };
}
