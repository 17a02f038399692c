// A firm that moves from its folder to PostgreSQL: all of it or nothing, and one of the two is the firm.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { moveFirm } from '../../main/move-firm.ts';
import { connect } from '../../main/storage/engine/postgres/connection.ts';
import { createSchema } from '../../main/storage/engine/postgres/prepare-database.ts';
import { CHANGE_CHANNEL } from '../../main/storage/engine/postgres/protocol.ts';
import { checkRecord, isIntact } from '../../main/storage/record/check-record.ts';
import { address, dropAfterEach, kindOf, openMoved, placeWithFirm } from '../support/moving-firm.ts';
import { makePlace, note } from '../support/place.ts';

dropAfterEach();

test('a moved firm has everything, goes on with its record, and its folder opens no file', async () => {
  const { place, workspace } = await placeWithFirm();
  const { read } = workspace.context.storage;
  const numberOf = (table: string): number => Number(read.get(`SELECT count(*) AS n FROM ${table}`)?.['n']);
  const before = { users: numberOf('users'), activity: numberOf('activity') };
  const newest = Number(read.get('SELECT max(id) AS id FROM users')?.['id']);
  const copied = moveFirm(workspace, place.folder, address);
  expect(copied.notRenamed).toBeUndefined();
  expect(copied.rows).toBeGreaterThan(before.users + before.activity);

  expect(await kindOf(place.open())).toBe('on_postgres');
  expect(existsSync(place.file)).toBe(false);
  expect(existsSync(`${place.file}.before-postgres`)).toBe(true);

  const moved = await openMoved(place);
  const { storage } = moved.context;
  expect(storage.read.get('SELECT count(*) AS n FROM users')).toEqual({ n: before.users });
  note(moved, 1);
  // A number that was given is not given again.
  const added = storage.transaction((tx) =>
    tx.insert(
      `INSERT INTO users (email, email_key, first_name, last_name, name_key, role, has_all_clients, status, two_factor, created_at)
       VALUES (:email, :email, 'A', 'B', 'a b', 'client_ops', 0, 'active', 'not_set_up', 1)`,
      { email: 'new@quill.example' },
    ),
  );
  expect(added).toBe(newest + 1);
  const pieces = checkRecord(address);
  let piece = pieces.next();
  while (piece.done !== true) piece = pieces.next();
  expect(isIntact(piece.value)).toBe(true);
  expect(piece.value.records).toBeGreaterThan(before.activity);
  moved.close();
  expect(await kindOf(openMoved(place))).toBe('opened');
});

test('nobody is told of the rows of a copy, and of each change after it', async () => {
  const { place, workspace } = await placeWithFirm();
  const listening = new Client({ connectionString: address.url });
  const told: string[] = [];
  listening.on('notification', ({ payload }) => told.push(payload ?? ''));
  await listening.connect();
  await listening.query(`LISTEN ${CHANGE_CHANNEL}`);
  moveFirm(workspace, place.folder, address);
  await listening.query('SELECT 1');
  expect(told).toEqual([]);
  const moved = await openMoved(place);
  moved.context.storage.transaction((tx) => tx.run("UPDATE users SET first_name = 'Ada' WHERE id = 1"));
  await listening.query('SELECT 1');
  expect(told).toEqual(['user 1']);
  moved.close();
  await listening.end();
});

test('a move that fails leaves the firm where it was, and nothing in the database', async () => {
  const { place, workspace } = await placeWithFirm();
  // PostgreSQL holds no such text.
  place.edit((db) => db.exec("UPDATE clients SET accounting_software = 'a' || char(0) || 'b' WHERE id = 1"));
  expect(() => moveFirm(workspace, place.folder, address)).toThrow(/invalid byte sequence|differs/);
  workspace.close();
  expect(await kindOf(openMoved(place))).toBe('not_on_postgres');
  expect(await kindOf(place.open())).toBe('opened');
  const connection = connect(address, false);
  expect(connection.run({ text: "SELECT to_regnamespace('rekey') IS NULL" }).rows).toEqual([[1]]);
  connection.close();
});

test('a firm whose old file cannot be renamed is moved all the same, and says so', async () => {
  const { place, workspace } = await placeWithFirm();
  mkdirSync(`${place.file}.before-postgres`);
  const { rows, notRenamed } = moveFirm(workspace, place.folder, address);
  expect(rows).toBeGreaterThan(300);
  expect(notRenamed).toBeInstanceOf(Error);
  expect(await kindOf(place.open())).toBe('on_postgres');
  expect(await kindOf(openMoved(place))).toBe('opened');
});

test('a kill between the copy and the note leaves the folder as the firm, and the copy is not opened', async () => {
  const { place, workspace } = await placeWithFirm();
  moveFirm(workspace, place.folder, address);
  renameSync(`${place.file}.before-postgres`, place.file);
  rmSync(join(place.folder, 'postgres.json'));
  expect(await kindOf(openMoved(place))).toBe('not_on_postgres');
  const again = await place.open();
  expect(() => moveFirm(again, place.folder, address)).toThrow('with_firm');
  again.close();
  expect(await kindOf(place.open())).toBe('opened');
});

test('a database that has lost the firm is said as what it is', async () => {
  const { place, workspace } = await placeWithFirm();
  moveFirm(workspace, place.folder, address);
  const connection = connect(address, true);
  connection.run({ text: 'BEGIN; DROP SCHEMA rekey CASCADE' });
  createSchema(connection);
  connection.run({ text: 'COMMIT' });
  connection.close();
  expect(await kindOf(openMoved(place))).toBe('missing_on_postgres');
});

test('the database of another firm is refused, and an older state of it is noticed', async () => {
  const { place, workspace } = await placeWithFirm();
  moveFirm(workspace, place.folder, address);
  const moved = await openMoved(place);
  note(moved, 5);
  moved.close();
  // The last five records are gone, as after a standby that had not caught up.
  const connection = connect(address, false);
  connection.run({
    text: `ALTER TABLE activity DISABLE TRIGGER activity_is_kept;
      DELETE FROM activity WHERE seq > (SELECT max(seq) - 5 FROM activity);
      ALTER TABLE activity ENABLE TRIGGER activity_is_kept`,
  });
  connection.close();
  const again = await openMoved(place);
  const actions = again.context.storage.read.all('SELECT action FROM activity ORDER BY seq DESC LIMIT 3');
  expect(actions.map((row) => row['action'])).toContain('record.cut');
  again.close();
  const other = makePlace();
  const theirs = await other.open();
  theirs.close();
  renameSync(join(place.folder, 'postgres.json'), join(other.folder, 'postgres.json'));
  expect(await kindOf(openMoved(other))).toBe('key_unreadable');
});
