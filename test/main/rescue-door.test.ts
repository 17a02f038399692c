// The door behind the page about a problem: whatever a script in that window asks for, in whatever order, a firm is replaced
// only where its data is lost, and only by a backup that was opened as a whole.

import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ProblemKind, problemOf } from '../../main/problem.ts';
import { createRescueDoor, type RescueDoor } from '../../main/rescue-door.ts';
import { recordActivity } from '../../main/services/act/record-activity.ts';
import { withStaging } from '../../main/services/backup/staging.ts';
import { makeBackup } from '../../main/storage/backup/make-backup.ts';
import { DatabaseProblem } from '../../main/storage/engine/database-problem.ts';
import { fileOf } from '../../main/storage/engine/file-of.ts';
import { toKeyText } from '../../main/storage/files/data-key.ts';
import { noteLastBackup, readLastBackup } from '../../main/storage/files/last-backup-note.ts';
import { insertFirm } from '../../main/storage/tables/firm.ts';
import { openWorkspace, type Workspace } from '../../main/workspace.ts';
import type { RescueName } from '../../preload/contract/rescue.ts';
import { PASSPHRASE } from '../support/backup.ts';
import { noKeyStore } from '../support/place.ts';
import { createTestClock, DAY } from '../support/seeded.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const dependencies = { keyStore: noKeyStore, clock: createTestClock(), appVersion: '0.0.0-test' };

interface Place {
  readonly folder: string;
  readonly anchorFile: string;
}
const newPlace = (): Place => {
  const root = makeTempFolder();
  return { folder: join(root, 'firm'), anchorFile: join(root, 'record-anchor.json') };
};
const openAt = ({ folder, anchorFile }: Place): Promise<Workspace> =>
  openWorkspace(folder, { ...dependencies, isSample: false, anchorFile });

/** A firm with a backup of its own. @returns the backup. */
async function makeFirm(place: Place): Promise<string> {
  const workspace = await openAt(place);
  const { context } = workspace;
  context.storage.transaction((tx) => {
    insertFirm(tx, { name: 'Quill & Partners', createdAt: context.clock.now(), isSample: false });
    recordActivity(context, tx, { action: 'firm.created', outcome: 'done' });
  });
  const target = join(makeTempFolder(), 'firm.rekey-backup.age');
  await makeBackup(
    {
      kind: 'make',
      database: fileOf(context.storage),
      workFolder: join(place.folder, 'backup-work'),
      target,
      passphrase: PASSPHRASE,
      key: toKeyText(context.home.dataKey),
      anchor: readFileSync(place.anchorFile, 'utf8'),
      isSample: false,
      madeAt: context.clock.now(),
      appVersion: 'test',
    },
    () => undefined,
  );
  workspace.close();
  return target;
}

let place: Place;
let backup: string;
let opened: number;
/** What the firm says when it is opened again. */
let next: DatabaseProblem['kind'] | undefined;
/** Where the damaged files go. */
let folder: string | undefined;

const doorFor = (problem: ProblemKind, file = backup): RescueDoor =>
  createRescueDoor({
    ...dependencies,
    problem,
    place,
    log: () => undefined,
    chooseBackup: async () => file,
    chooseFolder: async () => folder,
    async open() {
      opened += 1;
      if (next !== undefined) throw new DatabaseProblem(next);
    },
    show: (error) => problemOf(error).kind,
  });
async function ask(door: RescueDoor, name: RescueName, input: object = {}): Promise<string> {
  const reply: unknown = JSON.parse(await door.answer(name, JSON.stringify(input)));
  if (typeof reply !== 'object' || reply === null || !('failure' in reply)) return 'done';
  return String((reply.failure as { readonly code: string }).code);
}
const answerOf = async (door: RescueDoor, name: RescueName, input: object = {}): Promise<unknown> =>
  (JSON.parse(await door.answer(name, JSON.stringify(input))) as { readonly value?: unknown }).value;
const passphrase = PASSPHRASE;

