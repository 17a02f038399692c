// Backups through the door: who makes them, what is refused before anything is written, and what is on record.
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { oneAtATime } from '../../../main/services/backup/make-backup.ts';
import { readLastBackup } from '../../../main/storage/files/last-backup-note.ts';
import { stagingOf } from '../../../main/storage/files/replace-folder.ts';
import { insertFirm } from '../../../main/storage/tables/firm.ts';
import { putTie } from '../../../main/storage/tables/ties.ts';
import { makeOwnBackup, PASSPHRASE } from '../../support/backup.ts';
import { createFixture, dump, type Fixture, KIT_CODE, PASSWORD } from '../../support/fixture.ts';
import { type OpenDoor, openDoor } from '../../support/open-door.ts';
import { createInstantHasher, DAY, MINUTE } from '../../support/seeded.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';

const WINDOW = 1;
const input = { passphrase: PASSPHRASE, repeated: PASSPHRASE };

interface Desk {
  readonly fixture: Fixture;
  readonly open: OpenDoor;
  readonly code: () => string;
}

async function desk(): Promise<Desk> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ashworth' });
  const open = openDoor(fixture);
  await open.signIn(WINDOW, admin);
  return { fixture, open, code: () => fixture.nextCode(admin) };
}
const lastActions = ({ activity }: Fixture, count: number) =>
  activity()
    .slice(-count)
    .map(({ action, actorName, outcome }) => [action, actorName, outcome]);

