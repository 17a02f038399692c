// A firm's files that are gone. At a start that is no first run, and nothing is created. While Rekey runs, no act is
// answered as done that nobody could find again.
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordActivity } from '../../main/services/act/record-activity.ts';
import { createFirm } from '../../main/services/firm/create-firm.ts';
import { readUnprovedEnd } from '../../main/storage/files/anchor.ts';
import { getHead } from '../../main/storage/tables/activity.ts';
import { getFirm } from '../../main/storage/tables/firm.ts';
import { openWorkspace, type Workspace } from '../../main/workspace.ts';
import { createFixture } from '../support/fixture.ts';
import { openDoor } from '../support/open-door.ts';
import { createTestClock } from '../support/seeded.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const none = (): Promise<never> => Promise.reject(new Error('none'));
const clock = createTestClock();

interface Place {
  readonly root: string;
  readonly folder: string;
  readonly file: string;
  readonly keyFile: string;
  readonly anchorFile: string;
  open(): Promise<Workspace>;
}

function makePlace(): Place {
  const root = makeTempFolder();
  const folder = join(root, 'firm');
  const anchorFile = join(root, 'record-anchor.json');
  return {
    root,
    folder,
    anchorFile,
    file: join(folder, 'rekey.db'),
    keyFile: join(folder, 'data-key.json'),
    open: () =>
      openWorkspace(folder, {
        keyStore: { isAvailable: async () => false, wrap: none, unwrap: none },
        clock,
        appVersion: '0.0.0-test',
        isSample: false,
        anchorFile,
      }),
  };
}

async function openWithFirm(): Promise<Place & { readonly workspace: Workspace }> {
  const place = makePlace();
  const workspace = await place.open();
  await createFirm(workspace.context, {
    firmName: 'Harbour & Finch',
    firstName: 'Ann',
    lastName: 'Finch',
    email: 'ann@harbour.example',
    password: 'plum-anchor-sixty-reeds',
  });
  return { ...place, workspace };
}

async function makeFirm(): Promise<Place> {
  const { workspace, ...place } = await openWithFirm();
  workspace.close();
  return place;
}

const act = ({ context }: Workspace): void =>
  context.storage.transaction((tx) => recordActivity(context, tx, { action: 'test.noted', outcome: 'done' }));

function removeAll(...files: readonly string[]): void {
  for (const file of files) rmSync(file);
}

const everyFile = (root: string): string[] => readdirSync(root, { recursive: true }).map(String).sort();

describe('at a start', () => {
  test.each<[string, (place: Place) => void]>([
    ['the whole folder', ({ folder }) => rmSync(folder, { recursive: true })],
    ['the database', ({ file }) => rmSync(file)],
    ['the database, and its content is nothing', ({ file }) => truncateSync(file)],
    ['the database and the key', ({ file, keyFile }) => removeAll(file, keyFile)],
    ['the database and the anchor', ({ file, anchorFile }) => removeAll(file, anchorFile)],
    [
      'the folder, and the anchor is unreadable',
      ({ folder, anchorFile }) => {
        rmSync(folder, { recursive: true });
        writeFileSync(anchorFile, '{');
      },
    ],
    [
      'the database, and an empty folder is in its place',
      ({ folder }) => {
        rmSync(folder, { recursive: true });
        mkdirSync(folder);
      },
    ],
  ])('%s is missing: that is no first run, and nothing is created', async (_what, remove) => {
    const place = await makeFirm();
    remove(place);
    const before = everyFile(place.root);
    await expect(place.open()).rejects.toMatchObject({ name: 'DatabaseProblem', kind: 'missing' });
    expect(everyFile(place.root)).toEqual(before);
  });

  test('a log that waits for its database is kept', async () => {
    const { workspace, folder, file, open, anchorFile } = await openWithFirm();
    const log = readFileSync(`${file}-wal`);
    workspace.close();
    for (const one of [file, join(folder, 'data-key.json'), anchorFile]) rmSync(one);
    writeFileSync(`${file}-wal`, log);
    await expect(open()).rejects.toMatchObject({ kind: 'missing' });
    expect(readFileSync(`${file}-wal`).equals(log)).toBe(true);
  });

  test('a fresh database in the place of the firm’s is no first run', async () => {
    const place = await makeFirm();
    const fresh = makePlace();
    (await fresh.open()).close();
    copyFileSync(fresh.file, place.file);
    await expect(place.open()).rejects.toMatchObject({ kind: 'missing' });
    rmSync(place.keyFile);
    await expect(place.open()).rejects.toMatchObject({ kind: 'missing' });
    expect(existsSync(place.keyFile)).toBe(false);
  });

  test('put back, it opens with everything', async () => {
    const place = await makeFirm();
    renameSync(place.folder, `${place.folder}-elsewhere`);
    await expect(place.open()).rejects.toMatchObject({ kind: 'missing' });
    renameSync(`${place.folder}-elsewhere`, place.folder);
    const again = await place.open();
    expect(getFirm(again.context.storage.read)?.name).toBe('Harbour & Finch');
    again.close();
  });

  test('a first run that was left before there was a firm stays a first run', async () => {
    const place = makePlace();
    const first = await place.open();
    act(first);
    first.close();
    const second = await place.open();
    expect(getFirm(second.context.storage.read)).toBeUndefined();
    second.close();
  });
});

