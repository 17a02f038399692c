// Upgrading a database with data: nothing is lost, the schema equals that of a fresh database, and the file is copied
// first.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { beforeEach, expect, test } from 'vitest';
import { APPLICATION_ID, MIGRATIONS } from '../../../main/storage/engine/migrate.ts';
import { openDatabase } from '../../../main/storage/engine/open-database.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

let file: string;

/** A database file of version 0.1.0. */
beforeEach(() => {
  file = join(makeTempFolder(), 'rekey.db');
  const db = new BetterSqlite3(file);
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.exec(MIGRATIONS[0] ?? '');
  db.pragma('user_version = 1');
  db.exec(`
    INSERT INTO firm (id, name, created_at, is_sample) VALUES (1, 'Quill', 1, 0);
    INSERT INTO users (id, email, email_key, first_name, last_name, search_text, role, has_all_clients, status,
    two_factor, two_factor_at, created_at, version)
      VALUES (3, 'Zoë@Quill.example', 'zoë@quill.example', 'Zoë', 'O''Neill', 'zoë o''neill zoë@quill.example',
      'partner_admin', 1, 'active', 'set_up', 5, 1, 7);
    INSERT INTO users (id, email, email_key, first_name, last_name, search_text, role, has_all_clients, status,
    invitation_expires_at, two_factor, created_at)
      VALUES (9, 'ann@quill.example', 'ann@quill.example', 'Ann', 'Vance', 'ann vance ann@quill.example',
      'client_ops', 0, 'invited', 99, 'not_set_up', 2);
    INSERT INTO clients (id, name, search_text, type, status, point_of_contact_id, accounting_software,
    added_at) VALUES (4, 'Alder', 'alder', 'trust', 'terminated', 9, 'Xero', 11);
    INSERT INTO memberships (user_id, client_id) VALUES (9, 4);
    INSERT INTO passwords (user_id, hash, set_at) VALUES (3, 'x', 1);
    INSERT INTO authenticators (id, user_id, sealed_secret, confirmed_at, last_step) VALUES ('a', 3, x'00', 5, 8);
    INSERT INTO recovery_code_sets (user_id, salt, created_at, saved_at) VALUES (3, x'01', 5, 6);
    INSERT INTO recovery_codes (user_id, hash) VALUES (3, x'02');
    INSERT INTO sessions (id, user_id, started_at, expires_at, ended_at, ended_because)
    VALUES ('s', 3, 1, 2, 2, 'expired');
    INSERT INTO throttles (subject, factor, failures, blocked_until, is_disabled) VALUES ('user:3', 'code', 4, 0, 0);
    INSERT INTO notices (user_id, at, kind, by_name, reason) VALUES (3, 1, 'two_factor_reset', 'Bo', 'lost_phone');
    INSERT INTO activity (seq, at, action, outcome, detail, app_version, hash)
    VALUES (1, 1, 'a.b', 'done', '{}', '1', '${'0'.repeat(64)}');`);
  db.close();
});

const schemaOf = (path: string): unknown => {
  const db = new BetterSqlite3(path, { readonly: true });
  try {
    return db
      .prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name")
      .all();
  } finally {
    db.close();
  }
};

test('keeps every row, and adds the name key of each person', () => {
  const storage = openDatabase(file);
  const count = (table: string): unknown => storage.read.get(`SELECT count(*) AS n FROM ${table}`)?.['n'];
  for (const table of [
    'memberships',
    'passwords',
    'authenticators',
    'recovery_code_sets',
    'recovery_codes',
    'sessions',
    'throttles',
    'notices',
    'activity',
  ]) {
    expect([table, count(table)]).toEqual([table, 1]);
  }
  expect(storage.read.all('SELECT id, name_key, email_key, phone, version, two_factor FROM users ORDER BY id')).toEqual(
    [
      { id: 3, name_key: 'zoe oneill', email_key: 'zoë@quill.example', phone: '', version: 7, two_factor: 'set_up' },
      { id: 9, name_key: 'ann vance', email_key: 'ann@quill.example', phone: '', version: 1, two_factor: 'not_set_up' },
    ],
  );
  expect(storage.read.get('SELECT terminated_at, point_of_contact_id FROM clients')).toEqual({
    terminated_at: 11,
    point_of_contact_id: 9,
  });
  storage.close();
});

