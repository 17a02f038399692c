// Opening the database: which files are refused and stay unchanged, which settings are in force afterwards, and what
// the tables themselves refuse.

import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { checkFile } from '../../../main/storage/engine/check-file.ts';
import type { Storage, Tx } from '../../../main/storage/engine/database.ts';
import { DatabaseProblem } from '../../../main/storage/engine/database-problem.ts';
import { fileOf } from '../../../main/storage/engine/file-of.ts';
import { MIGRATIONS, SCHEMA_VERSION } from '../../../main/storage/engine/migrate.ts';
import { openDatabase, openSnapshot } from '../../../main/storage/engine/open-database.ts';
import type { Changes } from '../../../main/storage/engine/watch-changes.ts';
import { getFirm, insertFirm } from '../../../main/storage/tables/firm.ts';
import { openWorkspace } from '../../../main/workspace.ts';
import { createFixture, dump } from '../../support/fixture.ts';
import { createTestClock } from '../../support/seeded.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

/**
 * SHA-256 of the released steps. Never edit a released step: add another one. Schema 4 belongs to the release under way
 * and gets its hash here with it.
 */
const FROZEN = [
  '40d3aff73340d78f3512a3fb9579a952438c21e0492d062f599999c947918ab0',
  '1c7a8c1ab07eeb342c406c1d239466415de4d5b4cc5ae05dcb758f1d910cb9f8',
  '29964de6e33109fa06eae3330a8718e8384ac9c60f6add768d689c6bcd0e61f9',
];

const newFile = (): string => join(makeTempFolder(), 'rekey.db');
const hashOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

function problemOf(file: string): string {
  try {
    openDatabase(file).close();
  } catch (error) {
    if (error instanceof DatabaseProblem) return error.kind;
    throw error;
  }
  return 'none';
}

/** A closed database with a few hundred rows. */
async function makeFilledFile(): Promise<string> {
  const fixture = createFixture();
  await fixture.addPerson({ role: 'partner_admin' });
  fixture.context.storage.transaction((tx) => {
    for (let i = 0; i < 300; i++) {
      tx.run(
        `INSERT INTO throttles (subject, factor, failures, blocked_until, is_disabled)
          VALUES (:subject, :factor, 1, 0, 0)`,
        {
          subject: `email:${'x'.repeat(60)}${i}`,
          factor: 'password',
        },
      );
    }
  });
  fixture.context.storage.close();
  return fixture.file;
}

describe('migrations', () => {
  test('a fresh file gets the whole schema', () => {
    const file = newFile();
    openDatabase(file).close();
    const db = new BetterSqlite3(file, { readonly: true });
    expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
    expect(
      db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
        .pluck()
        .all(),
    ).toEqual([
      'access_review_rows',
      'access_reviews',
      'activity',
      'acts',
      'admin_removals',
      'alerts',
      'alerts_seen',
      'approvals',
      'authenticators',
      'automatic_backups',
      'backup_plan',
      'clients',
      'clock',
      'desktop_guesses',
      'desktops',
      'firm',
      'last_backup',
      'memberships',
      'notices',
      'number_changes',
      'number_proposals',
      'one_time_codes',
      'passwords',
      'preferences',
      'record_seal',
      'recovery_code_sets',
      'recovery_codes',
      'recovery_kit',
      'recovery_kit_uses',
      'server',
      'server_addresses',
      'sessions',
      'setup_codes',
      'temporary_codes',
      'throttles',
      'ties',
      'users',
    ]);
    expect(
      db
        .prepare(
          `SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0
            AND name NOT LIKE 'sqlite_%'`,
        )
        .pluck()
        .get(),
    ).toBe(0);
    db.close();
  });
  test('released steps are frozen', () => {
    expect(MIGRATIONS.slice(0, FROZEN.length).map((sql) => createHash('sha256').update(sql).digest('hex'))).toEqual(
      FROZEN,
    );
  });
  test('opening again changes nothing', async () => {
    const file = await makeFilledFile();
    const first = openDatabase(file);
    const before = dump(first.read);
    first.close();
    const second = openDatabase(file);
    expect(dump(second.read)).toBe(before);
    second.close();
  });
  test('an empty file is treated like no file', () => {
    const file = newFile();
    writeFileSync(file, '');
    const storage = openDatabase(file);
    expect(getFirm(storage.read)).toBeUndefined();
    storage.close();
  });
});

