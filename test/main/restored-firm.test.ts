// A firm from a backup takes the place of the one that is there, whole: what was issued before is void, it is on record, and
// a kill at any moment leaves the old firm or the new one.

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stepAt } from '../../main/domain/two-factor.ts';
import { prepareRestored } from '../../main/restored-firm.ts';
import { sealAuthenticator, setPassword } from '../../main/services/act/credentials.ts';
import { findMove } from '../../main/services/act/moved-firm.ts';
import { recordActivity } from '../../main/services/act/record-activity.ts';
import { findArrival } from '../../main/services/backup/find-arrival.ts';
import { freshlyRestoredFrom } from '../../main/services/backup/fresh-restore.ts';
import { noteInterruptedMove } from '../../main/services/backup/move-away.ts';
import { makeBackup } from '../../main/storage/backup/make-backup.ts';
import { openBackup } from '../../main/storage/backup/open-backup.ts';
import { fileOf } from '../../main/storage/engine/file-of.ts';
import { fromKeyText, type KeyStore, toKeyText } from '../../main/storage/files/data-key.ts';
import { dropReplaced, finishReplacing, replaceFolder, stagingOf } from '../../main/storage/files/replace-folder.ts';
import { iterateActivity } from '../../main/storage/tables/activity.ts';
import { listUnseenAlerts } from '../../main/storage/tables/alerts.ts';
import { getAuthenticator, replaceAuthenticator } from '../../main/storage/tables/authenticators.ts';
import { getHighWater } from '../../main/storage/tables/clock.ts';
import { insertDesktop } from '../../main/storage/tables/desktops.ts';
import { getFirm, insertFirm } from '../../main/storage/tables/firm.ts';
import { getLastBackup } from '../../main/storage/tables/last-backup.ts';
import { insertSession } from '../../main/storage/tables/sessions.ts';
import { getUser, insertUser, type User } from '../../main/storage/tables/users.ts';
import type { Workspace } from '../../main/workspace.ts';
import { PASSPHRASE } from '../support/backup.ts';
import { makePlace, noKeyStore, type Place } from '../support/place.ts';
import { createTestClock, DAY, HOUR } from '../support/seeded.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const clock = createTestClock();
const dependencies = { keyStore: noKeyStore, clock, appVersion: '0.0.0-test' };

type Firm = Pick<Place, 'folder' | 'anchorFile' | 'open'>;

function place(): Firm {
  const { folder, anchorFile, open } = makePlace(clock);
  return {
    folder,
    anchorFile,
    open() {
      finishReplacing(folder, anchorFile);
      return open();
    },
  };
}

const nameOfFirm = ({ context }: Workspace): string | undefined => getFirm(context.storage.read)?.name;
const actionsOf = ({ context }: Workspace): readonly string[] =>
  [...iterateActivity(context.storage.read)].map(({ action }) => action);

