// Copies a whole firm from PostgreSQL into a new file of SQLite, as it is at one moment: other connections go on writing.
// Every row is compared before the copy counts. It waits for each answer, so it runs in a thread that nobody else waits for.
import { closeSync, openSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { migrate } from '../migrate.ts';
import type { PostgresAddress } from './address.ts';
import { type Connection, connect } from './connection.ts';
import {
  type Copied,
  type CopiedTable,
  copiedTables,
  createRowHash,
  requireSameRows,
  rowsOfServer,
} from './copied-tables.ts';
import { requireOurSchema, requireServed } from './prepare-database.ts';
import { requireSafeSocket } from './socket-folder.ts';

/** Between two pieces, the disk of the file may be slow. Nobody waits for a lock of this connection. */
const IDLE_MS = 300_000;

/**
 * @param target is created, for this account alone. What is there after an error is no copy.
 * @throws DatabaseProblem; Error where a row differs; the error of the system.
 */
export function copyFromPostgres(
  address: PostgresAddress,
  target: string,
  onProgress: (done: number, total: number) => void,
): Copied {
  requireSafeSocket(address);
  closeSync(openSync(target, 'wx', 0o600));
  const db = new BetterSqlite3(target);
  try {
    // The file is nobody's before its last commit, so what would be restored after a kill is kept in memory.
    db.pragma('journal_mode = MEMORY');
    migrate(db, () => undefined);
    const tables = copiedTables(db);
    db.exec('BEGIN; DELETE FROM clock'); // with whose row the schema begins
    const digests = readSnapshot(address, (connection) => copyAll(connection, db, tables, onProgress));
    db.exec('COMMIT');
    for (const [table, { digest }] of digests) requireSameRows(db, table, digest);
    return { tables: tables.length, rows: [...digests.values()].reduce((sum, { rows }) => sum + rows, 0) };
  } finally {
    db.close();
  }
}

/** It takes no lock that a server waits for, and cannot write. */
function readSnapshot<T>(address: PostgresAddress, work: (connection: Connection) => T): T {
  const connection = connect(address, false);
  try {
    requireServed(connection);
    requireOurSchema(connection);
    connection.run({ text: `SET idle_in_transaction_session_timeout = ${IDLE_MS}` });
    connection.run({ text: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' });
    return work(connection);
  } finally {
    connection.close();
  }
}

type Digests = ReadonlyMap<CopiedTable, { readonly digest: string; readonly rows: number }>;

function copyAll(
  connection: Connection,
  db: BetterSqlite3.Database,
  tables: readonly CopiedTable[],
  onProgress: (done: number, total: number) => void,
): Digests {
  const counts = tables.map(({ name }) => `(SELECT count(*) FROM ${name})`);
  const total = Number(connection.run({ text: `SELECT ${counts.join(' + ')}` }).rows[0]?.[0]);
  const digests = new Map<CopiedTable, { readonly digest: string; readonly rows: number }>();
  let done = 0;
  for (const table of tables) {
    const { name, columns } = table;
    const insert = db.prepare(
      `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    const hash = createRowHash();
    let rows = 0;
    for (const row of rowsOfServer(connection, table)) {
      insert.run(row);
      hash.add(row);
      rows += 1;
      onProgress(done + rows, total);
    }
    digests.set(table, { digest: hash.digest(), rows });
    done += rows;
    if (table.isNumbered) copySequence(connection, db, name);
  }
  return digests;
}

/** Numbers that were given and removed are not given again. A sequence is no part of the snapshot: it may be ahead. */
function copySequence(connection: Connection, db: BetterSqlite3.Database, name: string): void {
  const sequence = connection.run({ text: `SELECT pg_get_serial_sequence('${name}', 'id')` }).rows[0]?.[0];
  const [given, isGiven] = connection.run({ text: `SELECT last_value, is_called FROM ${sequence}` }).rows[0] ?? [];
  if (isGiven !== 1) return;
  const known = db.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?').pluck().get(name);
  if (Number(known ?? 0) >= Number(given)) return;
  db.prepare('DELETE FROM sqlite_sequence WHERE name = ?').run(name);
  db.prepare('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)').run(name, Number(given));
}
