// Rekey's statements on a connection. The server keeps each one that it has seen.
import type { Params, Reader, Row, SqlValue } from '../database.ts';
import type { Connection } from './connection.ts';
import type { StatementRequest, StatementResult } from './protocol.ts';
import { type PostgresStatement, toPostgres } from './to-postgres.ts';

type Values = Params | readonly SqlValue[];

export interface Statements {
  run(sql: string, params: Values): StatementResult;
  /** Sent with the next one that is run: see Connection. @returns its result, which is waited for. */
  putOff(sql: string, params: Values): () => StatementResult;
}

const made = new WeakMap<Connection, Statements>();

/** The names of what the server keeps are those of the connection, so it has one of these. */
export function statementsOn(connection: Connection): Statements {
  const before = made.get(connection);
  if (before !== undefined) return before;
  const statements = createStatements(connection);
  made.set(connection, statements);
  return statements;
}

function createStatements(connection: Connection): Statements {
  const known = new Map<string, PostgresStatement & { readonly name: string }>();
  const requestOf = (sql: string, params: Values): StatementRequest => {
    let statement = known.get(sql);
    if (statement === undefined) {
      statement = { ...toPostgres(sql), name: `s${known.size}` };
      known.set(sql, statement);
    }
    const { text, name } = statement;
    return { text, name, values: statement.params.map((param) => valueIn(params, param)) };
  };
  return {
    run: (sql, params) => connection.run(requestOf(sql, params)),
    putOff: (sql, params) => connection.putOff(requestOf(sql, params)),
  };
}

function valueIn(params: Values, param: string | number): SqlValue {
  const value = (params as Readonly<Record<string | number, SqlValue | undefined>>)[param];
  if (value === undefined) throw new RangeError(`the parameter ${param} is missing`);
  return value;
}

const toRows = ({ columns, rows }: StatementResult): Row[] =>
  rows.map((values) => Object.fromEntries(values.map((value, at) => [columns[at] as string, value])));

export const readerOf = (statements: Pick<Statements, 'run'>): Reader => ({
  all: (sql, params = {}) => toRows(statements.run(sql, params)),
  get: (sql, params = {}) => toRows(statements.run(sql, params))[0],
  // A result is read whole.
  iterate: (sql, params = {}) => toRows(statements.run(sql, params)).values(),
});