/** A firm with a Partner Admin, and with every kind of code that waits. */
async function makeFirm(name = 'Quill & Partners'): Promise<Firm> {
  const firm = place();
  const workspace = await firm.open();
  const { context } = workspace;
  context.storage.transaction((tx) => {
    insertFirm(tx, { name, createdAt: clock.now(), isSample: false });
    const person = { firstName: 'Ann', lastName: 'Vance', role: 'partner_admin', hasAllClients: true } as const;
    const times = { createdAt: clock.now() };
    const id = insertUser(tx, {
      ...person,
      ...times,
      email: 'ann@quill.example',
      status: 'active',
      invitationExpiresAt: null,
    });
    setPassword(context, tx, id, 'hash', clock.now());
    replaceAuthenticator(tx, id, {
      id: 'of Ann',
      sealedSecret: sealAuthenticator(context, id, 'of Ann', new Uint8Array(20)),
      confirmedAt: clock.now(),
      lastStep: stepAt(clock.now()),
    });
    insertUser(tx, {
      ...person,
      ...times,
      email: 'new@quill.example',
      status: 'invited',
      invitationExpiresAt: clock.now() + 7 * DAY,
    });
    const mac = new Uint8Array(32);
    const [at, until] = [clock.now(), clock.now() + DAY];
    tx.run("UPDATE users SET two_factor = 'setup_required', setup_deadline_at = :until WHERE id = :id", { until, id });
    tx.run('INSERT INTO setup_codes VALUES (:id, :mac, :at, :until)', { id, mac, at, until });
    tx.run("INSERT INTO one_time_codes VALUES (:id, 'activation', :mac, :at, :until)", { id: id + 1, mac, at, until });
    tx.run('INSERT INTO temporary_codes VALUES (:id, :mac, :at, :until, 1, NULL, :by)', {
      id,
      mac,
      at,
      until,
      by: 'B',
    });
    // At a desktop, which a start would wait for.
    tx.run('UPDATE clock SET high_water = :at', { at });
    const desktopId = insertDesktop(tx, { name: 'A', since: at, validUntil: until, keyMac: mac });
    const session = { id: 'open', userId: id, startedAt: at, expiresAt: until, startedWith: 'code' } as const;
    insertSession(tx, session, { desktopId, windowMac: mac });
    recordActivity(context, tx, { action: 'firm.created', outcome: 'done' });
  });
  workspace.close();
  return firm;
}

async function backUp(firm: Firm, move: { readonly movedFrom?: string } = {}): Promise<string> {
  const target = join(makeTempFolder(), 'firm.rekey-backup.age');
  const workspace = await firm.open();
  const { context } = workspace;
  await makeBackup(
    {
      kind: 'make',
      database: fileOf(context.storage),
      workFolder: join(firm.folder, 'backup-work'),
      target,
      passphrase: PASSPHRASE,
      key: toKeyText(context.home.dataKey),
      anchor: readFileSync(firm.anchorFile, 'utf8'),
      isSample: false,
      madeAt: clock.now(),
      appVersion: 'test',
      ...move,
    },
    () => undefined,
  );
  workspace.close();
  return target;
}

/** Everything up to the renames. */
async function prepare(
  file: string,
  firm: Firm,
  by?: User,
  keyStore = noKeyStore,
  isSecondApproverRequired = false,
): Promise<void> {
  const folder = join(stagingOf(firm.folder), 'firm');
  const opened = await openBackup({ kind: 'open', file, passphrase: PASSPHRASE, folder }, () => undefined);
  const key = fromKeyText(opened.key);
  if (key === undefined) throw new Error('the backup has no key');
  const { manifest, isRecordIntact } = opened;
  const restorable = { key, manifest, isRecordIntact, isSecondApproverRequired };
  await prepareRestored(restorable, firm, { ...dependencies, keyStore }, by);
}

async function restore(file: string, firm: Firm, by?: User): Promise<void> {
  await prepare(file, firm, by);
  replaceFolder(firm.folder, firm.anchorFile);
}

/** An act after the backup. */
async function rename(firm: Firm, name: string): Promise<void> {
  const workspace = await firm.open();
  const { context } = workspace;
  context.storage.transaction((tx) => {
    tx.run('UPDATE firm SET name = :name', { name });
    recordActivity(context, tx, { action: 'settings.changed', outcome: 'done' });
  });
  workspace.close();
}

