// Automatic backups that are planned where no window opens the firm.
import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { managedBy } from '../../../main/domain/managed.ts';
import { Refusal } from '../../../main/domain/refusal.ts';
import { oneAtATime } from '../../../main/services/backup/make-backup.ts';
import { backUpIfDue } from '../../../main/services/backup/plan-backups.ts';
import { planWithoutWindow } from '../../../main/services/backup/plan-without-window.ts';
import { openBackup } from '../../../main/storage/backup/open-backup.ts';
import { getBackupPlan } from '../../../main/storage/tables/backup-plan.ts';
import { getLastBackup } from '../../../main/storage/tables/last-backup.ts';
import { PASSPHRASE } from '../../support/backup.ts';
import { createFixture, dump, type FixtureOptions } from '../../support/fixture.ts';
import { createInstantHasher, DAY } from '../../support/seeded.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const typed = { passphrase: PASSPHRASE, repeated: PASSPHRASE };
const firm = (options: FixtureOptions = {}) => createFixture({ passwords: createInstantHasher(), ...options });

const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      return error.reason.code === 'bad_input' ? error.reason.fields[0]?.field : error.reason.code;
    },
  );

test('the first backup is made at once, is on record without a person, and later ones come by themselves', async () => {
  const fixture = firm();
  await fixture.addPerson({ role: 'partner_admin' });
  const folder = makeTempFolder();
  const { people, records } = await planWithoutWindow(fixture.context, { folder, ...typed });
  expect(people).toBe(1);
  const record = fixture.activity().at(-1);
  expect(record).toMatchObject({ action: 'backup.planned_at_server', actorName: null, detail: { people, records } });
  expect(getBackupPlan(fixture.read)).toMatchObject({ folder, failedBecause: null });
  expect(getLastBackup(fixture.read)).toMatchObject({ people, records, isRecordIntact: true });
  fixture.clock.advance(DAY);
  expect(await backUpIfDue(fixture.context, false)).toBe(true);
  const files = readdirSync(folder);
  expect(files).toHaveLength(2);
  for (const file of files) {
    const opened = await openBackup(
      { kind: 'open', file: join(folder, file), passphrase: PASSPHRASE, folder: join(makeTempFolder(), 'opened') },
      () => undefined,
    );
    expect(opened.manifest.people).toBe(1);
  }
});

test('another folder and another passphrase take the place of those of before', async () => {
  const fixture = firm();
  const [first, second] = [makeTempFolder(), makeTempFolder()];
  await planWithoutWindow(fixture.context, { folder: first, ...typed });
  const before = getBackupPlan(fixture.read);
  await planWithoutWindow(fixture.context, { folder: second, ...typed });
  const plan = getBackupPlan(fixture.read);
  expect(plan?.folder).toBe(second);
  expect(plan?.sealedPassphrase).not.toEqual(before?.sealedPassphrase);
  expect(readdirSync(first)).toHaveLength(1);
});

test('the folder of the policy file is that folder however it is typed', async () => {
  const folder = makeTempFolder();
  const fixture = firm({ managed: managedBy('/etc/rekey/policy.json', { backupFolder: folder }) });
  await planWithoutWindow(fixture.context, { folder: `${folder}/../${basename(folder)}/`, ...typed });
  expect(getBackupPlan(fixture.read)?.folder).toBe(folder);
});

test('what cannot be is refused, and nothing is planned or recorded', async () => {
  const fixture = firm({ managed: managedBy('/etc/rekey/policy.json', { backupFolder: '/srv/backups' }) });
  const free = { ...fixture.context, managed: firm().context.managed };
  const folder = makeTempFolder();
  const inside = join(fixture.context.home.folder, 'backups');
  mkdirSync(inside);
  const before = dump(fixture.read);
  expect(await codeOf(planWithoutWindow(free, { folder, passphrase: 'short', repeated: 'short' }))).toBe('passphrase');
  expect(await codeOf(planWithoutWindow(free, { folder, ...typed, repeated: 'nine boots' }))).toBe('repeated');
  expect(await codeOf(planWithoutWindow(free, { folder: join(folder, 'gone'), ...typed }))).toBe('backup_not_saved');
  expect(await codeOf(planWithoutWindow(free, { folder: inside, ...typed }))).toBe('backup_in_data_folder');
  expect(await codeOf(planWithoutWindow(fixture.context, { folder, ...typed }))).toBe('set_by_it');
  mkdirSync(join(folder, 'Quill-Partners-2026-06-16.rekey-backup.age.partial'));
  expect(await codeOf(planWithoutWindow(free, { folder, ...typed }))).toBe('backup_not_saved');
  const busy = oneAtATime(free, () => codeOf(planWithoutWindow(free, { folder, ...typed })));
  expect(await busy).toBe('backup_busy');
  expect(dump(fixture.read)).toBe(before);
});
