// The policy file and the firm: what it fixes becomes the firm's own setting, on record and once. A file that is gone or broken
// changes no setting.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { brokenPolicy, type Managed, type ManagedSettings, managedBy } from '../../../main/domain/managed.ts';
import { parsePolicy } from '../../../main/policy-file.ts';
import { backUpIfDue } from '../../../main/services/backup/plan-backups.ts';
import { followPolicyFile } from '../../../main/services/firm/managed-settings.ts';
import { getSettings, saveSettings } from '../../../main/services/firm/settings.ts';
import { getBackupPlan, listAutomaticBackups } from '../../../main/storage/tables/backup-plan.ts';
import { type FirmSettings, getFirm } from '../../../main/storage/tables/firm.ts';
import { PASSPHRASE } from '../../support/backup.ts';
import { createFixture, dump, type Fixture, type Person, UNMANAGED } from '../../support/fixture.ts';
import { openDoor } from '../../support/open-door.ts';
import { createInstantHasher } from '../../support/seeded.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const FILE = UNMANAGED.file;
const BROKEN = brokenPolicy(FILE, { kind: 'not_json', key: '' });
const put = (fixture: Fixture, managed: Managed) => Object.assign(fixture.context, { managed });
const fix = (fixture: Fixture, settings: ManagedSettings) => put(fixture, managedBy(FILE, settings));

async function setScene(admins: number): Promise<{ readonly fixture: Fixture; readonly admin: Person }> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const [admin] = await Promise.all(Array.from({ length: admins }, () => fixture.addPerson({ role: 'partner_admin' })));
  if (admin === undefined) throw new Error('there is no admin');
  return { fixture, admin };
}
const firmOf = ({ read }: Fixture) => {
  const firm = getFirm(read);
  if (firm === undefined) throw new Error('there is no firm');
  return firm;
};
async function save({ fixture, admin }: Awaited<ReturnType<typeof setScene>>, change: Partial<FirmSettings>) {
  const { isSample: _, version, ...settings } = firmOf(fixture);
  const actor = await fixture.signIn(admin);
  const code = fixture.nextCode(admin);
  return saveSettings(fixture.context, actor, { version, settings: { ...settings, ...change }, code });
}

test('what is fixed becomes the firm’s setting, with one record that says so', async () => {
  const { fixture } = await setScene(3);
  fix(fixture, { idleLockMinutesAtMost: 5, secondApproverRequired: true, signInPlace: 'At reception.' });
  expect(followPolicyFile(fixture.context)).toBe(true);
  expect(firmOf(fixture)).toMatchObject({
    idleLockMinutes: 5,
    isSecondApproverRequired: true,
    signInPlace: 'At reception.',
    version: 2,
  });
  expect(fixture.activity().at(-1)).toMatchObject({
    action: 'settings.set_by_it',
    outcome: 'done',
    actorId: null,
    detail: {
      signInPlaceFrom: '',
      signInPlaceTo: 'At reception.',
      secondApproverRequiredFrom: false,
      secondApproverRequiredTo: true,
      idleLockMinutesFrom: 10,
      idleLockMinutesTo: 5,
    },
  });
  const before = dump(fixture.read);
  expect(followPolicyFile(fixture.context)).toBe(false);
  expect(dump(fixture.read)).toBe(before);
  fixture.checkChain();
});

test('a stricter setting of the firm stays', async () => {
  const { fixture } = await setScene(1);
  fix(fixture, { idleLockMinutesAtMost: 30 });
  expect(followPolicyFile(fixture.context)).toBe(false);
  expect(firmOf(fixture).idleLockMinutes).toBe(10);
});

test('the second approver waits for three independent Partner Admins, and comes on by itself', async () => {
  const { fixture, admin } = await setScene(2);
  fix(fixture, { secondApproverRequired: true });
  expect(followPolicyFile(fixture.context)).toBe(false);
  const state = async () => getSettings(fixture.context, await fixture.signIn(admin)).managed.secondApprover;
  expect(await state()).toBe('comes_on');
  await fixture.addPerson({ role: 'partner_admin' });
  expect(followPolicyFile(fixture.context)).toBe(true);
  expect(firmOf(fixture).isSecondApproverRequired).toBe(true);
  expect(await state()).toBe('stays_on');
});