describe('a firm from a backup', () => {
  test('is the one of the backup, on a computer that has none, and its record goes on', async () => {
    const file = await backUp(await makeFirm());
    const backedUpAt = clock.now();
    const other = place();
    (await other.open()).close();
    await restore(file, other);
    const workspace = await other.open();
    expect(nameOfFirm(workspace)).toBe('Quill & Partners');
    expect(actionsOf(workspace)).toEqual(['firm.created', 'firm.restored']);
    // The sign-in page says it until somebody signs in; wrong passwords do not end that.
    const { context } = workspace;
    const record = (action: string) =>
      context.storage.transaction((tx) => recordActivity(context, tx, { action, outcome: 'done' }));
    record('sign_in.refused');
    expect(freshlyRestoredFrom(context.storage.read)).toBe(backedUpAt);
    record('session.started');
    expect(freshlyRestoredFrom(context.storage.read)).toBeUndefined();
    expect((await workspace.recordWatch.verify(() => undefined)).breaks).toEqual([]);
    expect(getLastBackup(workspace.context.storage.read)).toMatchObject({ people: 2, records: 1 });
    workspace.close();
    expect(readdirSync(dirname(other.folder)).filter((name) => name.includes('-restore'))).toEqual([
      'firm-before-restore-1',
    ]);
  });
  test('has no code, session or request from before, and says who needs a new one', async () => {
    const firm = await makeFirm();
    await restore(await backUp(firm), firm);
    const workspace = await firm.open();
    const { read } = workspace.context.storage;
    for (const table of ['setup_codes', 'one_time_codes', 'temporary_codes'])
      expect(read.all(`SELECT * FROM ${table}`)).toEqual([]);
    expect(read.all('SELECT id FROM sessions WHERE ended_at IS NULL')).toEqual([]);
    expect(read.all('SELECT two_factor, setup_deadline_at, invitation_expires_at FROM users ORDER BY id')).toEqual([
      { two_factor: 'setup_required', setup_deadline_at: null, invitation_expires_at: null },
      { two_factor: 'not_set_up', setup_deadline_at: null, invitation_expires_at: clock.now() },
    ]);
    workspace.close();
  });
  test('tells every Partner Admin, also the one who did it', async () => {
    const firm = await makeFirm();
    const file = await backUp(firm);
    const before = await firm.open();
    const ann = getUser(before.context.storage.read, 1 as User['id']);
    before.close();
    await restore(file, firm, ann);
    const workspace = await firm.open();
    const { read } = workspace.context.storage;
    for (const id of [1, 2] as User['id'][])
      expect(listUnseenAlerts(read, id, 10).map(({ kind, actorName }) => [kind, actorName])).toEqual([
        ['firm_restored', 'Ann Vance'],
      ]);
    workspace.close();
  });
  test('says what is lost, and goes on from the time that this computer has seen', async () => {
    const firm = await makeFirm();
    const file = await backUp(firm);
    clock.advance(HOUR);
    await rename(firm, 'Quill & Daughters');
    const seen = clock.now();
    await restore(file, firm);
    const workspace = await firm.open();
    const { read } = workspace.context.storage;
    expect(nameOfFirm(workspace)).toBe('Quill & Partners');
    expect([...iterateActivity(read)].at(-1)?.detail).toMatchObject({ recordsLost: 1 });
    expect(getHighWater(read)).toBe(seen);
    // The codes up to that moment may have been used.
    expect(getAuthenticator(read, 1 as User['id'])?.lastStep).toBe(stepAt(seen) + 1);
    workspace.close();
  });
  test('keeps the second approver of the firm that it replaces', async () => {
    const firm = await makeFirm();
    const file = await backUp(firm);
    for (const isRequired of [true, false]) {
      await prepare(file, firm, undefined, noKeyStore, isRequired);
      replaceFolder(firm.folder, firm.anchorFile);
      const workspace = await firm.open();
      const { read } = workspace.context.storage;
      expect(getFirm(read)?.isSecondApproverRequired).toBe(isRequired);
      const kept = [...iterateActivity(read)].at(-1)?.detail['secondApproverRequiredTo'];
      expect(kept).toBe(isRequired ? true : undefined);
      workspace.close();
    }
  });
  test('names somebody who is not in the backup', async () => {
    const firm = await makeFirm();
    const file = await backUp(firm);
    const before = await firm.open();
    const ann = getUser(before.context.storage.read, 1 as User['id']);
    before.close();
    if (ann === undefined) throw new Error('Ann is missing');
    await restore(file, firm, { ...ann, firstName: 'Zoe', email: 'zoe@quill.example' });
    const workspace = await firm.open();
    const last = [...iterateActivity(workspace.context.storage.read)].at(-1);
    expect([last?.actorId, last?.detail['restoredBy']]).toEqual([null, 'Zoe Vance']);
    workspace.close();
  });
  test('is wrapped by the key store of its new computer', async () => {
    const file = await backUp(await makeFirm());
    const other = place();
    const wrapped: string[] = [];
    const keyStore: KeyStore = {
      isAvailable: async () => true,
      async wrap(text) {
        wrapped.push(text);
        return new Uint8Array(9);
      },
      unwrap: async () => wrapped[0] ?? '',
    };
    await prepare(file, other, undefined, keyStore);
    const text = readFileSync(join(stagingOf(other.folder), 'firm', 'data-key.json'), 'utf8');
    expect(wrapped).toHaveLength(1);
    expect(text).not.toContain(wrapped[0]);
    expect(JSON.parse(text)).toMatchObject({ protection: 'os_key_store' });
  });
});

