// A firm that moves from PostgreSQL back into its folder: row for row the same, and one of the two is the firm whatever ends
// the move.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, test } from 'vitest';
import { moveBack } from '../../main/move-back.ts';
import { moveFirm } from '../../main/move-firm.ts';
import { connect } from '../../main/storage/engine/postgres/connection.ts';
import {
  copiedTables,
  createRowHash,
  requireSameRows,
  rowsOfFile,
} from '../../main/storage/engine/postgres/copied-tables.ts';
import { copyFromPostgres } from '../../main/storage/engine/postgres/copy-from-postgres.ts';
import { copyFromPostgresIn, noteOnPostgres } from '../../main/storage/files/postgres-note.ts';
import { address, dropAfterEach, emptyDatabase, kindOf, openMoved, placeWithFirm } from '../support/moving-firm.ts';
import { makePlace, note, type Place } from '../support/place.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

dropAfterEach();
const quietly = (): void => undefined;

/** Every row of every table as a text, and the numbers that were given. */
function rowsIn(file: string): Record<string, string> {
  // A reader would leave a log beside the file.
  const copy = join(makeTempFolder(), 'read.db');
  copyFileSync(file, copy);
  const db = new BetterSqlite3(copy);
  const content = copiedTables(db).map((table) => {
    const rows = [...rowsOfFile(db, table)].map((row) =>
      row.map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value)),
    );
    return [table.name, JSON.stringify(rows)];
  });
  const given = db.prepare('SELECT name, seq FROM sqlite_sequence WHERE seq > 0 ORDER BY name').all();
  db.close();
  return { ...Object.fromEntries(content), sqlite_sequence: JSON.stringify(given) };
}

/** With the lock, where no server has it. */
function copyWithLock(file: string): void {
  const connection = connect(address, false);
  connection.run({ text: `SELECT pg_try_advisory_lock(${0x524b_4559})` });
  copyFromPostgres(address, file, quietly);
  connection.close();
}

function rowsOnServer(): Record<string, string> {
  const file = join(makeTempFolder(), 'copy.db');
  copyWithLock(file);
  return rowsIn(file);
}

const markOnServer = (): string => {
  const connection = connect(address, false);
  const mark = connection.run({ text: 'SELECT move_mark FROM rekey.rekey_schema' }).rows[0]?.[0];
  connection.close();
  return String(mark);
};

/** Another folder that knows the database as the firm, as that of a second server. */
function secondPlace(place: Place): Place {
  const second = makePlace(place.clock);
  mkdirSync(second.folder);
  copyFileSync(join(place.folder, 'data-key.json'), join(second.folder, 'data-key.json'));
  copyFileSync(place.anchorFile, second.anchorFile);
  noteOnPostgres(second.folder, place.clock.now());
  return second;
}

async function movedPlace(): Promise<Place> {
  const { place, workspace } = await placeWithFirm();
  moveFirm(workspace, place.folder, address);
  return place;
}

test('a firm that goes to PostgreSQL and comes back has every row, and every number that was given', async () => {
  const { place, workspace } = await placeWithFirm();
  // The newest of some rows are gone, and their numbers are not given again.
  place.edit((db) => db.exec('UPDATE sqlite_sequence SET seq = seq + 7'));
  moveFirm(workspace, place.folder, address);
  const before = rowsIn(`${place.file}.before-postgres`);
  expect(Object.keys(before).length).toBeGreaterThan(30);
  expect(rowsOnServer()).toEqual(before);

  const moved = await openMoved(place);
  note(moved, 3);
  const newest = moved.context.storage.read.get('SELECT max(seq) AS seq FROM activity');
  const back = await moveBack(moved, place.folder);
  expect(back).toMatchObject({ tables: Object.keys(before).length - 1, isRecordIntact: true, secretsClosed: 0 });
  expect(back.secretsOpened).toBeGreaterThan(10);
  expect(statSync(place.file).mode & 0o777).toBe(0o600);
  expect(rowsIn(place.file)).toEqual(rowsOnServer());
  expect(readdirSync(place.folder).sort()).toEqual(['data-key.json', 'rekey.db', 'rekey.db.before-postgres']);

  // The file is the firm, and the database is not, for this folder and for others.
  expect(await kindOf(openMoved(place))).toBe('not_on_postgres');
  expect(await kindOf(openMoved(secondPlace(place)))).toBe('moved_back');
  const again = await place.open();
  expect(again.context.storage.read.get('SELECT max(seq) AS seq FROM activity')).toEqual(newest);
  expect(() => moveFirm(again, place.folder, address)).toThrow('with_firm');
  emptyDatabase();
  expect(moveFirm(again, place.folder, address).rows).toBe(back.rows);
  expect(await kindOf(openMoved(place))).toBe('opened');
});

