// Rekey's statements on a connection. The server keeps each one that it has seen.
import type { Params, Reader, Row, SqlValue } from '../database.ts';
import type { Connection } from './connection.ts';
import type { StatementResult } from './protocol.ts';
import { type PostgresStatement, toPostgres } from './to-postgres.ts';

export interface Statements {
  run(sql: string, params: Params | readonly SqlValue[]): StatementResult;
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
  return {
    run(sql, params) {
      let statement = known.get(sql);
      if (statement === undefined) {
        statement = { ...toPostgres(sql), name: `s${known.size}` };
        known.set(sql, statement);
      }
      const { text, name } = statement;
      return connection.run({ text, name, values: statement.params.map((param) => valueIn(params, param)) });
    },
  };
}

function valueIn(params: Params | readonly SqlValue[], param: string | number): SqlValue {
  const value = (params as Readonly<Record<string | number, SqlValue | undefined>>)[param];
  if (value === undefined) throw new RangeError(`the parameter ${param} is missing`);
  return value;
}

const toRows = ({ columns, rows }: StatementResult): Row[] =>
  rows.map((values) => Object.fromEntries(values.map((value, at) => [columns[at] as string, value])));

export const readerOf = (statements: Statements): Reader => ({
  all: (sql, params = {}) => toRows(statements.run(sql, params)),
  get: (sql, params = {}) => toRows(statements.run(sql, params))[0],
  // A result is read whole.
  iterate: (sql, params = {}) => toRows(statements.run(sql, params)).values(),
});
