// Automatic backups: when they are due, what a folder that is gone does, and what is removed.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { noteTime } from '../../../main/services/act/check-clock.ts';
import { recordActivity } from '../../../main/services/act/record-activity.ts';
import {
  backUpBeforeUpdate,
  backUpIfDue,
  backupBeforeUpdate,
  isBackupDue,
} from '../../../main/services/backup/plan-backups.ts';
import { openBackup } from '../../../main/storage/backup/open-backup.ts';
import { listUnseenAlerts } from '../../../main/storage/tables/alerts.ts';
import {
  getBackupPlan,
  listAutomaticBackups,
  putAutomaticBackup,
  removeBackupPlan,
  setBackupPlan,
} from '../../../main/storage/tables/backup-plan.ts';
import { getLastBackup } from '../../../main/storage/tables/last-backup.ts';
import { PASSPHRASE } from '../../support/backup.ts';
import { createFixture, type Fixture, type Person } from '../../support/fixture.ts';
import { type OpenDoor, openDoor } from '../../support/open-door.ts';
import { clockThat, createInstantHasher, DAY, HOUR, MINUTE } from '../../support/seeded.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const WINDOW = 1;

interface Desk {
  readonly fixture: Fixture;
  readonly open: OpenDoor;
  readonly admin: Person;
  readonly folder: string;
}

/** A firm with automatic backups, the first of which is made. */
async function planned(): Promise<Desk> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  const open = openDoor(fixture);
  await open.signIn(WINDOW, admin);
  const folder = join(makeTempFolder(), 'stick');
  mkdirSync(folder);
  open.dialogs.folder = folder;
  const order = { passphrase: PASSPHRASE, repeated: PASSPHRASE, code: fixture.nextCode(admin) };
  expect((await open.ask(WINDOW, 'backups.plan', order)).isMade).toBe(true);
  return { fixture, open, admin, folder };
}
const actions = (fixture: Fixture) => fixture.activity().map(({ action }) => action);