test('nobody changes what is fixed, and the rest of the settings can be saved', async () => {
  const scene = await setScene(3);
  const { fixture } = scene;
  fix(fixture, { idleLockMinutesAtMost: 5, secondApproverRequired: true, signInPlace: 'At reception.' });
  followPolicyFile(fixture.context);
  const before = firmOf(fixture);
  const refused = await save(scene, { idleLockMinutes: 6, isSecondApproverRequired: false, signInPlace: '' }).catch(
    (error: unknown) => error,
  );
  expect(refused).toMatchObject({
    reason: {
      code: 'bad_input',
      fields: [
        { field: 'settings.idleLockMinutes', message: 'At most 5 minutes: your IT has set this.' },
        { field: 'settings.isSecondApproverRequired', message: 'Your IT has set this. It stays on.' },
        { field: 'settings.signInPlace', message: 'Your IT has set this.' },
      ],
    },
  });
  expect(firmOf(fixture)).toEqual(before);
  await save(scene, { idleLockMinutes: 3, maxFailures: 10 });
  expect(firmOf(fixture)).toMatchObject({ idleLockMinutes: 3, maxFailures: 10, isSecondApproverRequired: true });
});

test('without the file its settings stay, and can be changed', async () => {
  const scene = await setScene(1);
  const { fixture } = scene;
  fix(fixture, { idleLockMinutesAtMost: 5 });
  followPolicyFile(fixture.context);
  put(fixture, UNMANAGED);
  expect(followPolicyFile(fixture.context)).toBe(false);
  expect(firmOf(fixture).idleLockMinutes).toBe(5);
  await save(scene, { idleLockMinutes: 20 });
  expect(firmOf(fixture).idleLockMinutes).toBe(20);
});

test('a broken file changes nothing, and nobody loosens what is strict', async () => {
  const scene = await setScene(3);
  const { fixture } = scene;
  await save(scene, { isSecondApproverRequired: true, idleLockMinutes: 30 });
  put(fixture, BROKEN);
  expect(followPolicyFile(fixture.context)).toBe(false);
  expect(firmOf(fixture)).toMatchObject({ isSecondApproverRequired: true, idleLockMinutes: 30 });
  const refusal = (change: Partial<FirmSettings>) =>
    save(scene, change).then(
      () => undefined,
      (error: { reason: { fields: { field: string }[] } }) => error.reason.fields.map(({ field }) => field),
    );
  expect(await refusal({ isSecondApproverRequired: false })).toEqual(['settings.isSecondApproverRequired']);
  expect(await refusal({ idleLockMinutes: 31 })).toEqual(['settings.idleLockMinutes']);
  // What the firm had before is no hindrance to other changes, and can be lowered.
  expect(await refusal({ maxFailures: 9 })).toBeUndefined();
  expect(await refusal({ idleLockMinutes: 20 })).toBeUndefined();
});

test('while the file is broken, nobody raises the idle lock that it had fixed', async () => {
  const scene = await setScene(1);
  const { fixture, admin } = scene;
  fix(fixture, { idleLockMinutesAtMost: 2 });
  followPolicyFile(fixture.context);
  put(fixture, BROKEN);
  const message = 'At most 2 minutes: your IT has set this.';
  await expect(save(scene, { idleLockMinutes: 3 })).rejects.toMatchObject({
    reason: { code: 'bad_input', fields: [{ field: 'settings.idleLockMinutes', message }] },
  });
  expect(getSettings(fixture.context, await fixture.signIn(admin)).managed.idleLockMinutesAtMost).toBe(2);
  await save(scene, { idleLockMinutes: 1 });
  expect(firmOf(fixture).idleLockMinutes).toBe(1);
});

test('a broken file switches no second approver on', async () => {
  const { fixture, admin } = await setScene(3);
  put(fixture, BROKEN);
  const { managed } = getSettings(fixture.context, await fixture.signIn(admin));
  expect(managed).toEqual({
    problem: { kind: 'not_json', key: '' },
    idleLockMinutesAtMost: 10,
    secondApprover: 'free',
    isSignInPlaceFixed: false,
  });
});

