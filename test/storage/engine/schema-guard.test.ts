// A program with the file plants a trigger, a view, a table or an index, or removes one of ours. Rekey does not use such
// a file, and stops when it happens while it runs.
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { DatabaseProblem } from '../../../main/storage/engine/database-problem.ts';
import { MIGRATIONS } from '../../../main/storage/engine/migrate.ts';
import { openDatabase } from '../../../main/storage/engine/open-database.ts';
import { hashOfSchema, SCHEMA_HASHES } from '../../../main/storage/engine/schema-guard.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const CHANGES = [
  "CREATE TRIGGER quiet AFTER INSERT ON activity WHEN new.action = 'record.altered' BEGIN DELETE FROM alerts; END",
  "CREATE TRIGGER spy AFTER INSERT ON sessions BEGIN UPDATE users SET role = 'partner_admin' WHERE id = new.user_id; END",
  'CREATE VIEW everything AS SELECT * FROM passwords',
  'CREATE TABLE copies (secret BLOB)',
  'CREATE UNIQUE INDEX one_alert ON alerts (kind)',
  'DROP TRIGGER activity_is_not_changed',
  'DROP INDEX open_sessions',
  'ALTER TABLE alerts ADD COLUMN more TEXT',
];

function makeFile(): string {
  const file = join(makeTempFolder(), 'rekey.db');
  openDatabase(file).close();
  return file;
}

function problemOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof DatabaseProblem ? error.kind : String(error);
  }
}

test('the hash of each schema is the one that its migrations make', () => {
  const db = new BetterSqlite3(':memory:');
  db.function('search_text', (name: string) => name);
  const hashes = MIGRATIONS.map((sql) => {
    db.exec(sql);
    return hashOfSchema(db);
  });
  expect(SCHEMA_HASHES).toEqual(hashes);
});

test('a file with another schema is refused', () => {
  for (const sql of CHANGES) {
    const file = makeFile();
    const db = new BetterSqlite3(file);
    db.exec(sql);
    db.close();
    expect([sql, problemOf(() => openDatabase(file).close())]).toEqual([sql, 'altered']);
  }
});

test('a file that hides it behind another version is refused', () => {
  for (const version of [0, 3]) {
    const file = makeFile();
    const db = new BetterSqlite3(file);
    db.pragma(`user_version = ${version}`);
    db.close();
    expect([version, problemOf(() => openDatabase(file).close())]).toEqual([version, 'altered']);
  }
});

test('a schema that changes while the file is open stops every act, and says so', () => {
  for (const sql of CHANGES) {
    const file = makeFile();
    const storage = openDatabase(file);
    const told: unknown[] = [];
    storage.onLoss((problem) => told.push(problem));
    const db = new BetterSqlite3(file);
    db.exec(sql);
    db.close();
    expect([sql, problemOf(() => storage.transaction(() => undefined))]).toEqual([sql, 'altered']);
    expect(told).toEqual([expect.objectContaining({ kind: 'altered' })]);
    storage.close();
  }
});