describe('refused, and left byte for byte as it was', () => {
  const refusedUnchanged = (file: string, kind: string): void => {
    const before = hashOf(file);
    expect(problemOf(file)).toBe(kind);
    expect(hashOf(file)).toBe(before);
  };

  test('a database of a newer version', async () => {
    const file = await makeFilledFile();
    const db = new BetterSqlite3(file);
    db.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    db.close();
    refusedUnchanged(file, 'newer');
  });
  test.each([1, 3, 7])('a file with page %i overwritten', async (page) => {
    const file = await makeFilledFile();
    const content = readFileSync(file);
    content.fill(0xa5, page * 4096, page * 4096 + 4096);
    writeFileSync(file, content);
    refusedUnchanged(file, 'damaged');
  });
  test('a file whose header is overwritten', async () => {
    const file = await makeFilledFile();
    const content = readFileSync(file);
    content.fill(0, 0, 16);
    writeFileSync(file, content);
    refusedUnchanged(file, 'damaged');
  });
  test.each([5, 50, 400, 4096, 10_000, 40_000])('a file that was cut to %i bytes', async (length) => {
    const file = await makeFilledFile();
    expect(statSync(file).size).toBeGreaterThan(length);
    truncateSync(file, length);
    refusedUnchanged(file, 'damaged');
  });
  test('a text file', () => {
    const file = newFile();
    writeFileSync(file, 'Dear firm, this is not a database.\n'.repeat(500));
    refusedUnchanged(file, 'damaged');
  });
  test('an SQLite file of another program', () => {
    const file = newFile();
    const other = new BetterSqlite3(file);
    other.exec('CREATE TABLE recipes (name TEXT)');
    other.close();
    const before = hashOf(file);
    expect(problemOf(file)).toBe('damaged');
    expect(hashOf(file)).toBe(before);
  });
  test('a folder in its place', () => {
    const file = newFile();
    mkdirSync(file);
    writeFileSync(join(file, 'kept.txt'), 'kept');
    expect(problemOf(file)).toBe('not_readable');
    expect(readdirSync(file)).toEqual(['kept.txt']);
  });
  test('a large damaged file is opened, and its damage is found afterwards', async () => {
    const file = await makeFilledFile();
    expect(await checkFile(file)).toBe(true);
    const content = readFileSync(file);
    content.fill(0xa5, 7 * 4096, 8 * 4096);
    writeFileSync(file, content);
    const storage = openDatabase(file, { checkUpTo: content.length - 1 });
    expect(storage.isChecked).toBe(false);
    expect(await checkFile(file)).toBe(false);
    storage.close();
    expect(() => openDatabase(file, { checkUpTo: content.length })).toThrow(DatabaseProblem);
  });
  test('damage that is found afterwards closes the workspace: nothing more is written', async () => {
    const folder = join(makeTempFolder(), 'firm');
    const parts = {
      keyStore: {
        isAvailable: async () => false,
        wrap: () => Promise.reject(new Error('none')),
        unwrap: () => Promise.reject(new Error('none')),
      },
      clock: createTestClock(),
      appVersion: '0.0.0-test',
      isSample: false,
      anchorFile: `${folder}-anchor.json`,
      checkUpTo: 0,
    };
    const sound = await openWorkspace(folder, parts);
    expect(await sound.findDamage()).toBe(false);
    sound.context.storage.transaction((tx) => {
      for (let i = 0; i < 300; i++)
        tx.run(
          `INSERT INTO throttles (subject, factor, failures, blocked_until, is_disabled)
            VALUES (:subject, :factor, 1, 0, 0)`,
          {
            subject: `email:${'x'.repeat(60)}${i}`,
            factor: 'password',
          },
        );
    });
    sound.close();
    const file = join(folder, 'rekey.db');
    const content = readFileSync(file);
    // Opening does not read the last page.
    content.fill(0xa5, content.length - 4096);
    writeFileSync(file, content);
    const damaged = await openWorkspace(folder, parts);
    expect(await damaged.findDamage()).toBe(true);
    expect(() => damaged.context.storage.transaction((tx) => tx.run('UPDATE clock SET high_water = 9'))).toThrow();
    damaged.close();
  });
  test('a file that cannot be read does not count as damaged', async () => {
    await expect(checkFile(join(makeTempFolder(), 'missing.db'))).rejects.toThrow();
  });
  test('a database that another program has locked', async () => {
    const file = await makeFilledFile();
    const other = new BetterSqlite3(file);
    other.pragma('locking_mode = EXCLUSIVE');
    other.exec('BEGIN EXCLUSIVE');
    expect(problemOf(file)).toBe('in_use');
    other.exec('ROLLBACK');
    other.close();
    expect(problemOf(file)).toBe('none');
  });
});