test('keeps when a number on file was changed and who changed it, and does not know what it was before', () => {
  const db = new BetterSqlite3(file);
  db.pragma('foreign_keys = OFF');
  for (const step of [1, 2]) db.exec(MIGRATIONS[step] ?? '');
  db.pragma('user_version = 3');
  db.exec(`INSERT INTO activity (seq, at, actor_name, target_id, action, outcome, detail, app_version, hash)
    VALUES (2, 77, 'Bo', 9, 'user.edited', 'done', '{"phoneChanged":true}', '1', '${'1'.repeat(64)}'),
      (3, 78, 'Bo', 9, 'user.edited', 'done', '{"lastNameTo":"x"}', '1', '${'2'.repeat(64)}')`);
  db.close();
  const storage = openDatabase(file);
  expect(storage.read.all('SELECT user_id, at, by_name, number_before FROM number_changes')).toEqual([
    { user_id: 9, at: 77, by_name: 'Bo', number_before: null },
  ]);
  storage.close();
});

test('results in the schema of a fresh database, with a copy of the old file beside it', () => {
  openDatabase(file).close();
  const fresh = join(makeTempFolder(), 'rekey.db');
  openDatabase(fresh).close();
  expect(schemaOf(file)).toEqual(schemaOf(fresh));
  expect(existsSync(`${file}.before-upgrade-from-1`)).toBe(true);
});

test('ties Partner Admins to those who let them in before, and asks the others to look at it', () => {
  const db = new BetterSqlite3(file);
  db.exec(`
    INSERT INTO users (id, email, email_key, first_name, last_name, search_text, role, has_all_clients, status,
    two_factor, created_at)
      VALUES (4, 'bo@quill.example', 'bo@quill.example', 'Bo', 'Ek', 'bo ek', 'partner_admin', 1, 'active', 'set_up', 2);
    INSERT INTO activity (seq, at, actor_id, target_id, action, outcome, detail, app_version, hash) VALUES
      (2, 20, 3, 4, 'user.invited', 'done', '{}', '1', '${'0'.repeat(64)}'),
      (3, 30, 3, 4, 'user.edited', 'done', '{"emailTo":"bo@quill.example"}', '1', '${'0'.repeat(64)}'),
      (4, 40, 3, 4, 'user.edited', 'done', '{"firstNameTo":"Bo"}', '1', '${'0'.repeat(64)}'),
      (5, 50, 4, 3, 'two_factor.reset', 'denied', '{}', '1', '${'0'.repeat(64)}'),
      (6, 60, 3, 9, 'user.invited', 'done', '{}', '1', '${'0'.repeat(64)}');`);
  db.close();
  const storage = openDatabase(file);
  expect(storage.read.all('SELECT subject_id, actor_id, at, activity_seq, alert_id, ended_at FROM ties')).toEqual([
    { subject_id: 4, actor_id: 3, at: 30, activity_seq: 3, alert_id: 1, ended_at: null },
  ]);
  expect(storage.read.all('SELECT at, kind, actor_name, subject_name, activity_seq FROM alerts')).toEqual([
    { at: 30, kind: 'let_in', actor_name: "Zoë O'Neill", subject_name: 'Bo Ek', activity_seq: 3 },
  ]);
  storage.close();
});

test('keeps foreign keys in force: a row that refers to nobody is refused afterwards', () => {
  const storage = openDatabase(file);
  expect(() =>
    storage.transaction((tx) => tx.run("INSERT INTO passwords (user_id, hash, set_at) VALUES (77, 'x', 1)")),
  ).toThrow('FOREIGN KEY');
  storage.close();
});

test('changes nothing where a step would leave rows that refer to nothing', () => {
  const db = new BetterSqlite3(file);
  db.pragma('foreign_keys = OFF');
  db.exec('INSERT INTO memberships (user_id, client_id) VALUES (50, 4)');
  db.close();
  expect(() => openDatabase(file)).toThrow('point nowhere');
  const after = new BetterSqlite3(file, { readonly: true });
  expect(after.pragma('user_version', { simple: true })).toBe(1);
  after.close();
});
