// Whether a file holds our tables, indexes and triggers and nothing else. A trigger or a view that another program adds
// to the file would run inside our transactions, and a trigger that it removes no longer keeps the record append-only.
import { createHash } from 'node:crypto';
import type BetterSqlite3 from 'better-sqlite3';
import { schemaVersionOf } from './migrate.ts';

/** Of each schema version, in order. A test compares them with what the migrations make. */
export const SCHEMA_HASHES: readonly string[] = [
  '2f9b7c4245a719bba9ac363ff6c5c867fc723aeece9554e359b401d283259ae3',
  'a7396ce612f7f43f66346082bdc2b07e23c57831c55af5f263678ccaa395be5a',
  '7f70587143833fa00ea49210f29cb3688dab83984bfcd068b0b5c6eedeff1459',
  'a2acc9e20140d7b10ebee422ee76494ead2ce1641b0d85441c1e418a7baa3feb',
];

export function hasOurSchema(db: BetterSqlite3.Database): boolean {
  const version = schemaVersionOf(db);
  // A file of a kill in the first start has no table yet.
  return version === 0 ? countObjects(db) === 0 : hashOfSchema(db) === SCHEMA_HASHES[version - 1];
}

const countObjects = (db: BetterSqlite3.Database): unknown =>
  db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get();

/** SQLite's own indexes have no text. */
export function hashOfSchema(db: BetterSqlite3.Database): string {
  const rows = db
    .prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name')
    .raw()
    .all();
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}