describe('an open database', () => {
  test.skipIf(process.platform === 'win32')(
    'is readable for this account only, even if it was not before',
    async () => {
      const file = await makeFilledFile();
      chmodSync(file, 0o644);
      const storage = openDatabase(file);
      storage.transaction((tx) => tx.run('UPDATE clock SET high_water = 1'));
      for (const name of readdirSync(join(file, '..')))
        expect([name, (statSync(join(file, '..', name)).mode & 0o777).toString(8)]).toEqual([name, '600']);
      storage.close();
    },
  );
  test.each([
    ['journal_mode', 'wal'],
    ['synchronous', 2],
    ['foreign_keys', 1],
    ['trusted_schema', 0],
    ['cell_size_check', 1],
    ['secure_delete', 1],
  ])('has %s = %s', (pragma, value) => {
    const storage = openDatabase(newFile());
    expect(Object.values(storage.read.get(`PRAGMA ${pragma}`) ?? {})).toEqual([value]);
    storage.close();
  });

  test('rolls back a transaction that throws, and the next one works', () => {
    const { context, read } = createFixture({ hasFirm: false });
    expect(() =>
      context.storage.transaction((tx) => {
        insertFirm(tx, { name: 'Half', createdAt: 1, isSample: false });
        throw new Error('in the middle');
      }),
    ).toThrow('in the middle');
    expect(getFirm(read)).toBeUndefined();
    context.storage.transaction((tx) => insertFirm(tx, { name: 'Whole', createdAt: 1, isSample: false }));
    expect(getFirm(read)?.name).toBe('Whole');
  });
  test('says once that the file is damaged, whichever statement finds it', () => {
    const finders: readonly ((storage: Storage) => unknown)[] = [
      ({ read }) => read.all('SELECT * FROM firm'),
      ({ read }) => [...read.iterate('SELECT * FROM firm')],
      ({ transaction }) => transaction((tx) => insertFirm(tx, { name: 'B', createdAt: 1, isSample: false })),
    ];
    for (const find of finders) {
      const file = newFile();
      const storage = openDatabase(file);
      const found: unknown[] = [];
      storage.onLoss((problem) => found.push(problem));
      // Another connection writes the log into the file, so the pages are read again.
      const other = new BetterSqlite3(file);
      other.exec("INSERT INTO firm (id, name, created_at, is_sample) VALUES (1, 'A', 1, 0)");
      const root = Number(other.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'firm'").pluck().get());
      other.pragma('wal_checkpoint(TRUNCATE)');
      other.close();
      const handle = openSync(file, 'r+');
      writeSync(handle, Buffer.alloc(4096, 0xab), 0, 4096, (root - 1) * 4096);
      closeSync(handle);
      for (let again = 0; again < 2; again++) expect(() => find(storage)).toThrow('the database is damaged');
      expect(found).toMatchObject([{ kind: 'damaged' }]);
      expect(storage.isLost).toBe(true);
      storage.close();
    }
  });
  test('refuses a nested transaction and rolls back the outer one', () => {
    const { context, read } = createFixture({ hasFirm: false });
    expect(() =>
      context.storage.transaction((tx) => {
        insertFirm(tx, { name: 'Outer', createdAt: 1, isSample: false });
        context.storage.transaction(() => undefined);
      }),
    ).toThrow('already open');
    expect(getFirm(read)).toBeUndefined();
  });
  test('offers no write outside a transaction: it neither compiles nor runs', () => {
    const { context } = createFixture();
    const write = (): unknown => {
      // @ts-expect-error the reader has no `run`; with one, this line is an error
      return context.storage.read.run('DELETE FROM firm');
    };
    const pass = (): void => {
      // @ts-expect-error a function that writes asks for the transaction
      insertFirm(context.storage.read, { name: 'X', createdAt: 1, isSample: false });
    };
    expect(write).toThrow(TypeError);
    expect(pass).toThrow(TypeError);
  });
});

describe('changes', () => {
  const watched = async () => {
    const fixture = createFixture();
    const client = fixture.addClient('Alder');
    const { id } = await fixture.addPerson({ role: 'client_admin', clients: [client] });
    const seen: Changes[] = [];
    fixture.context.storage.onChange((changes) => seen.push(changes));
    return { ...fixture, storage: fixture.context.storage, client, id, seen };
  };

  test('are reported once per commit, for any statement', async () => {
    const { storage, seen, client, id } = await watched();
    storage.transaction((tx) => tx.run('UPDATE users SET version = version + 1'));
    storage.transaction((tx) => tx.run('DELETE FROM memberships WHERE client_id = :client', { client }));
    storage.transaction((tx) =>
      tx.run('INSERT INTO memberships (user_id, client_id) VALUES (:id, :client)', { id, client }),
    );
    storage.transaction((tx) => tx.run("UPDATE clients SET name = 'Birch'"));
    storage.transaction((tx) => tx.run('UPDATE clock SET high_water = 1'));
    expect(seen).toEqual([
      { users: [id], clients: [] },
      { users: [id], clients: [] },
      { users: [id], clients: [] },
      { users: [], clients: [client] },
    ]);
  });
  test('include the members of a removed client', async () => {
    const { storage, seen, client, id } = await watched();
    storage.transaction((tx) => tx.run('DELETE FROM clients WHERE id = :client', { client }));
    expect(seen).toEqual([{ users: [id], clients: [client] }]);
  });
  test('of a rolled back transaction are not reported, not even later', async () => {
    const { storage, seen, id } = await watched();
    const fail = (): void =>
      storage.transaction((tx) => {
        tx.run('UPDATE users SET version = version + 1');
        throw new Error('no');
      });
    expect(fail).toThrow('no');
    storage.transaction((tx) => tx.run('UPDATE clock SET high_water = 2'));
    expect(seen).toEqual([]);
    storage.transaction((tx) => tx.run('UPDATE users SET version = version + 1'));
    expect(seen).toEqual([{ users: [id], clients: [] }]);
  });
  test('are watched without a trace in the file', async () => {
    const { storage, file } = await watched();
    storage.close();
    const db = new BetterSqlite3(file, { readonly: true });
    expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE sql LIKE '%note!_%' ESCAPE '!'").pluck().get()).toBe(0);
    db.close();
  });
});

describe('a snapshot', () => {
  test('stays at its moment while others write, and cannot write itself', async () => {
    const fixture = createFixture();
    await fixture.addPerson({ role: 'partner_admin' });
    const { storage } = fixture.context;
    const snapshot = openSnapshot(fileOf(storage));
    await fixture.addPerson({ role: 'client_ops' });
    expect(snapshot.values('SELECT count(*) FROM users')).toEqual([[1]]);
    expect(fixture.read.get('SELECT count(*) AS count FROM users')).toEqual({ count: 2 });
    expect(() => snapshot.values("UPDATE users SET email = 'x'")).toThrow();
    storage.onClose(snapshot.close);
    storage.close();
    expect(() => snapshot.values('SELECT 1')).toThrow();
    expect(readdirSync(join(fixture.file, '..'))).toEqual(['rekey.db']);
  });
});

describe('the tables themselves', () => {
  const activityRow = `INSERT INTO activity (seq, at, action, outcome, detail, app_version, hash)
    VALUES (1, 1, 'a.b', 'done', '{}', '1', '${'0'.repeat(64)}')`;

  test('refuse to change or remove an activity record', () => {
    const { context, read } = createFixture();
    context.storage.transaction((tx) => tx.run(activityRow));
    const before = dump(read);
    expect(() => context.storage.transaction((tx) => tx.run("UPDATE activity SET reason = 'x'"))).toThrow(
      'append-only',
    );
    expect(() => context.storage.transaction((tx) => tx.run('DELETE FROM activity'))).toThrow('append-only');
    expect(() => context.storage.transaction((tx) => tx.run('DELETE FROM activity WHERE seq = 1'))).toThrow(
      'append-only',
    );
    expect(dump(read)).toBe(before);
  });

  const user = (changes: Record<string, string>): string => {
    const row = {
      email: "'a@b.cc'",
      email_key: "'a@b.cc'",
      first_name: "'A'",
      last_name: "'B'",
      name_key: "'a b'",
      role: "'partner_ops'",
      has_all_clients: '0',
      status: "'active'",
      two_factor: "'not_set_up'",
      created_at: '1',
      ...changes,
    };
    return `INSERT INTO users (${Object.keys(row).join()}) VALUES (${Object.values(row).join()})`;
  };
  test.each([
    ['a second firm', "INSERT INTO firm (id, name, created_at, is_sample) VALUES (2, 'X', 1, 0)"],
    ['a firm without a name', "UPDATE firm SET name = ''"],
    ['a setup code that lives 9 minutes', 'UPDATE firm SET setup_code_minutes = 9'],
    ['a setup code that lives 8 days', 'UPDATE firm SET setup_code_minutes = 11520'],
    ['an unknown role', user({ role: "'owner'" })],
    ['an unknown status', user({ status: "'locked'" })],
    ['an unknown second-factor state', user({ two_factor: "'maybe'" })],
    ['an invited user without a deadline', user({ status: "'invited'" })],
    ['a setup deadline without a required setup', user({ setup_deadline_at: '1' })],
    ['a resetting admin without a required setup', user({ two_factor_reset_by: "'X'" })],
    ['text where a number belongs', user({ created_at: "'yesterday'" })],
    ['a user without a name', user({ first_name: "''", last_name: "''" })],
    ['a second user with one email', `${user({})}, ${user({}).split('VALUES ')[1] ?? ''}`],
    ['a password of nobody', "INSERT INTO passwords (user_id, hash, set_at) VALUES (99, 'x', 1)"],
    ['a membership of nobody', 'INSERT INTO memberships (user_id, client_id) VALUES (99, 99)'],
    [
      'an unknown client type',
      `INSERT INTO clients (name, search_text, type, status, accounting_software, added_at)
        VALUES ('X', 'x', 'guild', 'active', 'L', 1)`,
    ],
    [
      'an unknown factor',
      `INSERT INTO throttles (subject, factor, failures, blocked_until, is_disabled) VALUES ('user:1', 'smile', 1, 0, 0)`,
    ],
    ['an activity outcome of its own', activityRow.replace("'done'", "'fine'")],
    ['activity facts that are not JSON', activityRow.replace("'{}'", "'{'")],
    ['an activity hash of another length', activityRow.replace('0'.repeat(64), '00')],
  ])('refuse %s', (_name, sql) => {
    const { context, read } = createFixture();
    const before = dump(read);
    expect(() => context.storage.transaction((tx: Tx) => tx.run(sql))).toThrow(BetterSqlite3.SqliteError);
    expect(dump(read)).toBe(before);
  });
  test('refuse a session that ended without a reason', () => {
    const { context } = createFixture();
    context.storage.transaction((tx) => tx.run(user({})));
    const insertEnded = (id: string, at: number | null, because: string | null) => () =>
      context.storage.transaction((tx) =>
        tx.run(
          `INSERT INTO sessions (id, user_id, started_at, expires_at, ended_at, ended_because)
            VALUES (:id, 1, 1, 2, :at, :because)`,
          {
            id,
            at,
            because,
          },
        ),
      );
    expect(insertEnded('open', null, null)).not.toThrow();
    expect(insertEnded('ended', 2, 'expired')).not.toThrow();
    expect(insertEnded('no reason', 2, null)).toThrow('CHECK');
    expect(insertEnded('no end', null, 'expired')).toThrow('CHECK');
    expect(insertEnded('odd reason', 2, 'bored')).toThrow('CHECK');
  });
});
