// Where the key store has lost the key, the recovery kit or a backup opens the data. The key is wrapped again, it is on
// record, and nobody is let in by it.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { findKeyInBackup, findKeyWithKit } from '../../main/found-key.ts';
import { problemOf } from '../../main/problem.ts';
import { recordActivity } from '../../main/services/act/record-activity.ts';
import { makeRecoveryKit, markKitKept } from '../../main/services/sign-in/make-recovery-kit.ts';
import { makeBackup } from '../../main/storage/backup/make-backup.ts';
import { fileOf } from '../../main/storage/engine/file-of.ts';
import { type KeyStore, toKeyText } from '../../main/storage/files/data-key.ts';
import { iterateActivity } from '../../main/storage/tables/activity.ts';
import { listUnseenAlerts } from '../../main/storage/tables/alerts.ts';
import { insertFirm } from '../../main/storage/tables/firm.ts';
import { getRecoveryKit, replaceRecoveryKit } from '../../main/storage/tables/recovery-kit.ts';
import { getUser, insertUser, type User } from '../../main/storage/tables/users.ts';
import { openWorkspace, type Workspace } from '../../main/workspace.ts';
import { PASSPHRASE } from '../support/backup.ts';
import { createTestClock } from '../support/seeded.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

/** A key store of one account, which opens nothing of another one. */
const keyStoreOf = (account: string): KeyStore => ({
  name: `the store of ${account}`,
  isAvailable: async () => true,
  wrap: async (text) => new TextEncoder().encode([...`${account}/${text}`].reverse().join('')),
  async unwrap(wrapped) {
    const text = [...new TextDecoder().decode(wrapped)].reverse().join('');
    if (!text.startsWith(`${account}/`)) throw new Error('wrapped by another account');
    return text.slice(account.length + 1);
  },
});
const [ofBefore, ofToday] = [keyStoreOf('before'), keyStoreOf('today')];
const clock = createTestClock();

let folder: string;
let kitCode: string;
let backup: string;

const open = (keyStore: KeyStore): Promise<Workspace> =>
  openWorkspace(folder, {
    keyStore,
    clock,
    appVersion: '0.0.0-test',
    isSample: false,
    anchorFile: `${folder}-anchor.json`,
  });

async function makeFirm(): Promise<{ readonly code: string; readonly file: string }> {
  const workspace = await open(ofBefore);
  const { context } = workspace;
  const code = context.storage.transaction((tx) => {
    insertFirm(tx, { name: 'Quill & Partners', createdAt: clock.now(), isSample: false });
    const id = insertUser(tx, {
      email: 'ann@quill.example',
      firstName: 'Ann',
      lastName: 'Vance',
      role: 'partner_admin',
      hasAllClients: true,
      status: 'active',
      invitationExpiresAt: null,
      createdAt: clock.now(),
    });
    const ann = getUser(tx, id) as User;
    recordActivity(context, tx, { action: 'firm.created', outcome: 'done', actor: ann });
    const made = makeRecoveryKit(context, tx, ann, 'recovery_kit.made');
    markKitKept(context, tx, ann);
    return made.code;
  });
  const file = join(makeTempFolder(), 'firm.rekey-backup.age');
  await makeBackup(
    {
      kind: 'make',
      database: fileOf(context.storage),
      workFolder: join(folder, 'backup-work'),
      target: file,
      passphrase: PASSPHRASE,
      key: toKeyText(context.home.dataKey),
      anchor: '',
      isSample: false,
      madeAt: clock.now(),
      appVersion: 'test',
    },
    () => undefined,
  );
  workspace.close();
  return { code, file };
}

beforeEach(async () => {
  folder = join(makeTempFolder(), 'firm');
  ({ code: kitCode, file: backup } = await makeFirm());
});

const keyFile = (): string => readFileSync(join(folder, 'data-key.json'), 'utf8');
const actions = ({ context }: Workspace) => [...iterateActivity(context.storage.read)].map(({ action }) => action);

