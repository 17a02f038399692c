// A kill in the very first start leaves files that are not a database yet. Each such state opens at the next start.
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { toProblem } from '../../../main/storage/engine/database-problem.ts';
import { APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION } from '../../../main/storage/engine/migrate.ts';
import { openDatabase } from '../../../main/storage/engine/open-database.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const PARTS = ['', '-journal', '-wal', '-shm'];

/** Copies the files as they are now: that is what a kill leaves. */
function kill(file: string): string {
  const left = join(makeTempFolder(), 'rekey.db');
  for (const part of PARTS) if (existsSync(file + part)) cpSync(file + part, left + part);
  return left;
}

function expectToOpen(file: string): void {
  const storage = openDatabase(file);
  expect(storage.read.get('PRAGMA user_version')).toEqual({ user_version: SCHEMA_VERSION });
  expect(storage.read.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
  storage.transaction((tx) => tx.run('UPDATE clock SET high_water = 7'));
  storage.close();
}

/** A database whose first page is half changed, with the journal that takes the change back. */
function killInRollbackJournal(before: string): string {
  const file = join(makeTempFolder(), 'rekey.db');
  const db = new BetterSqlite3(file);
  db.exec(before);
  db.pragma('cache_spill = 1');
  db.pragma('cache_size = 2');
  db.exec('BEGIN IMMEDIATE; CREATE TABLE half (text TEXT)');
  const fill = db.prepare('INSERT INTO half VALUES (hex(randomblob(2000)))');
  for (let i = 0; i < 50; i++) fill.run();
  const left = kill(file);
  db.exec('ROLLBACK');
  db.close();
  expect(statSync(`${left}-journal`).size).toBeGreaterThan(0);
  return left;
}

test('a kill while the first file becomes a database with a write-ahead log is recovered from', () => {
  expectToOpen(killInRollbackJournal(''));
});

test('a kill in a rollback journal of our own database is recovered from, and keeps its rows', () => {
  const left = killInRollbackJournal(
    `PRAGMA application_id = ${APPLICATION_ID}; ${MIGRATIONS[0]}; PRAGMA user_version = 1;
     INSERT INTO throttles (subject, factor, failures, blocked_until, is_disabled) VALUES ('kept', 'code', 1, 0, 0)`,
  );
  expectToOpen(left);
  const db = new BetterSqlite3(left, { readonly: true });
  expect(db.prepare('SELECT subject FROM throttles').pluck().get()).toBe('kept');
  expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").pluck().get()).toBe(0);
  db.close();
});

test('a database with rows in a write-ahead log, with and without its index, is recovered', () => {
  const file = join(makeTempFolder(), 'rekey.db');
  const storage = openDatabase(file);
  storage.transaction((tx) => tx.run('UPDATE clock SET high_water = 42'));
  const whole = kill(file);
  const withoutIndex = kill(file);
  truncateSync(`${withoutIndex}-shm`, 0);
  const cut = kill(file);
  truncateSync(`${cut}-wal`, statSync(`${cut}-wal`).size - 100);
  storage.close();
  for (const left of [whole, withoutIndex]) {
    const again = openDatabase(left);
    expect(again.read.get('SELECT high_water FROM clock')).toEqual({ high_water: 42 });
    again.close();
  }
  expectToOpen(cut);
});

test('an empty file, an empty journal and an empty log are the beginning of a first start', () => {
  for (const parts of [[''], ['', '-journal'], ['', '-wal'], ['', '-wal', '-shm']]) {
    const file = join(makeTempFolder(), 'rekey.db');
    for (const part of parts) writeFileSync(file + part, '');
    expectToOpen(file);
  }
});

test('a journal of zeros, as a power cut leaves it, takes nothing back', () => {
  const file = join(makeTempFolder(), 'rekey.db');
  openDatabase(file).close();
  writeFileSync(`${file}-journal`, Buffer.alloc(1024));
  expectToOpen(file);
});

test('a text file beside a journal stays as it was', () => {
  const file = join(makeTempFolder(), 'rekey.db');
  writeFileSync(file, 'Dear firm, this is not a database.\n'.repeat(500));
  writeFileSync(`${file}-journal`, Buffer.alloc(1024));
  const before = readFileSync(file);
  expect(() => openDatabase(file)).toThrow('the database is damaged');
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('errors of SQLite and of the file system are known by the beginning of their codes', () => {
  const kindOf = (code: string): unknown => toProblem(Object.assign(new Error('x'), { code }));
  const kinds = {
    damaged: ['SQLITE_CORRUPT', 'SQLITE_CORRUPT_INDEX', 'SQLITE_CORRUPT_VTAB', 'SQLITE_NOTADB'],
    in_use: ['SQLITE_BUSY', 'SQLITE_BUSY_RECOVERY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_LOCKED', 'EBUSY'],
    disk_full: ['SQLITE_FULL', 'ENOSPC', 'EDQUOT'],
    disk_fault: ['SQLITE_IOERR', 'SQLITE_IOERR_READ', 'SQLITE_IOERR_SHMOPEN', 'EIO'],
    not_readable: [
      'SQLITE_CANTOPEN',
      'SQLITE_CANTOPEN_ISDIR',
      'SQLITE_CANTOPEN_FULLPATH',
      'SQLITE_READONLY',
      'SQLITE_READONLY_ROLLBACK',
      'SQLITE_READONLY_RECOVERY',
      'SQLITE_READONLY_CANTINIT',
      'SQLITE_READONLY_DIRECTORY',
      'SQLITE_PERM',
      'EACCES',
      'EPERM',
      'EROFS',
      'ENOTDIR',
      'ENAMETOOLONG',
    ],
  };
  for (const [kind, codes] of Object.entries(kinds))
    for (const code of codes) expect([code, kindOf(code)]).toEqual([code, expect.objectContaining({ kind })]);
  for (const code of ['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_ERROR', 'ERR_INVALID_ARG_TYPE'])
    expect(kindOf(code)).toMatchObject({ name: 'Error', code });
});

test('a folder in the place of the database is not readable', () => {
  const file = join(makeTempFolder(), 'rekey.db');
  mkdirSync(file);
  expect(() => openDatabase(file)).toThrow('the database is not_readable');
});
