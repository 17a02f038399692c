// Forward-only migrations. PRAGMA user_version says how far a file is; each step is one transaction, and the file is
// copied first when it holds data. A newer file is refused before anything is touched (see database.ts).
import type BetterSqlite3 from 'better-sqlite3';
import { firstSchema } from './migrations/0001-first-schema.ts';
import { peopleAndClients } from './migrations/0002-people-and-clients.ts';
import { hardToTalkInto } from './migrations/0003-hard-to-talk-into.ts';

/** In order; the index + 1 is the schema version that the step leads to. */
export const MIGRATIONS: readonly string[] = [firstSchema, peopleAndClients, hardToTalkInto];
/** "RKEY": tells our file from any other SQLite file. */
export const APPLICATION_ID = 0x524b_4559;
export const SCHEMA_VERSION = MIGRATIONS.length;

export function schemaVersionOf(db: BetterSqlite3.Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/** @param copyFirst called once, before the first step, when the file already has an older schema. */
export function migrate(db: BetterSqlite3.Database, copyFirst: (fromVersion: number) => void): void {
  const from = schemaVersionOf(db);
  if (from === SCHEMA_VERSION) return;
  if (from > 0) copyFirst(from);
  // A table that is rebuilt must not take the rows that point to it along; each step is checked before it is committed.
  db.pragma('foreign_keys = OFF');
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < from) continue;
    db.transaction(() => {
      if (index === 0) db.pragma(`application_id = ${APPLICATION_ID}`);
      db.exec(sql);
      const orphans = db.pragma('foreign_key_check') as readonly unknown[];
      if (orphans.length > 0) throw new Error(`schema ${index + 1} leaves ${orphans.length} rows that point nowhere`);
      db.pragma(`user_version = ${index + 1}`);
    }).immediate();
  }
  db.pragma('foreign_keys = ON');
}