describe('making a backup', () => {
  test('spaces around a passphrase neither make it longer nor another one', async () => {
    const { open, code } = await desk();
    const short = { passphrase: `boats${' '.repeat(12)}`, repeated: `boats${' '.repeat(12)}`, code: code() };
    expect(await open.refusal(WINDOW, 'backups.make', short)).toMatchObject({ fields: [{ field: 'passphrase' }] });
    open.dialogs.place = join(makeTempFolder(), 'quill.rekey-backup.age');
    const pasted = { passphrase: `${PASSPHRASE} `, repeated: PASSPHRASE, code: code() };
    expect((await open.ask(WINDOW, 'backups.make', pasted)).isMade).toBe(true);
  });
  test('is on record before and after, is shown, and is due again after a week', async () => {
    const { fixture, open, code } = await desk();
    expect(await open.ask(WINDOW, 'backups.get', {})).toEqual({
      last: null,
      isDue: true,
      plan: null,
      fixedFolder: null,
      needsCode: true,
    });
    open.dialogs.place = join(makeTempFolder(), 'quill.rekey-backup.age');
    const made = await open.ask(WINDOW, 'backups.make', { ...input, code: code() });
    expect(made).toMatchObject({ isMade: true, isDue: false, last: { people: 1, isRecordIntact: true } });
    expect(lastActions(fixture, 2)).toEqual([
      ['backup.begun', 'Margaret Ashworth', 'done'],
      ['backup.made', 'Margaret Ashworth', 'done'],
    ]);
    // The file has the first of the two records in it.
    expect(made.last?.records).toBe(fixture.activity().length - 1);
    expect(open.announced.map(({ name }) => name)).toContain('backup.progress');
    fixture.clock.advance(7 * DAY - MINUTE);
    const other = await fixture.addPerson({ role: 'partner_admin' });
    await open.signIn(2, other);
    expect((await open.ask(2, 'backups.get', {})).isDue).toBe(false);
    fixture.clock.advance(MINUTE);
    expect((await open.ask(2, 'backups.get', {})).isDue).toBe(true);
    // The policy of the firm decides how long that is.
    fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET backup_days = 8'));
    expect((await open.ask(2, 'backups.get', {})).isDue).toBe(false);
  });
  test.each([
    ['a short passphrase', { passphrase: 'moon', repeated: 'moon' }, 'passphrase'],
    ['a common one', { passphrase: 'password1234', repeated: 'password1234' }, 'passphrase'],
    ['the name of the firm', { passphrase: 'Quill & Partners', repeated: 'Quill & Partners' }, 'passphrase'],
    ['two different ones', { passphrase: PASSPHRASE, repeated: 'nine boats under the sun' }, 'repeated'],
  ])('with %s asks again, and writes nothing', async (_what, typed, field) => {
    const { fixture, open, code } = await desk();
    open.dialogs.place = join(makeTempFolder(), 'quill.age');
    const before = dump(fixture.read);
    expect(await open.refusal(WINDOW, 'backups.make', { ...typed, code: code() })).toMatchObject({
      code: 'bad_input',
      fields: [{ field }],
    });
    expect(dump(fixture.read)).toBe(before);
    expect(existsSync(open.dialogs.place)).toBe(false);
  });
  test('that the person cancels in the system’s dialog is none', async () => {
    const { fixture, open, code } = await desk();
    expect((await open.ask(WINDOW, 'backups.make', { ...input, code: code() })).isMade).toBe(false);
    expect(fixture.activity().map(({ action }) => action)).not.toContain('backup.begun');
  });
  test('into a folder that is gone says so, and the attempt is on record', async () => {
    const { fixture, open, code } = await desk();
    open.dialogs.place = join(makeTempFolder(), 'gone', 'quill.age');
    expect(await open.refusal(WINDOW, 'backups.make', { ...input, code: code() })).toEqual({
      code: 'backup_not_saved',
    });
    expect(fixture.activity().map(({ action }) => action)).toContain('backup.begun');
    expect((await open.ask(WINDOW, 'backups.get', {})).last).toBe(null);
  });
  test('inside Rekey’s own data folder is refused before anything is written', async () => {
    const { fixture, open, code } = await desk();
    const own = fixture.context.home.folder;
    const below = join(own, 'letters');
    const link = join(makeTempFolder(), 'stick');
    mkdirSync(below);
    symlinkSync(below, link);
    const refused = { code: 'backup_in_data_folder' };
    for (const folder of [own, below, link]) {
      open.dialogs.place = join(folder, 'quill.age');
      open.dialogs.folder = folder;
      expect(await open.refusal(WINDOW, 'backups.make', { ...input, code: code() })).toEqual(refused);
      expect(await open.refusal(WINDOW, 'backups.plan', { ...input, code: code() })).toEqual(refused);
    }
    expect([...readdirSync(own), ...readdirSync(below)].filter((name) => name.includes('.age'))).toEqual([]);
    const { last, plan } = await open.ask(WINDOW, 'backups.get', {});
    expect([last, plan]).toEqual([null, null]);
  });
  test('leaves a note beside the firm’s folder that names it', async () => {
    const { fixture, open, code } = await desk();
    const { anchorFile } = fixture.context.home;
    open.dialogs.place = join(makeTempFolder(), 'quill.age');
    const { last } = await open.ask(WINDOW, 'backups.make', { ...input, code: code() });
    const { checkedAt, records } = last ?? {};
    expect(readLastBackup(anchorFile)).toEqual({ file: open.dialogs.place, checkedAt, records });
    open.dialogs.folder = makeTempFolder();
    await open.ask(WINDOW, 'backups.plan', { ...input, code: code() });
    expect(readLastBackup(anchorFile)?.file).toBe(join(open.dialogs.folder, readdirSync(open.dialogs.folder)[0] ?? ''));
  });
  test('twice at once is done once', async () => {
    const { open, code } = await desk();
    const folder = makeTempFolder();
    open.dialogs.place = join(folder, 'quill.age');
    const first = open.ask(WINDOW, 'backups.make', { ...input, code: code() });
    expect(await open.refusal(WINDOW, 'backups.make', { ...input, code: '' })).toEqual({ code: 'backup_busy' });
    await first;
    expect(readdirSync(folder)).toEqual(['quill.age']);
  });
  test('goes nowhere when the window has left while the dialog was open', async () => {
    const { fixture, open, code } = await desk();
    const folder = makeTempFolder();
    Object.defineProperty(open.dialogs, 'place', {
      get() {
        open.door.lock(WINDOW, 'idle');
        return join(folder, 'quill.age');
      },
    });
    expect((await open.refusal(WINDOW, 'backups.make', { ...input, code: code() })).code).toBe('not_now');
    expect(readdirSync(folder)).toEqual([]);
    expect(fixture.activity().map(({ action }) => action)).not.toContain('backup.made');
  });
  test.each(['partner_ops', 'client_admin'] as const)('is not for %s', async (role) => {
    const { fixture, open } = await desk();
    const other = await fixture.addPerson({ role, clients: [fixture.addClient('Alder')] });
    await open.signIn(2, other);
    for (const [name, given] of [
      ['backups.get', {}],
      ['backups.make', { ...input, code: '' }],
      ['backups.choose', {}],
      ['backups.open', { passphrase: PASSPHRASE }],
      ['backups.restore', { code: '', kit: '' }],
    ] as const)
      expect([name, (await open.refusal(2, name, given)).code]).toEqual([name, 'forbidden']);
  });
});