describe.skipIf(process.platform === 'win32')('while Rekey runs', () => {
  test.each<[string, (place: Place) => void]>([
    ['the folder is removed', ({ folder }) => rmSync(folder, { recursive: true })],
    ['the folder is moved away', ({ folder }) => renameSync(folder, `${folder}-elsewhere`)],
    [
      'a copy takes the place of the folder',
      ({ folder }) => {
        renameSync(folder, `${folder}-elsewhere`);
        cpSync(`${folder}-elsewhere`, folder, { recursive: true });
      },
    ],
    ['the database is removed', ({ file }) => rmSync(file)],
    [
      'another database takes its place',
      ({ file }) => {
        copyFileSync(file, `${file}.other`);
        renameSync(`${file}.other`, file);
      },
    ],
    [
      'the database stays under another name only',
      ({ file }) => {
        linkSync(file, `${file}.kept`);
        rmSync(file);
      },
    ],
    ['the write-ahead log is removed', ({ file }) => rmSync(`${file}-wal`)],
    [
      'a file takes the place of the folder',
      ({ folder }) => {
        renameSync(folder, `${folder}-elsewhere`);
        writeFileSync(folder, 'not a folder');
      },
    ],
  ])('%s: no act is answered as done, and the look at the files finds it', async (_what, remove) => {
    const { workspace, ...place } = await openWithFirm();
    const problems: unknown[] = [];
    workspace.context.storage.onLoss((problem) => problems.push(problem));
    act(workspace);
    workspace.look();
    const { seq } = getHead(workspace.context.storage.read);
    await expect.poll(() => readUnprovedEnd(place.anchorFile)?.seq, { timeout: 10_000 }).toBe(seq);
    remove(place);
    for (let i = 0; i < 6; i++) expect(() => act(workspace)).toThrow('the database is removed');
    expect(() => workspace.look()).toThrow('the database is removed');
    expect(problems).toEqual([expect.objectContaining({ kind: 'removed' })]);
    expect(getHead(workspace.context.storage.read).seq).toBe(seq);
    const anchor = existsSync(place.anchorFile) ? readFileSync(place.anchorFile) : undefined;
    workspace.close();
    expect(existsSync(place.anchorFile) ? readFileSync(place.anchorFile) : undefined).toEqual(anchor);
  });

  test('the database is removed in the middle of an act: the act is not answered as done', async () => {
    const { workspace, file } = await openWithFirm();
    expect(() =>
      workspace.context.storage.transaction((tx) => {
        recordActivity(workspace.context, tx, { action: 'test.noted', outcome: 'done' });
        rmSync(file);
      }),
    ).toThrow('the database is removed');
    workspace.close();
  });

  test('every request that changes something fails at the door once the database is gone', async () => {
    const fixture = createFixture();
    const admin = await fixture.addPerson({ role: 'partner_admin' });
    const other = await fixture.addPerson({ role: 'client_ops', clients: [fixture.addClient('Alder')] });
    const door = openDoor(fixture);
    await door.signIn(1, admin);
    rmSync(fixture.file);
    expect(await door.refusal(2, 'session.signIn', { email: other.email, password: other.password })).toEqual({
      code: 'cannot_write',
    });
    const client = { name: 'Birch', type: 'company', accountingSoftware: '' } as const;
    expect(await door.refusal(1, 'clients.add', client)).toEqual({ code: 'cannot_write' });
    // The window is signed out whatever the disk says.
    await door.ask(1, 'session.signOut', {});
  });

  test('the data key is removed: it is written again, because the one in memory may be the last', async () => {
    const { workspace, keyFile, open } = await openWithFirm();
    const key = readFileSync(keyFile);
    rmSync(keyFile);
    act(workspace);
    expect(readFileSync(keyFile).equals(key)).toBe(true);
    rmSync(keyFile);
    workspace.look();
    workspace.close();
    (await open()).close();
  });

  test('another file takes the place of the data key: nothing more is sealed', async () => {
    const { workspace, keyFile } = await openWithFirm();
    const key = readFileSync(keyFile);
    appendFileSync(keyFile, ' ');
    expect(() => act(workspace)).toThrow('the data key is unreadable');
    writeFileSync(keyFile, key);
    act(workspace);
    renameSync(keyFile, `${keyFile}.old`);
    writeFileSync(keyFile, '{}');
    expect(() => act(workspace)).toThrow('the data key is unreadable');
    workspace.close();
    expect(readFileSync(keyFile, 'utf8')).toBe('{}');
  });

  test('a copy of the same key, as a backup program writes it, is no problem', async () => {
    const { workspace, keyFile } = await openWithFirm();
    copyFileSync(keyFile, join(dirname(keyFile), 'copy'));
    renameSync(join(dirname(keyFile), 'copy'), keyFile);
    act(workspace);
    workspace.close();
  });
});