describe('automatic backups', () => {
  test('begin with one at once, and the passphrase stands nowhere in clear', async () => {
    const { fixture, open, folder } = await planned();
    expect(readdirSync(folder)).toEqual(['Quill-Partners-2026-06-16.rekey-backup.age']);
    expect(actions(fixture).slice(-3)).toEqual(['backup.begun', 'backup.made', 'backup.planned']);
    expect((await open.ask(WINDOW, 'backups.get', {})).plan).toEqual({ folder, hasFailed: false });
    const rows = JSON.stringify(fixture.read.all('SELECT folder, CAST(sealed_passphrase AS TEXT) FROM backup_plan'));
    expect(rows).not.toContain('boats');
  });
  test('come once a day, open with the passphrase, and are on record', async () => {
    const { fixture, folder } = await planned();
    const { context, clock } = fixture;
    clock.advance(DAY - MINUTE);
    expect(await backUpIfDue(context, false)).toBe(false);
    clock.advance(2 * MINUTE);
    expect(await backUpIfDue(context, false)).toBe(true);
    expect(await backUpIfDue(context, false)).toBe(false);
    expect(readdirSync(folder)).toHaveLength(2);
    expect(actions(fixture).at(-1)).toBe('backup.made_by_plan');
    const request = { kind: 'open', file: join(folder, 'Quill-Partners-2026-06-17.rekey-backup.age') } as const;
    const opened = join(makeTempFolder(), 'opened');
    await openBackup({ ...request, passphrase: PASSPHRASE, folder: opened }, () => undefined);
  });
  test('come when Rekey closes after something was done, and not after nothing', async () => {
    const { fixture } = await planned();
    // What is recorded of the first backup and of the plan came after the backup.
    expect(isBackupDue(fixture.context, true)).toBe(true);
    expect(await backUpIfDue(fixture.context, true)).toBe(true);
    expect(isBackupDue(fixture.context, true)).toBe(false);
  });
  test('come before an update, also when none is due, and Rekey then closes without another one', async () => {
    const { fixture, folder } = await planned();
    const { context } = fixture;
    expect(await backUpIfDue(context, true)).toBe(true);
    expect(backupBeforeUpdate(context)).toBe('planned');
    expect(await backUpBeforeUpdate(context)).toBe(true);
    expect(actions(fixture).slice(-2)).toEqual(['backup.made_by_plan', 'backup.made_by_plan']);
    expect(isBackupDue(context, true)).toBe(false);
    renameSync(folder, `${folder}-out`);
    expect(await backUpBeforeUpdate(context)).toBe(false);
    expect(actions(fixture).at(-1)).toBe('backup.failed');
  });
  test('cannot come before an update where there are none, and need not where there is no firm', async () => {
    const fixture = createFixture({ passwords: createInstantHasher() });
    expect(backupBeforeUpdate(fixture.context)).toBe('no_plan');
    expect(await backUpBeforeUpdate(fixture.context)).toBe(false);
    expect(backupBeforeUpdate(createFixture({ hasFirm: false }).context)).toBe('nothing');
    // The firm may be behind the sample.
    expect(backupBeforeUpdate({ ...fixture.context, isSample: true })).toBe('not_open');
  });
  test('of a folder that is gone fail once on record, alert every Partner Admin, and go on when it is back', async () => {
    const { fixture, open, admin, folder } = await planned();
    const { context, clock, read } = fixture;
    renameSync(folder, `${folder}-out`);
    clock.advance(DAY);
    expect(await backUpIfDue(context, false)).toBe(true);
    clock.advance(MINUTE);
    expect(await backUpIfDue(context, false)).toBe(false);
    clock.advance(HOUR);
    expect(await backUpIfDue(context, false)).toBe(true);
    expect(actions(fixture).filter((action) => action === 'backup.failed')).toHaveLength(1);
    expect(listUnseenAlerts(read, admin.id, 5).map(({ kind }) => kind)).toEqual(['backup_failed']);
    // It is not made in another place.
    expect(existsSync(folder)).toBe(false);
    // Rekey closes without waiting for it.
    expect(isBackupDue(context, true)).toBe(false);
    renameSync(`${folder}-out`, folder);
    // The stick is back: the closing does not wait for the hour.
    expect(isBackupDue(context, true)).toBe(true);
    expect(isBackupDue(context, false)).toBe(false);
    clock.advance(HOUR);
    expect(await backUpIfDue(context, false)).toBe(true);
    await open.signIn(WINDOW + 1, admin);
    expect((await open.ask(WINDOW + 1, 'backups.get', {})).plan).toEqual({ folder, hasFailed: false });
  });
  test('go on in a folder that the person has chosen by a link, while the link leads to it', async () => {
    const { fixture, folder } = await planned();
    const { context, clock } = fixture;
    renameSync(folder, `${folder}-of-the-server`);
    symlinkSync(`${folder}-of-the-server`, folder);
    clock.advance(DAY);
    expect(await backUpIfDue(context, false)).toBe(true);
    expect(actions(fixture).at(-1)).toBe('backup.made_by_plan');
    renameSync(`${folder}-of-the-server`, `${folder}-away`);
    clock.advance(DAY);
    expect(await backUpIfDue(context, false)).toBe(true);
    expect(actions(fixture).at(-1)).toBe('backup.failed');
    expect(isBackupDue(context, true)).toBe(false);
  });
  test('remove what they have made and no longer keep, and no other file', async () => {
    const { fixture, folder } = await planned();
    const { context, clock } = fixture;
    const old = Array.from({ length: 40 }, (_, day) => `old-${day}.rekey-backup.age`);
    for (const name of old) writeFileSync(join(folder, name), 'made by Rekey');
    writeFileSync(join(folder, 'own.rekey-backup.age'), 'made by a person');
    context.storage.transaction((tx) => {
      for (const [day, name] of old.entries()) putAutomaticBackup(tx, name, clock.now() - (day + 1) * DAY);
    });
    clock.advance(DAY);
    await backUpIfDue(context, false);
    const left = readdirSync(folder);
    expect(left).toContain('own.rekey-backup.age');
    expect(left).toContain('old-0.rekey-backup.age');
    expect(left).not.toContain('old-39.rekey-backup.age');
    expect(left.length).toBeLessThan(20);
  });
  test('that were killed between the whole file and its record are removed in their turn', async () => {
    const { fixture, folder } = await planned();
    const { context, clock } = fixture;
    clock.advance(DAY);
    const name = 'Quill-Partners-2026-06-17.rekey-backup.age';
    const file = join(folder, name);
    // The process ends when the file has its name.
    const isThere = (): boolean => existsSync(file);
    const dying = clockThat(() => {
      if (isThere()) throw new Error('killed');
      return clock.now();
    });
    await expect(backUpIfDue({ ...context, clock: dying }, false)).rejects.toThrow('killed');
    expect(isThere()).toBe(true);
    clock.advance(400 * DAY);
    expect(await backUpIfDue(context, false)).toBe(true);
    // It is the newest of its month: as any other automatic backup, it goes when twelve later months have one.
    for (let month = 0; month < 13; month++) {
      clock.advance(31 * DAY);
      expect(await backUpIfDue(context, false)).toBe(true);
    }
    expect(isThere()).toBe(false);
  });
  test('that were killed before there was a file leave their name to a person', async () => {
    const { fixture, open, admin, folder } = await planned();
    const { context, clock } = fixture;
    clock.advance(DAY);
    const name = 'Quill-Partners-2026-06-17.rekey-backup.age';
    context.storage.transaction((tx) => putAutomaticBackup(tx, name, clock.now()));
    open.dialogs.place = join(folder, name);
    await open.signIn(WINDOW, admin);
    const order = { passphrase: PASSPHRASE, repeated: PASSPHRASE, code: fixture.nextCode(admin) };
    expect((await open.ask(WINDOW, 'backups.make', order)).isMade).toBe(true);
    const own = readFileSync(join(folder, name));
    clock.advance(HOUR);
    context.storage.transaction((tx) => {
      for (const action of ['user.edited', 'user.edited'] as const)
        recordActivity(context, tx, { action, outcome: 'done' });
    });
    expect(await backUpIfDue(context, true)).toBe(true);
    expect(readFileSync(join(folder, name)).equals(own)).toBe(true);
    expect(readdirSync(folder)).toContain('Quill-Partners-2026-06-17-2.rekey-backup.age');
  });
  test('that are on another stick take the place of none on this one', async () => {
    const { fixture, folder } = await planned();
    const { context, clock } = fixture;
    const first = 'Quill-Partners-2026-06-16.rekey-backup.age';
    // Later on the same day, to a stick that is not here now.
    context.storage.transaction((tx) => putAutomaticBackup(tx, 'elsewhere.age', clock.now() + MINUTE));
    clock.advance(DAY);
    expect(await backUpIfDue(context, false)).toBe(true);
    expect(readdirSync(folder)).toContain(first);
  });
  test('on a stick that was away are removed in their turn when it is back', async () => {
    const { fixture, folder } = await planned();
    const { context, clock } = fixture;
    const old = Array.from({ length: 40 }, (_, day) => `old-${day}.rekey-backup.age`);
    for (const name of old) writeFileSync(join(folder, name), 'made by Rekey');
    context.storage.transaction((tx) => {
      for (const [day, name] of old.entries()) putAutomaticBackup(tx, name, clock.now() - (day + 1) * DAY);
    });
    // Another stick has its place for a day.
    renameSync(folder, `${folder}-away`);
    mkdirSync(folder);
    clock.advance(DAY);
    expect(await backUpIfDue(context, false)).toBe(true);
    renameSync(folder, `${folder}-other`);
    renameSync(`${folder}-away`, folder);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(old));
    clock.advance(DAY);
    expect(await backUpIfDue(context, false)).toBe(true);
    const left = readdirSync(folder);
    expect(left).toContain('old-0.rekey-backup.age');
    expect(left).not.toContain('old-39.rekey-backup.age');
    expect(left.length).toBeLessThan(20);
  });
  test('never take the place of a file that they have not made', async () => {
    const { fixture, folder } = await planned();
    const own = join(folder, 'Quill-Partners-2026-06-17.rekey-backup.age');
    writeFileSync(own, 'made by a person');
    fixture.clock.advance(DAY);
    // The second one of that day takes the place of the first one.
    for (const isClosing of [false, true]) {
      expect(await backUpIfDue(fixture.context, isClosing)).toBe(true);
      expect(readdirSync(folder).sort()).toEqual([
        'Quill-Partners-2026-06-16.rekey-backup.age',
        'Quill-Partners-2026-06-17-2.rekey-backup.age',
        'Quill-Partners-2026-06-17.rekey-backup.age',
      ]);
      const { context } = fixture;
      context.storage.transaction((tx) => {
        for (const action of ['user.edited', 'user.edited'] as const)
          recordActivity(context, tx, { action, outcome: 'done' });
      });
    }
    expect(readFileSync(own, 'utf8')).toBe('made by a person');
  });
  test('go on every day after a clock that ran ahead is put right', async () => {
    const { fixture, open, admin } = await planned();
    const { context, clock } = fixture;
    clock.advance(400 * DAY);
    noteTime(context);
    expect(await backUpIfDue(context, false)).toBe(true);
    clock.advance(-400 * DAY);
    await open.ask(WINDOW + 1, 'session.signIn', { email: admin.email, password: admin.password });
    await open.ask(WINDOW + 1, 'session.useRecoveryCode', { recoveryCode: admin.recoveryCodes[0] ?? '' });
    expect(actions(fixture)).toContain('clock.accepted');
    expect(getLastBackup(fixture.read)?.checkedAt).toBe(clock.now());
    clock.advance(DAY);
    expect(await backUpIfDue(context, false)).toBe(true);
  });
  test('come once a day also while the clock is behind the latest time, and after one that nobody believed', async () => {
    const { fixture } = await planned();
    const { context, clock } = fixture;
    clock.advance(2 * DAY);
    expect(await backUpIfDue(context, false)).toBe(true);
    noteTime(context);
    clock.advance(-2 * DAY);
    // The backup from the future does not count, and the next one does.
    expect(await backUpIfDue(context, false)).toBe(true);
    clock.advance(2 * HOUR);
    expect(isBackupDue(context, false)).toBe(false);
    clock.advance(DAY);
    expect(isBackupDue(context, false)).toBe(true);
  });
  test('that meet a folder in the place of the half file are on record as failed, and wait an hour', async () => {
    const { fixture, folder } = await planned();
    fixture.clock.advance(DAY);
    mkdirSync(join(folder, 'Quill-Partners-2026-06-17.rekey-backup.age.partial'));
    expect(await backUpIfDue(fixture.context, false)).toBe(true);
    expect(actions(fixture).at(-1)).toBe('backup.failed');
    expect(isBackupDue(fixture.context, false)).toBe(false);
  });
  test('that end in a way that nobody expects are on record as failed, and wait an hour', async () => {
    const { fixture } = await planned();
    const { context, clock } = fixture;
    clock.advance(DAY);
    context.storage.transaction((tx) =>
      tx.run('UPDATE backup_plan SET sealed_passphrase = :none', { none: new Uint8Array(1) }),
    );
    await expect(backUpIfDue(context, false)).rejects.toThrow();
    expect(actions(fixture).at(-1)).toBe('backup.failed');
    expect(isBackupDue(context, false)).toBe(false);
    expect(isBackupDue(context, true)).toBe(false);
  });
  test('end when somebody says so, and the files stay', async () => {
    const { fixture, open, folder } = await planned();
    await open.ask(WINDOW, 'backups.stopPlan', {});
    await open.ask(WINDOW, 'backups.stopPlan', {});
    expect(actions(fixture).filter((action) => action === 'backup.plan_ended')).toHaveLength(1);
    fixture.clock.advance(DAY);
    expect(await backUpIfDue(fixture.context, false)).toBe(false);
    expect(readdirSync(folder)).toHaveLength(1);
  });
  test('that somebody stops while one is being made stay stopped, and its file stays', async () => {
    const { fixture, open, folder } = await planned();
    fixture.clock.advance(DAY);
    const made = backUpIfDue(fixture.context, false);
    await open.signIn(WINDOW + 1, await fixture.addPerson({ role: 'partner_admin' }));
    await open.ask(WINDOW + 1, 'backups.stopPlan', {});
    await made;
    expect(getBackupPlan(fixture.read)).toBeUndefined();
    expect(listAutomaticBackups(fixture.read)).toEqual([]);
    expect(readdirSync(folder)).toHaveLength(2);
  });
  test.each([
    ['stopped', false],
    ['planned anew', true],
  ])('that fail after they were %s put no plan back', async (_what, isAnew) => {
    const { fixture, folder } = await planned();
    const { context, clock } = fixture;
    clock.advance(DAY);
    // A file cannot be written there, as in “meet a folder in the place of the half file”.
    mkdirSync(join(folder, 'Quill-Partners-2026-06-17.rekey-backup.age.partial'));
    const tried = backUpIfDue(context, false);
    const anew = { folder: '/elsewhere', sealedPassphrase: Buffer.from([1]), triedAt: null, failedBecause: null };
    context.storage.transaction((tx) => {
      removeBackupPlan(tx);
      if (isAnew) setBackupPlan(tx, anew);
    });
    await tried;
    const plan = getBackupPlan(fixture.read);
    expect(plan && { ...plan, sealedPassphrase: Buffer.from(plan.sealedPassphrase) }).toEqual(
      isAnew ? anew : undefined,
    );
    expect(actions(fixture)).not.toContain('backup.failed');
  });
  test('that the person cancels at the folder are none', async () => {
    const fixture = createFixture({ passwords: createInstantHasher() });
    const admin = await fixture.addPerson({ role: 'partner_admin' });
    const open = openDoor(fixture);
    await open.signIn(WINDOW, admin);
    const order = { passphrase: PASSPHRASE, repeated: PASSPHRASE, code: fixture.nextCode(admin) };
    expect(await open.ask(WINDOW, 'backups.plan', order)).toMatchObject({ isMade: false, plan: null });
  });
});
