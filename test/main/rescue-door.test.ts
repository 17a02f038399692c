// The door behind the page about a problem: whatever a script in that window asks for, in whatever order, a firm is replaced
// only where its data is lost, and only by a backup that was opened as a whole.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ProblemKind } from '../../main/problem.ts';
import { createRescueDoor, type RescueDoor } from '../../main/rescue-door.ts';
import { recordActivity } from '../../main/services/act/record-activity.ts';
import { makeBackup } from '../../main/storage/backup/make-backup.ts';
import { toKeyText } from '../../main/storage/files/data-key.ts';
import { insertFirm } from '../../main/storage/tables/firm.ts';
import { openWorkspace, type Workspace } from '../../main/workspace.ts';
import type { RescueName } from '../../preload/contract/rescue.ts';
import { decrypt, encryptCheaply, PASSPHRASE } from '../support/backup.ts';
import { noKeyStore } from '../support/place.ts';
import { createTestClock } from '../support/seeded.ts';
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
      database: context.storage.file,
      workFolder: join(place.folder, 'backup-work'),
      target,
      passphrase: PASSPHRASE,
      key: toKeyText(context.home.dataKey),
      anchor: readFileSync(place.anchorFile, 'utf8'),
      firm: 'Quill & Partners',
      isSample: false,
      madeAt: context.clock.now(),
      appVersion: 'test',
    },
    () => undefined,
  );
  workspace.close();
  await encryptCheaply(target, await decrypt(target));
  return target;
}

let place: Place;
let backup: string;
let opened: number;
/** What the firm says when it is opened again. */
let next: ProblemKind | undefined;

const doorFor = (problem: ProblemKind, file = backup): RescueDoor =>
  createRescueDoor({
    ...dependencies,
    problem,
    place,
    log: () => undefined,
    chooseBackup: async () => file,
    async goOn() {
      opened += 1;
      return next;
    },
  });
async function ask(door: RescueDoor, name: RescueName, input: object = {}): Promise<string> {
  const reply: unknown = JSON.parse(await door.answer(name, JSON.stringify(input)));
  if (typeof reply !== 'object' || reply === null || !('failure' in reply)) return 'done';
  return String((reply.failure as { readonly code: string }).code);
}
const passphrase = PASSPHRASE;

beforeEach(async () => {
  place = newPlace();
  backup = await makeFirm(place);
  opened = 0;
  next = undefined;
}, 60_000);

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
        await ask(door, 'rescue.openWithBackup', { passphrase }),
        await ask(door, 'rescue.openWithKit', { code: 'AAAA' }),
      ];
      expect([problem, ...answers]).toEqual([problem, ...Array.from({ length: 5 }, () => 'not_now')]);
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
  test('takes no backup of another firm', async () => {
    const other = await makeFirm(newPlace());
    writeFileSync(join(place.folder, 'rekey.db'), '');
    const door = doorFor('missing', other);
    await ask(door, 'rescue.chooseBackup');
    expect(await ask(door, 'rescue.readBackup', { passphrase })).toBe('backup_other_firm');
    expect(await ask(door, 'rescue.restore')).toBe('backup_not_chosen');
    rmSync(join(place.folder, 'data-key.json'));
    expect(await ask(door, 'rescue.readBackup', { passphrase })).toBe('backup_other_firm');
  });
});