describe('a firm that was moved here', () => {
  /** As the old computer left it: the file has the record that the move was begun, and no mark. */
  async function moved(alter: (workspace: Workspace) => void = () => undefined): Promise<Workspace> {
    const firm = await makeFirm();
    const before = await firm.open();
    before.context.storage.transaction((tx) =>
      recordActivity(before.context, tx, { action: 'firm.move_begun', outcome: 'done', detail: { fileName: 'x.age' } }),
    );
    alter(before);
    before.close();
    const file = await backUp(firm, { movedFrom: 'reception' });
    const other = place();
    await restore(file, other);
    return other.open();
  }
  test('is at home here, and its record says where it comes from and that all of it opens', async () => {
    const workspace = await moved();
    const { context } = workspace;
    expect(findMove(context, context.storage.read)).toBe(undefined);
    expect(actionsOf(workspace)).toEqual(['firm.created', 'firm.move_begun', 'firm.restored']);
    const found = { movedFrom: 'reception', people: 2, records: 2, isRecordIntact: true };
    expect([...iterateActivity(context.storage.read)].at(-1)?.detail).toMatchObject(found);
    expect(findArrival(context.storage.read)).toEqual({ ...found, secretsOpened: 2, secretsClosed: 0 });
    // The move that was begun there was not interrupted here.
    noteInterruptedMove(context);
    expect(actionsOf(workspace).at(-1)).toBe('firm.restored');
    // It is said until somebody has signed in.
    context.storage.transaction((tx) => recordActivity(context, tx, { action: 'sign_in.refused', outcome: 'denied' }));
    expect(findArrival(context.storage.read)).toBeDefined();
    context.storage.transaction((tx) => recordActivity(context, tx, { action: 'session.started', outcome: 'done' }));
    expect(findArrival(context.storage.read)).toBe(undefined);
    workspace.close();
  });
  test.each([
    1e308,
    1.5,
    -1,
    '7',
  ])('whose record another program has written shows no such number: %s', async (number) => {
    const workspace = await moved();
    const { context } = workspace;
    const write = (detail: Readonly<Record<string, string | number | boolean>>) =>
      context.storage.transaction((tx) =>
        recordActivity(context, tx, { action: 'firm.restored', outcome: 'done', detail }),
      );
    const counts = { records: 2, isRecordIntact: true, secretsOpened: 2, secretsClosed: 0 };
    write({ movedFrom: 'reception', people: number, ...counts });
    expect(findArrival(context.storage.read)).toBe(undefined);
    write({ backupMadeAt: number });
    expect(freshlyRestoredFrom(context.storage.read)).toBe(undefined);
    workspace.close();
  });
  test('names secrets that do not open', async () => {
    const workspace = await moved(({ context }) =>
      context.storage.transaction((tx) => tx.run("UPDATE authenticators SET sealed_secret = x'00'")),
    );
    expect(findArrival(workspace.context.storage.read)).toMatchObject({ secretsOpened: 1, secretsClosed: 1 });
    workspace.close();
  });
});

