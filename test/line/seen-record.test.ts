// What a desktop remembers of the activity record, over real TLS on the loopback address.

import { readFileSync, writeFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openSeenFile, type SeenFile } from '../../main/line/seen-record.ts';
import { noteOtherRecord } from '../../main/services/desktops/other-record.ts';
import { getHead } from '../../main/storage/tables/activity.ts';
import { breakWrites } from '../support/accident.ts';
import { giveMissingStandby } from '../support/missing-standby.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { type FirmLine, type JoinedDesktop, join, LOCAL, openDesktop, opened, serveFirm } from './firm-line.ts';

afterEach(() => {
  for (const close of opened.splice(0)) close();
});

/** A busy computer takes its time. */
const until = <T>(work: () => T | Promise<T>): Promise<T> => vi.waitFor(work, { timeout: 15_000 });
const connected = (desk: JoinedDesktop, otherRecord: unknown) =>
  until(async () => expect(await desk.line()).toMatchObject({ kind: 'connected', otherRecord }));

interface Scene extends FirmLine {
  readonly desk: JoinedDesktop;
  readonly file: string;
  readonly seenFile: SeenFile;
}

/** What the server has said before this answer is heard. Rekey is closed there then. */
async function leave(desk: JoinedDesktop): Promise<void> {
  await desk.ask(7, 'application.getState', {});
  desk.close();
}

/** A desktop that has seen an act of its own person. */
async function setScene(): Promise<Scene> {
  const line = await serveFirm();
  const joined = await join(line, 'Reception');
  const file = joinPath(makeTempFolder(), 'seen-record.json');
  const seenFile = openSeenFile(file, joined.fingerprint);
  const desk = openDesktop(line, joined, { seenFile });
  await connected(desk, null);
  await desk.signIn(7, line.admin, line.fixture);
  await desk.ask(7, 'clients.add', { name: 'Alder', type: 'company', accountingSoftware: '' });
  await leave(desk);
  expect(seenFile.read()).toEqual(getHead(line.fixture.read));
  return { ...line, desk, file, seenFile };
}

/** The desktop was told of records that the server does not have: as after an older file was put back there. */
const beyond = ({ fixture, seenFile }: Scene): void =>
  seenFile.write({ seq: getHead(fixture.read).seq + 2, hash: 'a'.repeat(64) });
const told = ({ fixture }: FirmLine) =>
  fixture
    .activity()
    .filter(({ action }) => action === 'record.seen_otherwise')
    .map(({ reason, detail }) => [reason, detail['desktopName']]);

async function expectTold(reason: string, alter: (scene: Scene) => void): Promise<void> {
  const scene = await setScene();
  alter(scene);
  const before = scene.seenFile.read();
  const desk = openDesktop(scene, scene.desk.joined, { seenFile: scene.seenFile });
  await connected(desk, { restoredAt: null });
  await until(() => expect(told(scene)).toEqual([[reason, 'Reception']]));
  expect(scene.fixture.read.all("SELECT kind FROM alerts WHERE kind = 'record_seen_otherwise'")).toHaveLength(1);
  // It keeps what it knows, whatever the server says from then on.
  await desk.ask(7, 'session.signIn', { email: scene.admin.email, password: scene.admin.password });
  scene.server.sweep();
  await leave(desk);
  expect(scene.seenFile.read()).toEqual(before);
  const again = openDesktop(scene, scene.desk.joined, { seenFile: scene.seenFile });
  await connected(again, { restoredAt: null });
  expect(told(scene)).toHaveLength(1);
}

