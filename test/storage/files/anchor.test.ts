// The anchor of the activity record: a record that was cut or put back does not fit it, a record that goes on does.
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { provePresence } from '../../../main/services/act/presence.ts';
import { recordActivity } from '../../../main/services/act/record-activity.ts';
import { noteCutRecord } from '../../../main/services/firm/note-cut-record.ts';
import { openAnchor } from '../../../main/storage/files/anchor.ts';
import { getHead } from '../../../main/storage/tables/activity.ts';
import { getFirm, insertFirm } from '../../../main/storage/tables/firm.ts';
import type { Workspace } from '../../../main/workspace.ts';
import { createFixture } from '../../support/fixture.ts';
import { makePlace, note, type Place } from '../../support/place.ts';
import { refusalOf } from '../../support/refusals.ts';
import { createInstantHasher, createTestClock, DAY, HOUR } from '../../support/seeded.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const clock = createTestClock();
const actions = ({ context }: Workspace): unknown[] =>
  context.storage.read.all('SELECT action FROM activity ORDER BY seq').map((row) => row['action']);

async function closeAfter(place: Place, count: number): Promise<void> {
  const workspace = await place.open();
  const { storage } = workspace.context;
  if (getFirm(storage.read) === undefined)
    storage.transaction((tx) => insertFirm(tx, { name: 'Harbour', createdAt: clock.now(), isSample: false }));
  note(workspace, count);
  workspace.close();
}

test('a record that goes on fits, also after a kill that left the anchor behind', async () => {
  const place = makePlace(clock);
  await closeAfter(place, 3);
  const anchor = readFileSync(place.anchorFile);
  await closeAfter(place, 2);
  writeFileSync(place.anchorFile, anchor);
  const again = await place.open();
  expect(actions(again)).toEqual(Array(5).fill('test.noted'));
  again.close();
});

test('an older database file that is put back is noticed once and stays on record', async () => {
  const place = makePlace(clock);
  await closeAfter(place, 3);
  copyFileSync(place.file, `${place.file}.old`);
  await closeAfter(place, 4);
  copyFileSync(`${place.file}.old`, place.file);
  const found = await place.open();
  expect(actions(found)).toEqual([...Array(3).fill('test.noted'), 'record.cut']);
  expect(found.context.storage.read.get('SELECT outcome, reason, detail FROM activity WHERE seq = 4')).toEqual({
    outcome: 'failed',
    reason: 'cut',
    detail: expect.stringContaining('"recordsExpected":7,"recordsFound":3'),
  });
  expect(found.context.storage.read.all('SELECT kind FROM alerts')).toEqual([{ kind: 'record_cut' }]);
  found.close();
  const again = await place.open();
  expect(actions(again).filter((action) => action === 'record.cut')).toHaveLength(1);
  again.close();
});

test('an older file that has gone on by itself, with as many records, is noticed by their hashes', async () => {
  const place = makePlace(clock);
  await closeAfter(place, 3);
  copyFileSync(place.file, `${place.file}.old`);
  await closeAfter(place, 1);
  const anchor = readFileSync(place.anchorFile);
  copyFileSync(`${place.file}.old`, place.file);
  rmSync(place.anchorFile);
  clock.advance(HOUR);
  await closeAfter(place, 5);
  writeFileSync(place.anchorFile, anchor);
  const found = await place.open();
  expect(found.context.storage.read.get('SELECT reason FROM activity ORDER BY seq DESC LIMIT 1')).toEqual({
    reason: 'differs',
  });
  found.close();
});

test('an anchor that was written by hand, or is broken, is noticed too', async () => {
  const place = makePlace(clock);
  await closeAfter(place, 3);
  const kept = JSON.parse(readFileSync(place.anchorFile, 'utf8')) as object;
  for (const forged of [JSON.stringify({ ...kept, seq: 1 }), JSON.stringify({ ...kept, at: 0 }), '{', '', 'null']) {
    writeFileSync(place.anchorFile, forged);
    const found = await place.open();
    expect(found.context.storage.read.get('SELECT action, reason FROM activity ORDER BY seq DESC LIMIT 1')).toEqual({
      action: 'record.cut',
      reason: 'unreadable',
    });
    found.close();
  }
});

test('a missing anchor is noticed, and created again', async () => {
  const place = makePlace(clock);
  await closeAfter(place, 3);
  rmSync(place.anchorFile);
  const found = await place.open();
  expect(actions(found)).toEqual([...Array(3).fill('test.noted'), 'record.cut']);
  expect(found.context.storage.read.all('SELECT kind FROM alerts')).toEqual([{ kind: 'record_cut' }]);
  expect(existsSync(place.anchorFile)).toBe(true);
  found.close();
});

/** A busy disk takes its time. */
const POLL = { interval: 1, timeout: 10_000 };
const anchoredSeq = ({ anchorFile }: Place): unknown =>
  (JSON.parse(readFileSync(anchorFile, 'utf8')) as { readonly seq: unknown }).seq;