describe('the replacement of a folder', () => {
  async function prepared(): Promise<{ readonly firm: Firm; readonly steps: readonly (() => void)[] }> {
    const firm = await makeFirm();
    const file = await backUp(firm);
    await rename(firm, 'Quill & Daughters');
    await prepare(file, firm);
    const { folder, anchorFile } = firm;
    const staging = stagingOf(folder);
    const aside = `${folder}-before-restore-1`;
    const moveAside = (path: string) => () => renameSync(path, join(aside, basename(path)));
    return {
      firm,
      // As replaceFolder does it.
      steps: [
        () => writeFileSync(`${folder}-restore.txt`, '1'),
        () => mkdirSync(aside),
        moveAside(folder),
        () => renameSync(join(staging, 'firm'), folder),
        moveAside(anchorFile),
        () => renameSync(join(staging, basename(anchorFile)), anchorFile),
        () => rmSync(`${folder}-restore.txt`),
      ],
    };
  }
  const restored = ['firm.created', 'firm.restored'];

  test('that has not begun leaves the old firm', async () => {
    const { firm } = await prepared();
    const workspace = await firm.open();
    expect(nameOfFirm(workspace)).toBe('Quill & Daughters');
    expect(actionsOf(workspace)).toEqual(['firm.created', 'settings.changed']);
    workspace.close();
    expect(existsSync(stagingOf(firm.folder))).toBe(false);
  });
  test.each([1, 2, 3, 4, 5, 6, 7])('that was killed after step %i is the new firm at the next start', async (count) => {
    const { firm, steps } = await prepared();
    for (const step of steps.slice(0, count)) step();
    const workspace = await firm.open();
    expect(nameOfFirm(workspace)).toBe('Quill & Partners');
    expect(actionsOf(workspace)).toEqual(restored);
    workspace.close();
    const root = dirname(firm.folder);
    expect(readdirSync(root).sort()).toEqual(['firm', 'firm-before-restore-1', 'record-anchor.json']);
    expect(readdirSync(join(root, 'firm-before-restore-1')).sort()).toEqual(['firm', 'record-anchor.json']);
  });
  test('that was killed between its renames is no mixture: key, data and anchor belong together', async () => {
    const { firm, steps } = await prepared();
    for (const step of steps.slice(0, 4)) step();
    const workspace = await firm.open();
    expect(actionsOf(workspace)).toEqual(restored);
    expect((await workspace.recordWatch.verify(() => undefined)).breaks).toEqual([]);
    workspace.close();
  });
  test('keeps what was there until somebody has signed in', async () => {
    const { firm } = await prepared();
    replaceFolder(firm.folder, firm.anchorFile);
    const aside = `${firm.folder}-before-restore-1`;
    const workspace = await firm.open();
    workspace.tend();
    expect(existsSync(join(aside, 'firm', 'rekey.db'))).toBe(true);
    const session = { id: 'new', startedAt: clock.now(), expiresAt: clock.now() + DAY, startedWith: 'code' } as const;
    workspace.context.storage.transaction((tx) => insertSession(tx, { ...session, userId: 1 as User['id'] }));
    workspace.tend();
    expect(existsSync(aside)).toBe(false);
    workspace.close();
  });
  test('that cannot be prepared leaves no copy beside the firm', async () => {
    const firm = await makeFirm();
    const folder = join(stagingOf(firm.folder), 'firm');
    const request = { kind: 'open', file: await backUp(firm), passphrase: PASSPHRASE, folder } as const;
    const { manifest } = await openBackup(request, () => undefined);
    const staged = { key: new Uint8Array(32), manifest, isRecordIntact: true, isSecondApproverRequired: false };
    await expect(prepareRestored(staged, firm, dependencies, undefined)).rejects.toMatchObject({
      reason: { code: 'backup_not_rekey' },
    });
    expect(existsSync(stagingOf(firm.folder))).toBe(false);
  });
  test('drops nothing else', () => {
    const root = makeTempFolder();
    mkdirSync(join(root, 'firm-before'));
    dropReplaced(join(root, 'firm'));
    expect(readdirSync(root)).toEqual(['firm-before']);
  });
});