describe('a key that the key store does not open', () => {
  test('is named with the store and the computer that locked it', async () => {
    const problem = await open(ofToday).catch(problemOf);
    expect(problem).toEqual({
      kind: 'key_unreadable',
      wrappedBy: { store: 'the store of before', computer: hostname() },
    });
  });
  test('is not looked for where the data file is gone, and no empty one is made', async () => {
    rmSync(join(folder, 'rekey.db'));
    await expect(findKeyWithKit(folder, kitCode, ofToday)).rejects.toThrow('missing');
    expect(existsSync(join(folder, 'rekey.db'))).toBe(false);
  });
  test('is found with the recovery kit, locked by the key store of today, and that is on record and told', async () => {
    expect(await findKeyWithKit(folder, ` ${kitCode.toLowerCase().replaceAll('-', ' ')} `, ofToday)).toBe('found');
    expect(JSON.parse(keyFile())).toMatchObject({ store: 'the store of today', openedWith: 'recovery_kit' });
    const workspace = await open(ofToday);
    expect(actions(workspace).at(-1)).toBe('data_key.found');
    const { read } = workspace.context.storage;
    expect(listUnseenAlerts(read, 1 as User['id'], 5).map(({ kind }) => kind)).toEqual(['data_key_found']);
    expect(JSON.parse(keyFile())).not.toHaveProperty('openedWith');
    // The kit is not used up, and nobody is signed in.
    expect(getRecoveryKit(read)?.savedAt).not.toBe(null);
    expect(read.all('SELECT id FROM sessions')).toEqual([]);
    expect(() => workspace.look()).not.toThrow();
    workspace.close();
    const again = await open(ofToday);
    expect(actions(again).filter((action) => action === 'data_key.found')).toHaveLength(1);
    again.close();
  });
  test('is found with a backup, and the data stays as it is', async () => {
    const before = await open(ofBefore);
    before.context.storage.transaction((tx) => tx.run("UPDATE firm SET name = 'Quill & Daughters'"));
    before.close();
    expect(await findKeyInBackup(folder, backup, PASSPHRASE, ofToday)).toBe('found');
    const workspace = await open(ofToday);
    expect(workspace.context.storage.read.get('SELECT name FROM firm')).toEqual({ name: 'Quill & Daughters' });
    expect(actions(workspace).at(-1)).toBe('data_key.found');
    workspace.close();
    expect(existsSync(`${folder}-restore`)).toBe(false);
  });
  test('that is gone altogether is found too', async () => {
    rmSync(join(folder, 'data-key.json'));
    expect(await findKeyWithKit(folder, kitCode, ofToday)).toBe('found');
    (await open(ofToday)).close();
  });
  test('is found where the key store refuses to lock it: the next start asks again', async () => {
    const refusing: KeyStore = { ...ofToday, wrap: () => Promise.reject(new Error('locked')) };
    expect(await findKeyWithKit(folder, kitCode, refusing)).toBe('found');
    expect(JSON.parse(keyFile())).toMatchObject({ protection: 'file_only' });
    (await open(ofToday)).close();
    expect(JSON.parse(keyFile())).toMatchObject({ protection: 'os_key_store', store: 'the store of today' });
  });
  test('is found where there is no key store any more, and the file says how it is kept then', async () => {
    const none: KeyStore = { ...ofToday, isAvailable: async () => false };
    expect(await findKeyWithKit(folder, kitCode, none)).toBe('found');
    const workspace = await open(none);
    expect(workspace.keyProtection).toBe('file_only');
    workspace.close();
  });
});

describe('the key stays as it is', () => {
  test.each([
    ['half a code', () => kitCode.slice(0, 20), 'bad_code'],
    ['another code', () => `${kitCode.startsWith('A') ? 'B' : 'A'}${kitCode.slice(1)}`, 'wrong_code'],
  ])('after %s', async (_what, typed, answer) => {
    const before = keyFile();
    expect(await findKeyWithKit(folder, typed(), ofToday)).toBe(answer);
    expect(keyFile()).toBe(before);
    const workspace = await open(ofBefore);
    expect(actions(workspace)).not.toContain('data_key.found');
    workspace.close();
  });
  test('with a kit from an earlier Rekey, which says so', async () => {
    const workspace = await open(ofBefore);
    workspace.context.storage.transaction((tx) => {
      const kit = getRecoveryKit(tx);
      if (kit !== undefined) replaceRecoveryKit(tx, { ...kit, sealedDataKey: null });
    });
    workspace.close();
    expect(await findKeyWithKit(folder, kitCode, ofToday)).toBe('no_kit');
  });
  test('with the kit and the backup of another firm', async () => {
    const [code, file] = [kitCode, backup];
    folder = join(makeTempFolder(), 'firm');
    await makeFirm();
    expect(await findKeyWithKit(folder, code, ofToday)).toBe('wrong_code');
    expect(await findKeyInBackup(folder, file, PASSPHRASE, ofToday)).toBe('other_firm');
  });
  test('with a kit that another program has put there: it holds no key of this data', async () => {
    const workspace = await open(ofBefore);
    const { context } = workspace;
    const code = context.storage.transaction((tx) => {
      const thief = { ...context, home: { ...context.home, dataKey: new Uint8Array(32).fill(7) } };
      return makeRecoveryKit(thief, tx, getUser(tx, 1 as User['id']) as User, 'recovery_kit.replaced').code;
    });
    workspace.close();
    expect(await findKeyWithKit(folder, code, ofToday)).toBe('other_firm');
  });
  test('with a replaced kit', async () => {
    const workspace = await open(ofBefore);
    const { context } = workspace;
    context.storage.transaction((tx) =>
      makeRecoveryKit(context, tx, getUser(tx, 1 as User['id']) as User, 'recovery_kit.replaced'),
    );
    workspace.close();
    expect(await findKeyWithKit(folder, kitCode, ofToday)).toBe('wrong_code');
  });
});
