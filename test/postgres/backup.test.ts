// A backup of a firm on PostgreSQL is one like any other: a window restores it as a file, and the file moves to PostgreSQL.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { moveBack } from '../../main/move-back.ts';
import { moveFirm } from '../../main/move-firm.ts';
import { prepareRestored } from '../../main/restored-firm.ts';
import { backUpIfDue, isBackupDue } from '../../main/services/backup/plan-backups.ts';
import { planWithoutWindow } from '../../main/services/backup/plan-without-window.ts';
import { openBackup } from '../../main/storage/backup/open-backup.ts';
import { fromKeyText } from '../../main/storage/files/data-key.ts';
import { replaceFolder, stagingOf } from '../../main/storage/files/replace-folder.ts';
import { getBackupPlan } from '../../main/storage/tables/backup-plan.ts';
import { PASSPHRASE } from '../support/backup.ts';
import { address, dropAfterEach, emptyDatabase, kindOf, openMoved, placeWithFirm } from '../support/moving-firm.ts';
import { makePlace, noKeyStore, note, type Place } from '../support/place.ts';
import { DAY } from '../support/seeded.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

dropAfterEach();
const typed = { passphrase: PASSPHRASE, repeated: PASSPHRASE };

/** As a window does on a computer without a firm. */
async function restore(file: string, { folder, anchorFile, clock }: Place): Promise<void> {
  const staged = join(stagingOf(folder), 'firm');
  const opened = await openBackup({ kind: 'open', file, passphrase: PASSPHRASE, folder: staged }, () => undefined);
  const key = fromKeyText(opened.key);
  if (key === undefined) throw new Error('the backup has no key');
  const { manifest, isRecordIntact } = opened;
  const restorable = { key, manifest, isRecordIntact, isSecondApproverRequired: false };
  const dependencies = { keyStore: noKeyStore, clock, appVersion: '0.0.0-test' };
  await prepareRestored(restorable, { folder, anchorFile }, dependencies, undefined);
  replaceFolder(folder, anchorFile);
}

test('a backup of a firm on PostgreSQL is restored as a file, and moves to PostgreSQL again', async () => {
  const { place, workspace } = await placeWithFirm();
  moveFirm(workspace, place.folder, address);
  const moved = await openMoved(place);
  note(moved, 2);
  const stick = makeTempFolder();
  const made = await planWithoutWindow(moved.context, { folder: stick, ...typed });
  expect(made).toMatchObject({ isRecordIntact: true });
  expect(made.records).toBeGreaterThan(300);
  const people = moved.context.storage.read.get('SELECT count(*) AS n FROM users')?.['n'];
  expect(made.people).toBe(people);
  // The work leaves nothing in the folder.
  expect(readdirSync(place.folder).sort()).toEqual([
    'data-key.json',
    'in-use.json',
    'postgres.json',
    'rekey.db.before-postgres',
  ]);
  moved.close();

  emptyDatabase();
  const other = makePlace(place.clock);
  await restore(join(stick, readdirSync(stick)[0] ?? ''), other);
  const restored = await other.open();
  const { read } = restored.context.storage;
  expect(read.get('SELECT count(*) AS n FROM users')).toEqual({ n: people });
  expect(read.get("SELECT count(*) AS n FROM activity WHERE action = 'firm.restored'")).toEqual({ n: 1 });
  expect((await restored.recordWatch.verify(() => undefined)).breaks).toEqual([]);
  moveFirm(restored, other.folder, address);
  const again = await openMoved(other);
  expect((await again.recordWatch.verify(() => undefined)).breaks).toEqual([]);
  again.close();
  expect(await kindOf(other.open())).toBe('on_postgres');
});

test('automatic backups go on through a move to PostgreSQL and back', async () => {
  const { place, workspace } = await placeWithFirm();
  const stick = makeTempFolder();
  await planWithoutWindow(workspace.context, { folder: stick, ...typed });
  const plan = getBackupPlan(workspace.context.storage.read);
  moveFirm(workspace, place.folder, address);

  const moved = await openMoved(place);
  expect(getBackupPlan(moved.context.storage.read)).toEqual({
    ...plan,
    sealedPassphrase: new Uint8Array(plan?.sealedPassphrase ?? []),
  });
  note(moved, 2);
  expect(isBackupDue(moved.context, true)).toBe(true);
  place.clock.advance(DAY);
  expect(await backUpIfDue(moved.context, false)).toBe(true);
  expect(readdirSync(stick)).toHaveLength(2);
  await moveBack(moved, place.folder);

  const back = await place.open();
  place.clock.advance(DAY);
  expect(await backUpIfDue(back.context, false)).toBe(true);
  expect(readdirSync(stick)).toHaveLength(3);
  back.close();
});
