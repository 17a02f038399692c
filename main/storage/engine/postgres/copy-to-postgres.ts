// Copies a whole firm from a file of SQLite into an empty database of PostgreSQL: one transaction, which compares every row
// before it is committed. A kill in the middle leaves the database empty.
import { createHash } from 'node:crypto';
import BetterSqlite3 from 'better-sqlite3';
import type { SqlValue } from '../database.ts';
import { DatabaseProblem } from '../database-problem.ts';
import type { PostgresAddress } from './address.ts';
import { type Connection, connect } from './connection.ts';
import { createSchema, hasSchema, requireOurSchema, requireSuitable, takeLock } from './prepare-database.ts';
import { tablesInOrder } from './schema.ts';
import { requireSafeSocket } from './socket-folder.ts';

const ROWS_AT_ONCE = 200;
const ROWS_TO_COMPARE_AT_ONCE = 2000;

export interface Copied {
  readonly tables: number;
  readonly rows: number;
}

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
}

/** @throws DatabaseProblem; Error where a row differs. The database is then as it was. */
export function copyToPostgres(file: string, address: PostgresAddress): Copied {
  requireSafeSocket(address);
  const db = new BetterSqlite3(file, { readonly: true });
  try {
    const connection = connect(address, true);
    try {
      requireSuitable(connection);
      takeLock(connection);
      if (hasSchema(connection)) throw new DatabaseProblem('with_firm');
      connection.run({ text: 'BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE' });
      createSchema(connection);
      const copied = copyAll(db, connection);
      // They go to a file of SQLite, so they end here.
      connection.run({ text: 'DELETE FROM backup_plan; DELETE FROM automatic_backups' });
      if (connection.run({ text: 'COMMIT' }).command !== 'COMMIT') throw new Error('the copy was rolled back');
      requireOurSchema(connection);
      return copied;
    } finally {
      connection.close();
    }
  } finally {
    db.close();
  }
}

function copyAll(db: BetterSqlite3.Database, connection: Connection): Copied {
  let rows = 0;
  const names = tablesInOrder(db).map(({ name }) => name);
  connection.run({ text: 'DELETE FROM clock' }); // with whose row the schema begins
  for (const name of names) {
    const table = describe(db, name);
    copyTable(db, connection, table);
    rows += compare(db, connection, table);
  }
  // Numbers that were given and removed are not given again.
  for (const { name, seq } of db.prepare('SELECT name, seq FROM sqlite_sequence').all() as readonly {
    readonly name: string;
    readonly seq: number;
  }[])
    if (seq > 0) connection.run({ text: `SELECT setval(pg_get_serial_sequence('${name}', 'id'), ${seq})` });
  return { tables: names.length, rows };
}

function describe(db: BetterSqlite3.Database, name: string): Table {
  const found = db.pragma(`table_xinfo(${name})`) as readonly {
    readonly name: string;
    readonly pk: number;
    readonly hidden: number;
  }[];
  const key = found.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  return {
    name,
    // Generated columns are hidden.
    columns: found.filter(({ hidden }) => hidden === 0).map((column) => column.name),
    key: key.map((column) => column.name),
  };
}

const selectOf = ({ name, columns, key }: Table): string =>
  `SELECT ${columns.join(', ')} FROM ${name} ORDER BY ${key.join(', ')}`;

function copyTable(db: BetterSqlite3.Database, connection: Connection, table: Table): void {
  const { name, columns } = table;
  let waiting: SqlValue[][] = [];
  const flush = (): void => {
    if (waiting.length === 0) return;
    const rows = waiting.map(
      (_, row) => `(${columns.map((__, at) => `$${row * columns.length + at + 1}`).join(', ')})`,
    );
    connection.run({
      text: `INSERT INTO ${name} (${columns.join(', ')}) VALUES ${rows.join(', ')}`,
      values: waiting.flat(),
    });
    waiting = [];
  };
  for (const row of db.prepare(selectOf(table)).raw().iterate()) {
    waiting.push(row as SqlValue[]);
    if (waiting.length === ROWS_AT_ONCE) flush();
  }
  flush();
}

/** @returns how many rows both have, value for value: sealed secrets and the hashes of the record as well. */
function compare(db: BetterSqlite3.Database, connection: Connection, table: Table): number {
  const theirs = createHash('sha256');
  let rows = 0;
  connection.run({ text: `DECLARE copied NO SCROLL CURSOR FOR ${selectOf(table)}` });
  for (;;) {
    const piece = connection.run({ text: `FETCH ${ROWS_TO_COMPARE_AT_ONCE} FROM copied` }).rows;
    for (const row of piece) theirs.update(toText(row));
    rows += piece.length;
    if (piece.length < ROWS_TO_COMPARE_AT_ONCE) break;
  }
  connection.run({ text: 'CLOSE copied' });
  const ours = createHash('sha256');
  for (const row of db.prepare(selectOf(table)).raw().iterate()) ours.update(toText(row as SqlValue[]));
  if (ours.digest('hex') !== theirs.digest('hex')) throw new Error(`the copy of ${table.name} differs`);
  return rows;
}

const toText = (row: readonly SqlValue[]): string =>
  `${JSON.stringify(row.map((value) => (value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('hex') } : value)))}\n`;