/** Backups take seconds: each test has a copy of one firm. */
let template: Place;
let otherBackup: string;
beforeAll(async () => {
  template = newPlace();
  backup = await makeFirm(template);
  otherBackup = await makeFirm(newPlace());
}, 120_000);

beforeEach(() => {
  place = newPlace();
  cpSync(dirname(template.folder), dirname(place.folder), { recursive: true });
  opened = 0;
  next = undefined;
  folder = undefined;
});

describe('the page about a problem', () => {
  test('lets nothing take the place of a firm that is whole', async () => {
    const whole = [
      'in_use',
      'other_computer',
      'newer',
      'not_readable',
      'disk_full',
      'disk_fault',
      'removed',
      'network_folder',
      'unexpected',
    ] as const;
    const before = readFileSync(join(place.folder, 'data-key.json'), 'utf8');
    for (const problem of whole) {
      const door = doorFor(problem);
      const answers = [
        await ask(door, 'rescue.chooseBackup'),
        await ask(door, 'rescue.readBackup', { passphrase }),
        await ask(door, 'rescue.restore'),
        await ask(door, 'rescue.getLastBackup'),
        await ask(door, 'rescue.chooseLastBackup'),
        await ask(door, 'rescue.saveDamaged'),
        await ask(door, 'rescue.openWithBackup', { passphrase }),
        await ask(door, 'rescue.openWithKit', { code: 'AAAA' }),
      ];
      expect([problem, ...answers]).toEqual([problem, ...Array.from({ length: 8 }, () => 'not_now')]);
      expect([opened, readFileSync(join(place.folder, 'data-key.json'), 'utf8')]).toEqual([0, before]);
      expect(existsSync(`${place.folder}-restore`)).toBe(false);
    }
  });
  test.each(['key_missing', 'key_unreadable'] as const)('replaces no data for its key: %s', async (problem) => {
    const door = doorFor(problem);
    expect(await ask(door, 'rescue.chooseBackup')).toBe('done');
    expect(await ask(door, 'rescue.readBackup', { passphrase })).toBe('not_now');
    expect(await ask(door, 'rescue.restore')).toBe('not_now');
    expect(await ask(door, 'rescue.openWithBackup', { passphrase })).toBe('done');
    expect(opened).toBe(1);
  });
  test.each([
    'damaged',
    'altered',
    'missing',
  ] as const)('gives the backup of lost data its place once: %s', async (problem) => {
    rmSync(join(place.folder, 'rekey.db'));
    const door = doorFor(problem);
    expect(await ask(door, 'rescue.restore')).toBe('backup_not_chosen');
    expect(await ask(door, 'rescue.readBackup', { passphrase })).toBe('backup_not_chosen');
    await ask(door, 'rescue.chooseBackup');
    expect(await ask(door, 'rescue.readBackup', { passphrase })).toBe('done');
    expect(await ask(door, 'rescue.restore')).toBe('done');
    expect(opened).toBe(1);
    // A later backup holds what this restore has undone.
    expect(readLastBackup(place.anchorFile)).toEqual({ file: backup, checkedAt: dependencies.clock.now(), records: 1 });
    // The firm is open: nothing is replaced any longer.
    expect(await ask(door, 'rescue.chooseBackup')).toBe('not_now');
    expect(await ask(door, 'rescue.restore')).toBe('not_now');
    (await openAt(place)).close();
  });
  test('goes on with the ways out of the next problem', async () => {
    const door = doorFor('key_missing');
    next = 'damaged';
    await ask(door, 'rescue.chooseBackup');
    expect(await ask(door, 'rescue.openWithBackup', { passphrase })).toBe('done');
    expect(await ask(door, 'rescue.openWithBackup', { passphrase })).toBe('not_now');
    expect(await ask(door, 'rescue.readBackup', { passphrase })).toBe('done');
  });
  test('forgets a backup that was opened when the next one does not open', async () => {
    rmSync(join(place.folder, 'rekey.db'));
    const door = doorFor('missing');
    await ask(door, 'rescue.chooseBackup');
    expect(await ask(door, 'rescue.readBackup', { passphrase })).toBe('done');
    expect(await ask(door, 'rescue.readBackup', { passphrase: 'another passphrase' })).toBe('backup_wrong_passphrase');
    expect(await ask(door, 'rescue.restore')).toBe('backup_not_chosen');
    expect([opened, existsSync(`${place.folder}-restore`)]).toEqual([0, false]);
  });
  test('waits while a window in Settings still decrypts a backup there, and takes nothing of it away', async () => {
    rmSync(join(place.folder, 'rekey.db'));
    const door = doorFor('missing');
    await ask(door, 'rescue.chooseBackup');
    expect(await ask(door, 'rescue.readBackup', { passphrase })).toBe('done');
    const staged = join(`${place.folder}-restore`, 'firm', 'rekey.db');
    await withStaging(place.folder, async () => {
      expect(await ask(door, 'rescue.readBackup', { passphrase })).toBe('backup_busy');
      expect(await ask(door, 'rescue.restore')).toBe('backup_not_chosen');
      door.leave();
      expect(existsSync(staged)).toBe(true);
    });
    expect(await ask(door, 'rescue.readBackup', { passphrase })).toBe('done');
    expect(await ask(door, 'rescue.restore')).toBe('done');
    expect(opened).toBe(1);
  });
  test('takes no backup of another firm', async () => {
    writeFileSync(join(place.folder, 'rekey.db'), '');
    const door = doorFor('missing', otherBackup);
    await ask(door, 'rescue.chooseBackup');
    expect(await ask(door, 'rescue.readBackup', { passphrase })).toBe('backup_other_firm');
    expect(await ask(door, 'rescue.restore')).toBe('backup_not_chosen');
    rmSync(join(place.folder, 'data-key.json'));
    expect(await ask(door, 'rescue.readBackup', { passphrase })).toBe('backup_other_firm');
  });
  test('offers the last checked backup by its name, says what it lacks, and restores it', async () => {
    const checkedAt = dependencies.clock.now();
    noteLastBackup(place.anchorFile, { file: backup, checkedAt, records: 1 });
    const workspace = await openAt(place);
    const { context } = workspace;
    dependencies.clock.advance(3 * DAY);
    for (let i = 0; i < 12; i++)
      context.storage.transaction((tx) => recordActivity(context, tx, { action: 'settings.changed', outcome: 'done' }));
    workspace.close();
    rmSync(join(place.folder, 'rekey.db'));
    const door = doorFor('missing');
    expect(await answerOf(door, 'rescue.getLastBackup')).toEqual({
      last: {
        fileName: basename(backup),
        folder: dirname(backup),
        checkedAt,
        isMove: false,
        isThere: true,
        after: { records: 12, until: checkedAt + 3 * DAY },
      },
    });
    expect(await answerOf(door, 'rescue.chooseLastBackup')).toEqual({ fileName: basename(backup) });
    expect(await answerOf(door, 'rescue.readBackup', { passphrase })).toMatchObject({ recordsLost: 12 });
    expect(await ask(door, 'rescue.restore')).toBe('done');
    expect(opened).toBe(1);
  });
  test('says that the firm was moved with the last checked backup', async () => {
    noteLastBackup(place.anchorFile, { file: backup, checkedAt: 1, records: 1, isMove: true });
    expect(await answerOf(doorFor('damaged'), 'rescue.getLastBackup')).toMatchObject({ last: { isMove: true } });
  });
  test('says what it can where the anchor holds a time that is none', async () => {
    noteLastBackup(place.anchorFile, { file: backup, checkedAt: dependencies.clock.now(), records: 1 });
    const anchor = JSON.parse(readFileSync(place.anchorFile, 'utf8')) as object;
    writeFileSync(place.anchorFile, JSON.stringify({ ...anchor, at: 9e15 }));
    expect(await answerOf(doorFor('damaged'), 'rescue.getLastBackup')).toMatchObject({ last: { after: null } });
  });
  test('says that the last backup is not there, and has nothing to choose where no note names one', async () => {
    const door = doorFor('damaged');
    expect(await answerOf(door, 'rescue.getLastBackup')).toEqual({ last: null });
    expect(await ask(door, 'rescue.chooseLastBackup')).toBe('backup_not_chosen');
    noteLastBackup(place.anchorFile, { file: join(makeTempFolder(), 'gone.age'), checkedAt: 1, records: 1 });
    expect(await answerOf(door, 'rescue.getLastBackup')).toMatchObject({ last: { isThere: false } });
    rmSync(place.anchorFile);
    expect(await answerOf(door, 'rescue.getLastBackup')).toMatchObject({ last: { after: null } });
    await ask(door, 'rescue.chooseLastBackup');
    expect(await ask(door, 'rescue.readBackup', { passphrase })).toBe('backup_not_readable');
  });
  test('takes no file from the note that is not a backup of this firm', async () => {
    noteLastBackup(place.anchorFile, { file: otherBackup, checkedAt: 1, records: 1 });
    const door = doorFor('damaged');
    await ask(door, 'rescue.chooseLastBackup');
    expect(await ask(door, 'rescue.readBackup', { passphrase })).toBe('backup_other_firm');
    expect(await ask(door, 'rescue.restore')).toBe('backup_not_chosen');
  });
  test('copies the damaged files as they are, whole or not at all, and without the key', async () => {
    const file = join(place.folder, 'rekey.db');
    writeFileSync(file, 'this was a database once');
    writeFileSync(`${file}-wal`, 'and its log');
    const door = doorFor('damaged');
    expect(await answerOf(door, 'rescue.saveDamaged')).toEqual({ folderName: null });
    folder = makeTempFolder();
    for (const end of ['', '-2']) {
      const folderName = `rekey-damaged-${new Date(dependencies.clock.now()).toISOString().slice(0, 10)}${end}`;
      expect(await answerOf(door, 'rescue.saveDamaged')).toEqual({ folderName });
      expect(readdirSync(join(folder, folderName)).sort()).toEqual(['record-anchor.json', 'rekey.db', 'rekey.db-wal']);
      expect(readFileSync(join(folder, folderName, 'rekey.db'), 'utf8')).toBe('this was a database once');
    }
    folder = place.folder;
    expect(await ask(door, 'rescue.saveDamaged')).toBe('backup_in_data_folder');
    folder = join(makeTempFolder(), 'gone');
    expect(await ask(door, 'rescue.saveDamaged')).toBe('file_not_saved');
    expect(opened).toBe(0);
  });
  test('replaces nothing while another computer has the folder', async () => {
    writeFileSync(join(place.folder, 'rekey.db'), 'this was a database once');
    const door = doorFor('damaged');
    await ask(door, 'rescue.chooseBackup');
    expect(await ask(door, 'rescue.readBackup', { passphrase })).toBe('done');
    const theirs = { version: 1, computer: 'front-desk', machine: 'm', pid: 1, process: '', token: 't', lastSeenAt: 1 };
    writeFileSync(join(place.folder, 'in-use.json'), JSON.stringify(theirs));
    expect(await ask(door, 'rescue.restore')).toBe('not_now');
    expect(readFileSync(join(place.folder, 'rekey.db'), 'utf8')).toBe('this was a database once');
    // The page about that has no ways out.
    expect(await ask(door, 'rescue.chooseBackup')).toBe('not_now');
    expect(opened).toBe(0);
  });
  test('leaves nothing decrypted when its window closes', async () => {
    const door = doorFor('damaged');
    await ask(door, 'rescue.chooseBackup');
    expect(await ask(door, 'rescue.readBackup', { passphrase })).toBe('done');
    expect(existsSync(`${place.folder}-restore`)).toBe(true);
    door.leave();
    expect(existsSync(`${place.folder}-restore`)).toBe(false);
  });
});
