// What a connection has read is read once in a turn of the event loop: the checks of one request ask for the same session,
// the same user and the same time several times, and each question is a round trip. Nobody else writes to the database,
// because this connection has its lock. So an answer stays true until a statement of this connection may have changed it.
import type { Params, SqlValue } from '../database.ts';
import type { StatementResult } from './protocol.ts';
import type { Statements } from './statements.ts';

export interface ReadsOfTurn extends Pick<Statements, 'run'> {
  /** Before a statement that may change something, and where a transaction begins or ends. */
  forget(): void;
}

/** @param isOpen a lost connection answers nothing, not even what it has read. */
export function createReadsOfTurn({ run }: Pick<Statements, 'run'>, isOpen: () => boolean): ReadsOfTurn {
  const read = new Map<string, StatementResult>();
  const forget = (): void => read.clear();
  return {
    run(sql, params) {
      const key = keyOf(sql, params);
      const before = isOpen() ? read.get(key) : undefined;
      if (before !== undefined) return before;
      const result = run(sql, params);
      if (read.size === 0) setImmediate(forget);
      read.set(key, result);
      return result;
    },
    forget,
  };
}

const keyOf = (sql: string, params: Params | readonly SqlValue[]): string =>
  JSON.stringify([sql, params], (_, value: unknown) =>
    value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : value,
  );