test('a request to switch the second approver off, from before the file, is not carried out', async () => {
  const scene = await setScene(3);
  const { fixture } = scene;
  await save(scene, { isSecondApproverRequired: true });
  expect(await save(scene, { isSecondApproverRequired: false })).toMatchObject({ waitsForApproval: true });
  fix(fixture, { secondApproverRequired: true });
  const open = openDoor(fixture);
  const other = await fixture.addPerson({ role: 'partner_admin' });
  await open.signIn(1, other);
  const [request] = (await open.ask(1, 'approvals.list', {})).approvals;
  expect(request?.kind).toBe('second_approver_off');
  const refused = await open.refusal(1, 'approvals.decide', {
    approvalId: request?.approvalId,
    decision: 'approve',
    note: '',
    code: fixture.nextCode(other),
  });
  expect(refused).toEqual({ code: 'set_by_it' });
  expect(firmOf(fixture).isSecondApproverRequired).toBe(true);
});

test('automatic backups go to the folder that is fixed, without a question; those that run already move there', async () => {
  const { fixture, admin } = await setScene(1);
  const [chosen, fixed] = [join(makeTempFolder(), 'chosen'), join(makeTempFolder(), 'fixed')];
  for (const folder of [chosen, fixed]) mkdirSync(folder);
  const open = openDoor(fixture);
  await open.signIn(1, admin);
  open.dialogs.folder = chosen;
  const plan = async () =>
    open.ask(1, 'backups.plan', { passphrase: PASSPHRASE, repeated: PASSPHRASE, code: fixture.nextCode(admin) });
  expect(await plan()).toMatchObject({ plan: { folder: chosen }, fixedFolder: null });

  fix(fixture, { backupFolder: fixed });
  expect(followPolicyFile(fixture.context)).toBe(true);
  expect(followPolicyFile(fixture.context)).toBe(false);
  expect(fixture.activity().at(-1)).toMatchObject({ action: 'backup.folder_set_by_it', actorId: null });
  expect(getBackupPlan(fixture.read)?.folder).toBe(fixed);
  // The files in the other folder are not removed one day.
  expect(listAutomaticBackups(fixture.read)).toEqual([]);
  expect(await backUpIfDue(fixture.context, true)).toBe(true);
  expect([readdirSync(chosen).length, readdirSync(fixed).length]).toEqual([1, 1]);

  // Somebody would choose another one.
  expect(await plan()).toMatchObject({ isMade: true, plan: { folder: fixed }, fixedFolder: fixed });
  expect(readdirSync(chosen)).toHaveLength(1);
});

test('a folder that is fixed with a slash at its end is the folder that backups go to', async () => {
  const { fixture, admin } = await setScene(1);
  const fixed = join(makeTempFolder(), 'fixed');
  mkdirSync(fixed);
  fix(fixture, parsePolicy(JSON.stringify({ backupFolder: `${fixed}/` }), process.platform));
  const open = openDoor(fixture);
  await open.signIn(1, admin);
  const order = { passphrase: PASSPHRASE, repeated: PASSPHRASE, code: fixture.nextCode(admin) };
  expect(await open.ask(1, 'backups.plan', order)).toMatchObject({ isMade: true, plan: { folder: fixed } });
  expect(followPolicyFile(fixture.context)).toBe(false);
  expect(listAutomaticBackups(fixture.read)).toHaveLength(1);
});

test('a folder inside the firm’s own is refused, wherever it comes from', async () => {
  const { fixture, admin } = await setScene(1);
  fix(fixture, { backupFolder: fixture.context.home.folder });
  const open = openDoor(fixture);
  await open.signIn(1, admin);
  const order = { passphrase: PASSPHRASE, repeated: PASSPHRASE, code: fixture.nextCode(admin) };
  expect(await open.refusal(1, 'backups.plan', order)).toEqual({ code: 'backup_in_data_folder' });
});
