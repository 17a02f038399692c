// The engine that the tests run on: SQLite, and in the project `postgres` PostgreSQL. There each test gets a copy of one
// database (postgres-setup.ts), and what it opens is closed after it (each-file-on-postgres.ts).
import type { Storage } from '../../main/storage/engine/database.ts';
import { openDatabase } from '../../main/storage/engine/open-database.ts';
import { type Connection, connect } from '../../main/storage/engine/postgres/connection.ts';
import { openPostgres } from '../../main/storage/engine/postgres/open-postgres.ts';

/** In the environment: the folder of the socket. */
export const SERVER = 'REKEY_TEST_POSTGRES';
export const TEMPLATE = 'rekey_template';
export const isPostgres = process.env['REKEY_TEST_ENGINE'] === 'postgres';
export const urlOf = (database: string): string => `postgres:///${database}?host=${process.env[SERVER]}&user=rekey`;

let server: Connection | undefined;
let made = 0;
/** Databases whose test is over. They are emptied for the next one. */
const free: string[] = [];
const inUse = new Map<string, string>();
const opened: { readonly file: string; readonly storage: Storage }[] = [];
let openedBefore = 0;

/** @param count of those that stay open. */
function closeAllBut(count: number): void {
  for (const { file, storage } of opened.splice(count)) {
    storage.close();
    const database = inUse.get(file);
    if (database !== undefined && !opened.some((other) => other.file === file)) free.push(database);
    inUse.delete(file);
  }
}

export function countOpened(): void {
  openedBefore = opened.length;
}

/** What was opened for all tests of the file stays. */
export const closeThoseOfTest = (): void => closeAllBut(openedBefore);

export const closeDatabases = (): void => closeAllBut(0);

/** As a new database. No trigger runs, so the record can be emptied too. */
const EMPTY = `
SET session_replication_role = replica;
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'rekey'::regnamespace
      AND relname NOT IN ('clock', 'rekey_schema') LOOP
    EXECUTE format('DELETE FROM %I', name);
  END LOOP;
  PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'rekey'::regnamespace;
  UPDATE clock SET high_water = 0;
END $$`;

function makeDatabase(): string {
  server ??= connect({ url: urlOf('postgres') }, false);
  made += 1;
  const database = `t_${process.pid}_${made}`;
  server.run({ text: `CREATE DATABASE ${database} TEMPLATE ${TEMPLATE} STRATEGY FILE_COPY` });
  server.run({ text: `REVOKE ALL ON DATABASE ${database} FROM PUBLIC` });
  return database;
}

function takeDatabase(): string {
  const database = free.pop();
  if (database === undefined) return makeDatabase();
  const connection = connect({ url: urlOf(database) }, false);
  try {
    connection.run({ text: EMPTY });
    return database;
  } catch {
    return makeDatabase(); // the test before has removed its schema
  } finally {
    connection.close();
  }
}

/** @param file of SQLite, or what the database of this test is called after. */
export function openTestDatabase(file: string): Storage {
  if (!isPostgres) return openDatabase(file);
  const database = inUse.get(file) ?? takeDatabase();
  inUse.set(file, database);
  const storage = openPostgres({ url: urlOf(database) });
  opened.push({ file, storage });
  return storage;
}