test('a copy is of one moment: what is written after its first row is in the next one', async () => {
  const place = await movedPlace();
  const moved = await openMoved(place);
  const before = rowsOnServer();
  const file = join(makeTempFolder(), 'copy.db');
  let isWritten = false;
  copyFromPostgres(address, file, () => {
    if (isWritten) return;
    isWritten = true;
    note(moved, 1);
  });
  expect(isWritten).toBe(true);
  expect(rowsIn(file)).toEqual(before);
  expect(rowsOnServer()['activity']).not.toBe(before['activity']);
  moved.close();
});

test('a copy with another row is none', async () => {
  await movedPlace();
  const file = join(makeTempFolder(), 'copy.db');
  copyWithLock(file);
  const db = new BetterSqlite3(file);
  const firm = copiedTables(db).find(({ name }) => name === 'firm');
  if (firm === undefined) throw new Error('there is no such table');
  const hash = createRowHash();
  for (const row of rowsOfFile(db, firm)) hash.add(row);
  const digest = hash.digest();
  requireSameRows(db, firm, digest);
  db.exec("UPDATE firm SET name = name || '.'");
  expect(() => requireSameRows(db, firm, digest)).toThrow('the copy of firm differs');
  db.close();
});

test('a kill before the note leaves the database as the firm, and the half copy is removed', async () => {
  const place = await movedPlace();
  copyWithLock(copyFromPostgresIn(place.folder));
  expect(await kindOf(place.open())).toBe('on_postgres');
  expect(await kindOf(openMoved(place))).toBe('opened');
  expect(existsSync(copyFromPostgresIn(place.folder))).toBe(false);
});

test.each([
  ['the mark', false],
  ['the rename', true],
])('a kill after %s leaves the database as the firm of this folder alone', async (_, isRenamed) => {
  const place = await movedPlace();
  await moveBack(await openMoved(place), place.folder);
  // As it is just before the note is removed.
  noteOnPostgres(place.folder, place.clock.now(), markOnServer());
  if (!isRenamed) renameSync(place.file, copyFromPostgresIn(place.folder));

  expect(await kindOf(place.open())).toBe('on_postgres');
  expect(await kindOf(openMoved(secondPlace(place)))).toBe('moved_back');
  const again = await openMoved(place);
  expect(existsSync(place.file)).toBe(false);
  expect(existsSync(copyFromPostgresIn(place.folder))).toBe(false);
  expect(markOnServer()).toBe('null');
  note(again, 2);
  const back = await moveBack(again, place.folder);
  expect(back.isRecordIntact).toBe(true);
  expect(await kindOf(place.open())).toBe('opened');
});

test('a kill before the mark leaves the database as the firm', async () => {
  const place = await movedPlace();
  expect(await kindOf(openMoved(place))).toBe('opened');
  noteOnPostgres(place.folder, place.clock.now(), 'a mark that the database does not have');
  expect(await kindOf(place.open())).toBe('on_postgres');
  expect(await kindOf(openMoved(place))).toBe('opened');
  expect(await kindOf(openMoved(secondPlace(place)))).toBe('opened');
});

test('a move to PostgreSQL that was killed before its note is opened from no other folder either', async () => {
  const { place, workspace } = await placeWithFirm();
  moveFirm(workspace, place.folder, address);
  // Nothing has opened it yet.
  expect(await kindOf(openMoved(secondPlace(place)))).toBe('moved_back');
  expect(readFileSync(join(place.folder, 'postgres.json'), 'utf8')).toContain(markOnServer());
  expect(await kindOf(openMoved(place))).toBe('opened');
  expect(await kindOf(openMoved(secondPlace(place)))).toBe('opened');
});

test('a move back that cannot write says so, and the database is still the firm', async () => {
  const place = await movedPlace();
  const moved = await openMoved(place);
  mkdirSync(join(copyFromPostgresIn(place.folder), 'in the way'), { recursive: true });
  await expect(moveBack(moved, place.folder)).rejects.toThrow();
  moved.close();
  expect(await kindOf(place.open())).toBe('on_postgres');
  expect(await kindOf(openMoved(place))).toBe('opened');
});

test('a record that another program has changed comes back with its own word of it', async () => {
  const place = await movedPlace();
  const moved = await openMoved(place);
  const connection = connect(address, false);
  connection.run({
    text: `ALTER TABLE rekey.activity DISABLE TRIGGER activity_is_kept;
      UPDATE rekey.activity SET reason = 'x' WHERE seq = 5; ALTER TABLE rekey.activity ENABLE TRIGGER activity_is_kept`,
  });
  connection.close();
  const back = await moveBack(moved, place.folder);
  expect(back.isRecordIntact).toBe(true);
  const again = await place.open();
  const altered = again.context.storage.read.get("SELECT count(*) AS n FROM activity WHERE action = 'record.altered'");
  expect(altered).toEqual({ n: 1 });
  again.close();
});
