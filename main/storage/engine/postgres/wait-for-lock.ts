// A server waits until it is the one that works with the database: another one serves, or PostgreSQL is not there. It asks for
// the lock on the connection that writes later, so nothing comes between the lock and the work.
import { setTimeout as delay } from 'node:timers/promises';
import type { Reader } from '../database.ts';
import { DatabaseProblem } from '../database-problem.ts';
import type { PostgresAddress } from './address.ts';
import { type Connection, connectPatiently } from './connection.ts';
import { hasSchema, requireOurSchema, requireSuitable, tryLock } from './prepare-database.ts';
import { requireSafeSocket } from './socket-folder.ts';
import { readerOf, statementsOn } from './statements.ts';
import { nameConnection } from './waiting-servers.ts';

const ASK_EVERY_MS = 2000;
/** The server that serves is busy with nothing that would keep this question so long. */
const ANSWER_MS = 4000;
const LOOK_EVERY_MS = 10_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 2000;

/** `database`: no server can be reached. `changes`: none of those that can be reached takes changes. */
export type WaitsFor = 'another_server' | 'database' | 'changes';

export interface Waiting {
  /**
   * While another server has the lock: at first, and every ten seconds. What it throws ends the wait.
   * @returns where desktops reach this server once it serves.
   */
  look(reader: Reader): string;
  /** Each time that it is another one. @param because what the system or PostgreSQL says. */
  onWait(waitsFor: WaitsFor, because: string): void;
}

/**
 * @returns the connection that has the lock.
 * @throws DatabaseProblem where waiting does not help; and as `look`.
 */
export async function waitForLock(address: PostgresAddress, { look, onWait }: Waiting): Promise<Connection> {
  let said: WaitsFor | undefined;
  let pause = FIRST_PAUSE_MS;
  const say = (waitsFor: WaitsFor, because: string): void => {
    if (said !== waitsFor) onWait(waitsFor, because);
    said = waitsFor;
  };
  for (;;) {
    try {
      return await waitOnConnection(address, look, () => {
        pause = FIRST_PAUSE_MS;
        say('another_server', '');
      });
    } catch (error) {
      const waitsFor = passes(error);
      if (waitsFor === undefined) throw error;
      say(waitsFor, messageOf(error));
    }
    // Not all servers at the same moment.
    await delay(pause * (1 + Math.random() / 4));
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

async function waitOnConnection(
  address: PostgresAddress,
  look: Waiting['look'],
  onOther: () => void,
): Promise<Connection> {
  // Each time: a folder that was not there may be made by others.
  requireSafeSocket(address);
  const connection = await connectPatiently(address);
  try {
    requireSuitable(connection);
    let lookedAt = Number.NEGATIVE_INFINITY;
    while (!(await tryLock(connection, ANSWER_MS))) {
      if (performance.now() - lookedAt >= LOOK_EVERY_MS) {
        if (lookedAt === Number.NEGATIVE_INFINITY) requireOurSchema(connection);
        else if (!hasSchema(connection)) throw new DatabaseProblem('without_firm');
        lookedAt = performance.now();
        nameConnection(connection, look(readerOf(statementsOn(connection))));
      }
      onOther();
      await delay(ASK_EVERY_MS);
    }
    nameConnection(connection, '');
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Codes of PostgreSQL: a lost connection, no room, a server that starts or ends, a limit of time. */
const PASSING = /^(08|40|53|55|57)/;
/** Another password, role, database or right is needed. */
const STANDING = /^(28|3D|42)/;

/** @returns what helps; undefined: waiting does not. */
function passes(error: unknown): WaitsFor | undefined {
  if (!(error instanceof DatabaseProblem)) return PASSING.test(codeOf(error)) ? 'database' : undefined;
  if (error.kind === 'read_only') return 'changes';
  return error.kind === 'disconnected' && !STANDING.test(codeOf(error.cause)) ? 'database' : undefined;
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

const messageOf = (error: unknown): string => {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
};