test('each act is in the anchor at once, without a pause, and the file that was not renamed is gone after a start', async () => {
  const place = makePlace(clock);
  await closeAfter(place, 1);
  const workspace = await place.open();
  for (const seq of [2, 3, 4]) {
    note(workspace, 1);
    await expect.poll(() => anchoredSeq(place), POLL).toBe(seq);
  }
  // Many acts while one end is written: the last one counts.
  note(workspace, 20);
  await expect.poll(() => anchoredSeq(place), POLL).toBe(24);
  workspace.close();
  writeFileSync(`${place.anchorFile}.next`, 'half');
  (await place.open()).close();
  expect(existsSync(`${place.anchorFile}.next`)).toBe(false);
});

test('an end that is not written yet is written when the firm is closed', async () => {
  const place = makePlace(clock);
  await closeAfter(place, 1);
  const workspace = await place.open();
  note(workspace, 2);
  expect(anchoredSeq(place)).toBe(1);
  workspace.context.storage.close();
  expect(anchoredSeq(place)).toBe(3);
  // What was under way does not take its place, and leaves nothing.
  await expect.poll(() => existsSync(`${place.anchorFile}.next`), POLL).toBe(false);
  expect(anchoredSeq(place)).toBe(3);
});

test('an act that is taken back, or fails when it is committed, is in no anchor', async () => {
  const place = makePlace(clock);
  await closeAfter(place, 1);
  const workspace = await place.open();
  const { storage } = workspace.context;
  const request = storage.hold();
  request.run(() => note(workspace, 1));
  request.drop();
  expect(() =>
    storage.transaction((tx) => {
      recordActivity(workspace.context, tx, { action: 'test.noted', outcome: 'done' });
      tx.run('PRAGMA defer_foreign_keys = ON');
      tx.run("INSERT INTO passwords (user_id, hash, set_at) VALUES (77, 'x', 1)");
    }),
  ).toThrow('FOREIGN KEY');
  storage.close();
  expect(anchoredSeq(place)).toBe(1);
});

test('an end that does not go on from the anchored one waits for the look, which records why', async () => {
  const place = makePlace(clock);
  await closeAfter(place, 3);
  copyFileSync(place.file, `${place.file}.old`);
  const workspace = await place.open();
  const { storage } = workspace.context;
  const seal = storage.read.get('SELECT * FROM record_seal');
  note(workspace, 2);
  await expect.poll(() => anchoredSeq(place), POLL).toBe(5);
  // Another program cuts the last two, and puts the seal of before back.
  place.edit((db) => {
    db.exec('DELETE FROM activity WHERE seq > 3');
    const columns = Object.keys(seal ?? {});
    db.prepare(`UPDATE record_seal SET ${columns.map((name) => `${name} = :${name}`).join(', ')}`).run(seal);
  });
  note(workspace, 1);
  storage.close();
  expect(anchoredSeq(place)).toBe(5);
  const again = await place.open();
  expect(actions(again)).toEqual([...Array(4).fill('test.noted'), 'record.cut']);
  again.close();
});

test('while the clock is not believed, the anchor keeps the time of before', () => {
  const fixture = createFixture();
  const file = join(makeTempFolder(), 'anchor.json');
  const anchor = openAnchor(file, () => new Uint8Array(32));
  anchor.keep(fixture.read, 1000);
  const begin = { seq: 0, hash: getHead(fixture.read).hash };
  anchor.goOn(begin, { seq: 1, hash: 'a' }, undefined);
  anchor.settle();
  expect(anchor.lastEnd()).toMatchObject({ seq: 1, at: 1000 });
  anchor.goOn({ seq: 1, hash: 'a' }, { seq: 2, hash: 'b' }, 2000);
  anchor.settle();
  expect(anchor.lastEnd()).toMatchObject({ seq: 2, at: 2000 });
});

test('a failure to write the anchor stops nothing', () => {
  const fixture = createFixture();
  const anchor = openAnchor(join(makeTempFolder(), 'missing', 'anchor.json'), () => new Uint8Array(32));
  anchor.keep(fixture.read, fixture.clock.now());
  expect(anchor.check(fixture.read)).toEqual({ kind: 'fits' });
});

test('a code that was used after the file was copied does not work again, and the time does not go back', async () => {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  const actor = await fixture.signIn(admin);
  const at = fixture.clock.now() + DAY;
  fixture.context.storage.transaction((tx) =>
    noteCutRecord(fixture.context, tx, { kind: 'cut', expected: 9, found: 1, at }),
  );
  expect(refusalOf(() => provePresence(fixture.context, actor, fixture.nextCode(admin))).code).toBe('clock_went_back');
  fixture.clock.advance(DAY);
  expect(refusalOf(() => provePresence(fixture.context, actor, fixture.codeOf(admin))).code).toBe('code_already_used');
});