describe('a desktop', () => {
  test('is not told of what a missing standby does not have, before it is back', async () => {
    const scene = await setScene();
    const { fixture, seenFile, server, desk, admin } = scene;
    const before = seenFile.read();
    const standby = giveMissingStandby(fixture.context.storage);
    const inBetween = openDesktop(scene, desk.joined, { seenFile });
    await connected(inBetween, null);
    await inBetween.signIn(7, admin, fixture);
    server.sweep();
    await inBetween.ask(7, 'application.getState', {});
    await leave(inBetween);
    expect(getHead(fixture.read).seq).toBeGreaterThan(before?.seq ?? 0);
    expect(seenFile.read()).toEqual(before);
    standby.become({ isInStep: true });
    const again = openDesktop(scene, desk.joined, { seenFile });
    await connected(again, null);
    await again.ask(7, 'application.getState', {});
    await leave(again);
    expect(seenFile.read()).toEqual(getHead(fixture.read));
  });
  test('remembers the last record that it was told of, and nothing of the firm', async () => {
    const { file, fixture } = await setScene();
    const { seq, hash } = getHead(fixture.read);
    const text = readFileSync(file, 'utf8');
    expect(JSON.parse(text)).toMatchObject({ seq, hash });
    for (const name of ['Quill', 'Alder', 'Margaret', '@']) expect(text).not.toContain(name);
  });

  test('keeps number and hash of a record that it hears of, and nothing else of the message', async () => {
    const line = await serveFirm();
    const written: unknown[] = [];
    const seenFile = { read: () => undefined, write: (end: unknown) => void written.push(end) };
    const desk = openDesktop(line, await join(line), { seenFile });
    await connected(desk, null);
    await desk.signIn(7, line.admin, line.fixture);
    await leave(desk);
    expect(written.at(-1)).toEqual(getHead(line.fixture.read));
  });

  test('is told of what others do, and connects again in silence', async () => {
    const scene = await setScene();
    const desk = openDesktop(scene, scene.desk.joined, { seenFile: scene.seenFile });
    await connected(desk, null);
    await scene.open.ask(LOCAL, 'clients.add', { name: 'Birch', type: 'company', accountingSoftware: '' });
    scene.server.sweep();
    await leave(desk);
    expect(scene.seenFile.read()).toEqual(getHead(scene.fixture.read));
    expect(told(scene)).toEqual([]);
  });

  test('says so where the record of the server ends earlier, and every Partner Admin is told once', () =>
    expectTold('cut', beyond));

  test('says so where the record of the server was rewritten, and every Partner Admin is told once', () =>
    expectTold('differs', ({ fixture, seenFile }) =>
      seenFile.write({ seq: getHead(fixture.read).seq - 1, hash: 'a'.repeat(64) }),
    ));

  test('remembers the new record once somebody there has accepted it', async () => {
    const scene = await setScene();
    beyond(scene);
    const desk = openDesktop(scene, scene.desk.joined, { seenFile: scene.seenFile });
    await connected(desk, { restoredAt: null });
    await until(() => expect(told(scene)).toHaveLength(1));
    scene.server.sweep();
    await desk.ask(7, 'application.getState', {});
    await desk.ask(7, 'line.acceptRecord', {});
    expect(scene.seenFile.read()).toEqual(getHead(scene.fixture.read));
    await connected(desk, null);
    desk.close();
    const again = openDesktop(scene, scene.desk.joined, { seenFile: scene.seenFile });
    await connected(again, null);
    expect(told(scene)).toHaveLength(1);
  });

  test('of another server is not asked about this one', async () => {
    const { file, desk } = await setScene();
    const text = readFileSync(file, 'utf8');
    expect(openSeenFile(file, new Uint8Array(32)).read()).toBeUndefined();
    writeFileSync(file, text.slice(0, 40));
    expect(openSeenFile(file, desk.joined.fingerprint).read()).toBeUndefined();
  });
});

test('what cannot be noted, because the disk is full, ends no line and is noted later', async () => {
  const scene = await setScene();
  beyond(scene);
  const { storage } = scene.fixture.context;
  const connect = async (): Promise<void> => {
    const desk = openDesktop(scene, scene.desk.joined, { seenFile: scene.seenFile });
    await connected(desk, { restoredAt: null });
    await leave(desk);
  };
  const mend = breakWrites(storage, { verb: 'INSERT', table: 'activity' }, 'full');
  await connect();
  expect(told(scene)).toEqual([]);
  mend();
  const now = process.uptime();
  const uptime = vi.spyOn(process, 'uptime').mockImplementation(() => now + 3600);
  opened.push(() => uptime.mockRestore());
  await connect();
  expect(told(scene)).toEqual([['cut', 'Reception']]);
});

test('a desktop that tells tales fills no record: what is there after all, or comes again within the hour, is not noted', async () => {
  const scene = await setScene();
  const tell = async (seen: { readonly seq: number; readonly hash: string }): Promise<void> => {
    const liar = { read: () => seen, write: () => undefined };
    const desk = openDesktop(scene, scene.desk.joined, { seenFile: liar });
    await until(async () => expect((await desk.line()).kind).toBe('connected'));
    await leave(desk);
  };
  await tell({ seq: 1_000_000, hash: 'a'.repeat(64) });
  await tell({ seq: 2_000_000, hash: 'b'.repeat(64) });
  expect(told(scene)).toEqual([['cut', 'Reception']]);
  expect(noteOtherRecord(scene.fixture.context, 'Reception', getHead(scene.fixture.read))).toBe(false);
});