describe('opening a backup to restore it', () => {
  test('shows what is in it and what it lacks, and changes nothing', async () => {
    const { fixture, open } = await desk();
    open.dialogs.backup = await makeOwnBackup(fixture);
    const records = fixture.activity().length;
    fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET phone = 1'));
    await open.refusal(WINDOW, 'users.resetTwoFactor', {});
    const before = dump(fixture.read);
    expect(await open.ask(WINDOW, 'backups.choose', {})).toEqual({ fileName: 'own.rekey-backup.age' });
    expect(await open.ask(WINDOW, 'backups.open', { passphrase: PASSPHRASE })).toMatchObject({
      firm: 'Quill & Partners',
      people: 1,
      records,
      isRecordIntact: true,
      recordsLost: fixture.activity().length - records,
      needsCode: true,
    });
    expect(dump(fixture.read)).toBe(before);
    await open.ask(WINDOW, 'backups.leave', {});
    expect(existsSync(stagingOf(fixture.context.home.folder))).toBe(false);
  });
  test('of another firm is refused, and leaves nothing', async () => {
    const { fixture, open } = await desk();
    open.dialogs.backup = await makeOwnBackup(createFixture({ seed: 'another firm' }));
    await open.ask(WINDOW, 'backups.choose', {});
    expect(await open.refusal(WINDOW, 'backups.open', { passphrase: PASSPHRASE })).toEqual({
      code: 'backup_other_firm',
    });
    expect(await open.refusal(WINDOW, 'backups.restore', { code: '', kit: '' })).toEqual({ code: 'fresh_code_needed' });
    expect(existsSync(stagingOf(fixture.context.home.folder))).toBe(false);
    expect(open.restored).toEqual([]);
  });
  test('leaves nothing beside the firm when its window closes or signs out', async () => {
    const backup = await makeOwnBackup((await desk()).fixture);
    for (const how of ['closes', 'closes while it is opened', 'signs out']) {
      const { fixture, open } = await desk(); // the same key
      const staging = stagingOf(fixture.context.home.folder);
      open.dialogs.backup = backup;
      await open.ask(WINDOW, 'backups.choose', {});
      const opening = open.send(WINDOW, 'backups.open', JSON.stringify({ passphrase: PASSPHRASE }));
      if (how !== 'closes while it is opened') {
        await opening;
        // The window may lock, and its person comes back.
        open.door.lock(WINDOW, 'idle');
        open.door.sweep();
        expect(existsSync(staging)).toBe(true);
      }
      if (how === 'signs out') {
        await open.ask(WINDOW, 'session.unlock', { password: PASSWORD });
        await open.ask(WINDOW, 'session.signOut', {});
        open.door.sweep();
      } else open.door.forget(WINDOW);
      await opening;
      expect([how, existsSync(staging)]).toEqual([how, false]);
    }
  });
  test('that is none says so', async () => {
    const { open } = await desk();
    open.dialogs.backup = join(makeTempFolder(), 'letter.age');
    writeFileSync(open.dialogs.backup, 'Dear Ann');
    await open.ask(WINDOW, 'backups.choose', {});
    expect(await open.refusal(WINDOW, 'backups.open', { passphrase: PASSPHRASE })).toEqual({
      code: 'backup_not_rekey',
    });
  });
  test('belongs to the window that has chosen it', async () => {
    const { fixture, open } = await desk();
    const other = await fixture.addPerson({ role: 'partner_admin' });
    await open.signIn(2, other);
    open.dialogs.backup = await makeOwnBackup(fixture);
    await open.ask(WINDOW, 'backups.choose', {});
    await open.ask(WINDOW, 'backups.open', { passphrase: PASSPHRASE });
    const given = { passphrase: PASSPHRASE };
    expect(await open.refusal(2, 'backups.open', given)).toEqual({ code: 'backup_not_chosen' });
    const restoring = { code: fixture.nextCode(other), kit: '' };
    expect(await open.refusal(2, 'backups.restore', restoring)).toEqual({ code: 'backup_not_chosen' });
  });
  test('and restoring it is done by the person who proved to be there', async () => {
    const { fixture, open, code } = await desk();
    open.dialogs.backup = await makeOwnBackup(fixture);
    await open.ask(WINDOW, 'backups.choose', {});
    await open.ask(WINDOW, 'backups.open', { passphrase: PASSPHRASE });
    await open.ask(WINDOW, 'backups.restore', { code: code(), kit: '' });
    expect(open.restored).toMatchObject([{ madeAt: expect.any(Number), by: 'person1@quill.example' }]);
    // A second click finds nothing to restore.
    expect(await open.refusal(WINDOW, 'backups.restore', { code: '', kit: '' })).toEqual({ code: 'backup_not_chosen' });
  });
  test('and restoring it waits until no backup is being made, and costs no code', async () => {
    const { fixture, open, code } = await desk();
    open.dialogs.backup = await makeOwnBackup(fixture);
    await open.ask(WINDOW, 'backups.choose', {});
    await open.ask(WINDOW, 'backups.open', { passphrase: PASSPHRASE });
    const making = Promise.withResolvers<void>();
    const made = oneAtATime(fixture.context, () => making.promise);
    const next = code();
    expect(await open.refusal(WINDOW, 'backups.restore', { code: next, kit: '' })).toEqual({ code: 'backup_busy' });
    expect(open.restored).toEqual([]);
    making.resolve();
    await made;
    await open.ask(WINDOW, 'backups.restore', { code: next, kit: '' });
    expect(open.restored).toHaveLength(1);
  });
  test('is for everybody while there is no firm, and for nobody at the sign-in page of one', async () => {
    const fixture = createFixture({ hasFirm: false });
    const open = openDoor(fixture);
    const { fixture: firm } = await desk();
    open.dialogs.backup = await makeOwnBackup(firm);
    await open.ask(WINDOW, 'backups.choose', {});
    const facts = await open.ask(WINDOW, 'backups.open', { passphrase: PASSPHRASE });
    expect(facts).toMatchObject({ recordsLost: null, needsCode: false });
    await open.ask(WINDOW, 'firm.restore', {});
    expect(open.restored).toMatchObject([{ madeAt: expect.any(Number), by: undefined }]);

    const atSignIn = openDoor(firm);
    expect((await atSignIn.refusal(WINDOW, 'backups.choose', {})).code).toBe('not_signed_in');
    expect((await atSignIn.refusal(WINDOW, 'firm.restore', {})).code).toBe('not_now');
  });
  test.each([false, true])('carries along whether the firm takes a second approver: %s', async (isRequired) => {
    const { fixture, open, code } = await desk();
    open.dialogs.backup = await makeOwnBackup(fixture);
    fixture.context.storage.transaction((tx) =>
      tx.run('UPDATE firm SET second_approver_required = :is', { is: isRequired ? 1 : 0 }),
    );
    const colleague = await fixture.addPerson({ role: 'partner_admin' });
    fixture.context.storage.transaction((tx) =>
      tx.run('UPDATE recovery_kit SET created_by_id = :id', { id: colleague.id }),
    );
    await open.ask(WINDOW, 'backups.choose', {});
    await open.ask(WINDOW, 'backups.open', { passphrase: PASSPHRASE });
    await open.ask(WINDOW, 'backups.restore', { code: code(), kit: isRequired ? KIT_CODE : '' });
    expect(open.restored).toMatchObject([{ isSecondApproverRequired: isRequired }]);
  });
  test('needs the recovery kit of an independent colleague where the firm takes a second approver', async () => {
    const { fixture, open, code } = await desk();
    const { storage } = fixture.context;
    const colleague = await fixture.addPerson({ role: 'partner_admin' });
    const made = (by: number | null): void =>
      storage.transaction((tx) => void tx.run('UPDATE recovery_kit SET created_by_id = :by', { by }));
    storage.transaction((tx) => tx.run('UPDATE firm SET second_approver_required = 1'));
    open.dialogs.backup = await makeOwnBackup(fixture);
    await open.ask(WINDOW, 'backups.choose', {});
    // Their own kit, and one of somebody whom nobody knows, are no second person.
    for (const by of [1, null]) {
      made(by);
      const facts = await open.ask(WINDOW, 'backups.open', { passphrase: PASSPHRASE });
      expect(facts.kit).toBe('not_independent');
      const refused = await open.refusal(WINDOW, 'backups.restore', { code: code(), kit: KIT_CODE });
      expect(refused).toEqual({ code: 'approver_not_independent' });
    }
    made(colleague.id);
    expect((await open.ask(WINDOW, 'backups.open', { passphrase: PASSPHRASE })).kit).toBe('needed');
    const missing = await open.refusal(WINDOW, 'backups.restore', { code: '', kit: '' });
    expect(missing).toMatchObject({ code: 'bad_input', fields: [{ field: 'kit' }] });
    const wrong = await open.refusal(WINDOW, 'backups.restore', { code: '', kit: KIT_CODE.replace('6666', '7777') });
    expect(wrong).toEqual({ code: 'wrong_recovery_kit' });
    expect(lastActions(fixture, 2)).toContainEqual(['recovery_kit.refused', 'Margaret Ashworth', 'denied']);
    expect(open.restored).toEqual([]);
    await open.ask(WINDOW, 'backups.restore', { code: '', kit: KIT_CODE });
    expect(open.restored).toMatchObject([{ by: 'person1@quill.example', kitMadeBy: 'Person Number1' }]);
  });
  test('takes no kit of a colleague whom this administrator has let in', async () => {
    const { fixture, open, code } = await desk();
    const { storage } = fixture.context;
    const colleague = await fixture.addPerson({ role: 'partner_admin' });
    storage.transaction((tx) => {
      tx.run('UPDATE firm SET second_approver_required = 1');
      tx.run('UPDATE recovery_kit SET created_by_id = :by', { by: colleague.id });
      const [subjectId, actorId] = [colleague.id, 1 as typeof colleague.id];
      putTie(tx, { subjectId, actorId, at: fixture.clock.now(), activitySeq: 1 });
    });
    open.dialogs.backup = await makeOwnBackup(fixture);
    await open.ask(WINDOW, 'backups.choose', {});
    expect((await open.ask(WINDOW, 'backups.open', { passphrase: PASSPHRASE })).kit).toBe('not_independent');
    const refused = await open.refusal(WINDOW, 'backups.restore', { code: code(), kit: KIT_CODE });
    expect(refused).toEqual({ code: 'approver_not_independent' });
  });
  test('that was opened before there was a firm does not replace the one that was made since', async () => {
    const fixture = createFixture({ hasFirm: false, passwords: createInstantHasher() });
    const open = openDoor(fixture);
    open.dialogs.backup = await makeOwnBackup(createFixture({ seed: 'another firm' }));
    await open.ask(WINDOW, 'backups.choose', {});
    await open.ask(WINDOW, 'backups.open', { passphrase: PASSPHRASE });
    fixture.context.storage.transaction((tx) =>
      insertFirm(tx, { name: 'Reed & Sons', createdAt: fixture.clock.now(), isSample: false }),
    );
    const admin = await fixture.addPerson({ role: 'partner_admin' });
    await open.ask(WINDOW, 'session.signIn', { email: admin.email, password: admin.password });
    await open.ask(WINDOW, 'session.verifyCode', { code: fixture.nextCode(admin) });
    await open.ask(WINDOW, 'setUp.keepRecoveryKit', {});
    const restoring = { code: fixture.nextCode(admin), kit: '' };
    expect(await open.refusal(WINDOW, 'backups.restore', restoring)).toEqual({ code: 'backup_other_firm' });
    expect(open.restored).toEqual([]);
  });
  test('does not replace a firm that is made while it is being prepared', async () => {
    const fixture = createFixture({ hasFirm: false, passwords: createInstantHasher() });
    const open = openDoor(fixture);
    open.dialogs.backup = await makeOwnBackup(createFixture({ seed: 'another firm' }));
    await open.ask(WINDOW, 'backups.choose', {});
    await open.ask(WINDOW, 'backups.open', { passphrase: PASSPHRASE });
    const { promise, resolve } = Promise.withResolvers<void>();
    open.dialogs.preparing = promise;
    const refused = open.refusal(WINDOW, 'firm.restore', {});
    fixture.context.storage.transaction((tx) =>
      insertFirm(tx, { name: 'Reed & Sons', createdAt: fixture.clock.now(), isSample: false }),
    );
    resolve();
    expect(await refused).toEqual({ code: 'backup_other_firm' });
    expect(open.restored).toEqual([]);
  });
  test('that is being restored is not taken away by another window, which would decrypt into its place', async () => {
    const { fixture, open, code } = await desk();
    const colleague = await fixture.addPerson({ role: 'partner_admin' });
    await open.signIn(2, colleague);
    open.dialogs.backup = await makeOwnBackup(fixture);
    await open.ask(WINDOW, 'backups.choose', {});
    await open.ask(WINDOW, 'backups.open', { passphrase: PASSPHRASE });
    const { promise, resolve } = Promise.withResolvers<void>();
    open.dialogs.preparing = promise;
    const restored = open.ask(WINDOW, 'backups.restore', { code: code(), kit: '' });
    for (const windowId of [WINDOW, 2]) {
      expect(await open.refusal(windowId, 'backups.choose', {})).toEqual({ code: 'backup_busy' });
      expect((await open.refusal(windowId, 'backups.open', { passphrase: PASSPHRASE })).code).toBe('backup_not_chosen');
      await open.ask(windowId, 'backups.leave', {});
    }
    expect(existsSync(join(stagingOf(fixture.context.home.folder), 'firm', 'rekey.db'))).toBe(true);
    resolve();
    await restored;
    expect(open.restored).toHaveLength(1);
  });
  test('takes the place of a firm whose damage is found while it is being prepared', async () => {
    const { fixture, open, code } = await desk();
    open.dialogs.backup = await makeOwnBackup(fixture);
    await open.ask(WINDOW, 'backups.choose', {});
    await open.ask(WINDOW, 'backups.open', { passphrase: PASSPHRASE });
    const { promise, resolve } = Promise.withResolvers<void>();
    open.dialogs.preparing = promise;
    const restored = open.send(WINDOW, 'backups.restore', JSON.stringify({ code: code(), kit: '' }));
    fixture.context.storage.close();
    resolve();
    await restored;
    expect(open.restored).toHaveLength(1);
  });
  test('is nothing that the sample can do to the firm', async () => {
    const fixture = createFixture({ passwords: createInstantHasher() });
    const admin = await fixture.addPerson({ role: 'partner_admin' });
    const open = openDoor({ ...fixture, context: { ...fixture.context, isSample: true } });
    await open.signIn(WINDOW, admin);
    // Made with the key of the sample, and said to be of a firm.
    open.dialogs.backup = await makeOwnBackup(fixture, false);
    await open.ask(WINDOW, 'backups.choose', {});
    await open.ask(WINDOW, 'backups.open', { passphrase: PASSPHRASE });
    const restoring = { code: fixture.nextCode(admin), kit: '' };
    expect((await open.refusal(WINDOW, 'backups.restore', restoring)).code).toBe('not_now');
    expect(open.restored).toEqual([]);
  });
  test('of the sample never takes the place of a firm', async () => {
    const fixture = createFixture({ hasFirm: false });
    const open = openDoor(fixture);
    open.dialogs.backup = await makeOwnBackup(createFixture(), true);
    await open.ask(WINDOW, 'backups.choose', {});
    expect(await open.refusal(WINDOW, 'backups.open', { passphrase: PASSPHRASE })).toEqual({
      code: 'backup_of_sample',
    });
  });
});
