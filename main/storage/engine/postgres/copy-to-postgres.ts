// Copies a whole firm from a file of SQLite into an empty database of PostgreSQL: one transaction, which compares every row
// before it is committed. A kill in the middle leaves the database empty.
import BetterSqlite3 from 'better-sqlite3';
import type { SqlValue } from '../database.ts';
import { DatabaseProblem } from '../database-problem.ts';
import type { PostgresAddress } from './address.ts';
import { type Connection, connect } from './connection.ts';
import {
  type Copied,
  type CopiedTable,
  copiedTables,
  createRowHash,
  requireSameRows,
  rowsOfFile,
  rowsOfServer,
} from './copied-tables.ts';
import { setMoveMark } from './move-mark.ts';
import { createSchema, hasSchema, requireOurSchema, requireSuitable, takeLock } from './prepare-database.ts';
import { TOLD_TABLES } from './schema.ts';
import { requireSafeSocket } from './socket-folder.ts';

const ROWS_AT_ONCE = 200;

export interface CopiedToServer extends Copied {
  /** PostgreSQL was to wait for a standby, and none has confirmed the copy. */
  readonly isAlone: boolean;
}

/**
 * @param mark of the move: the copy is the firm once the folder has noted it.
 * @throws DatabaseProblem; Error where a row differs. The database is then as it was.
 */
export function copyToPostgres(file: string, address: PostgresAddress, mark: string): CopiedToServer {
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
      setMoveMark(connection, mark);
      const copied = withoutTelling(connection, () => copyAll(db, connection));
      const { command, isAlone = false } = connection.run({ text: 'COMMIT' });
      if (command !== 'COMMIT') throw new Error('the copy was rolled back');
      requireOurSchema(connection);
      return { ...copied, isAlone };
    } finally {
      connection.close();
    }
  } finally {
    db.close();
  }
}

/** Nobody knows the rows yet, and each that is told would be kept until the commit, here and at the server. */
function withoutTelling<T>(connection: Connection, work: () => T): T {
  const set = (how: 'DISABLE' | 'ENABLE'): unknown =>
    connection.run({ text: TOLD_TABLES.map((name) => `ALTER TABLE ${name} ${how} TRIGGER tell_${name}`).join('; ') });
  set('DISABLE');
  const result = work();
  set('ENABLE');
  return result;
}

function copyAll(db: BetterSqlite3.Database, connection: Connection): Copied {
  let rows = 0;
  const tables = copiedTables(db);
  connection.run({ text: 'DELETE FROM clock' }); // with whose row the schema begins
  for (const table of tables) {
    copyTable(db, connection, table);
    const theirs = createRowHash();
    for (const row of rowsOfServer(connection, table)) {
      theirs.add(row);
      rows += 1;
    }
    requireSameRows(db, table, theirs.digest());
  }
  // Numbers that were given and removed are not given again.
  for (const { name, seq } of db.prepare('SELECT name, seq FROM sqlite_sequence').all() as readonly {
    readonly name: string;
    readonly seq: number;
  }[])
    if (seq > 0) connection.run({ text: `SELECT setval(pg_get_serial_sequence('${name}', 'id'), ${seq})` });
  return { tables: tables.length, rows };
}

function copyTable(db: BetterSqlite3.Database, connection: Connection, table: CopiedTable): void {
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
  for (const row of rowsOfFile(db, table)) {
    waiting.push(row);
    if (waiting.length === ROWS_AT_ONCE) flush();
  }
  flush();
}
