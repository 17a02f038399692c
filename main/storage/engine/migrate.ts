// Forward-only migrations. PRAGMA user_version holds the schema version of a file. All steps are one transaction, and a
// file that holds data is copied first. database.ts refuses a newer file before anything is touched.
import type BetterSqlite3 from 'better-sqlite3';
import { toSearchText } from '../../domain/search-text.ts';
import { firstSchema } from './migrations/0001-first-schema.ts';
import { peopleAndClients } from './migrations/0002-people-and-clients.ts';
import { hardToTalkInto } from './migrations/0003-hard-to-talk-into.ts';
import { hardToCheat } from './migrations/0004-hard-to-cheat.ts';

/** In order: step i leads to schema version i + 1. Released steps are frozen; a test compares their hashes. */
export const MIGRATIONS: readonly string[] = [firstSchema, peopleAndClients, hardToTalkInto, hardToCheat];
/** "RKEY": marks our files among all SQLite files. */
export const APPLICATION_ID = 0x524b_4559;
export const SCHEMA_VERSION = MIGRATIONS.length;

export function schemaVersionOf(db: BetterSqlite3.Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

/** All steps are one transaction. @param finish belongs to it: when it throws, the file stays as it was. */
export function migrate(db: BetterSqlite3.Database, finish: () => void): void {
  const from = schemaVersionOf(db);
  if (from === SCHEMA_VERSION) return;
  // Dropping a table to rebuild it would delete the rows that refer to it. Each step is checked instead.
  db.function('search_text', { deterministic: true }, (name: string) => toSearchText(name));
  db.pragma('foreign_keys = OFF');
  db.transaction(() => {
    if (from === 0) db.pragma(`application_id = ${APPLICATION_ID}`);
    for (const [index, sql] of MIGRATIONS.entries()) {
      if (index < from) continue;
      db.exec(sql);
      const orphans = db.pragma('foreign_key_check') as readonly unknown[];
      if (orphans.length > 0) throw new Error(`schema ${index + 1} leaves ${orphans.length} rows that point nowhere`);
    }
    db.pragma(`user_version = ${SCHEMA_VERSION}`);
    finish();
  }).immediate();
  db.pragma('foreign_keys = ON');
}
