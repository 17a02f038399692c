// A backup made by the released schema of each earlier version restores. The fixtures were made by running those versions
// (test/data/earlier-schemas/README.md): what their people know still signs them in.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { codeAtStep, stepAt } from '../../main/domain/two-factor.ts';
import { prepareRestored } from '../../main/restored-firm.ts';
import { openAuthenticator } from '../../main/services/act/credentials.ts';
import { isKitMissing } from '../../main/services/sign-in/make-recovery-kit.ts';
import { signIn, verifyCode, verifyRecoveryCode } from '../../main/services/sign-in/sign-in.ts';
import { openBackup } from '../../main/storage/backup/open-backup.ts';
import { fromKeyText, type KeyStore } from '../../main/storage/files/data-key.ts';
import { replaceFolder, stagingOf } from '../../main/storage/files/replace-folder.ts';
import { iterateActivity } from '../../main/storage/tables/activity.ts';
import { getAuthenticator } from '../../main/storage/tables/authenticators.ts';
import { getUserByEmail } from '../../main/storage/tables/users.ts';
import { openWorkspace } from '../../main/workspace.ts';
import { encrypt, PASSPHRASE } from '../support/backup.ts';
import { visitAt } from '../support/fixture.ts';
import { createTestClock, MINUTE } from '../support/seeded.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

interface Known {
  /** Base64. */
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
  readonly kitCode: string;
  readonly madeAt: number;
}

const fixture = (name: string): string => join(import.meta.dirname, '../data/earlier-schemas', name);
const keyStore: KeyStore = {
  isAvailable: async () => false,
  wrap: () => Promise.reject(new Error('none')),
  unwrap: () => Promise.reject(new Error('none')),
};
const ann = { email: 'ann@quill.example', password: 'seven-lamps-over-water' };

test.each([1, 2, 3])('a backup with a firm of schema %i restores, and its people sign in', async (schema) => {
  const known = JSON.parse(readFileSync(fixture(`schema-${schema}.json`), 'utf8')) as Known;
  const root = makeTempFolder();
  const file = join(root, 'old.rekey-backup.age');
  await encrypt(file, gunzipSync(readFileSync(fixture(`schema-${schema}.tar.gz`))));
  const [folder, anchorFile] = [join(root, 'firm'), join(root, 'record-anchor.json')];
  const staged = join(stagingOf(folder), 'firm');
  const opened = await openBackup({ kind: 'open', file, passphrase: PASSPHRASE, folder: staged }, () => undefined);
  expect(opened).toMatchObject({ isRecordIntact: true, manifest: { schema, people: 2, madeAt: known.madeAt } });
  const key = fromKeyText(opened.key);
  if (key === undefined) throw new Error('the backup has no key');
  const clock = createTestClock(known.madeAt + 10 * MINUTE);
  const dependencies = { keyStore, clock, appVersion: '0.0.0-test' };
  const restorable = {
    key,
    manifest: opened.manifest,
    isRecordIntact: opened.isRecordIntact,
    isSecondApproverRequired: false,
  };
  await prepareRestored(restorable, { folder, anchorFile }, dependencies, undefined);
  replaceFolder(folder, anchorFile);
  const workspace = await openWorkspace(folder, { ...dependencies, isSample: false, anchorFile });
  const { context } = workspace;
  try {
    expect((await workspace.recordWatch.verify(() => undefined)).breaks).toEqual([]);
    const actions = [...iterateActivity(context.storage.read)].map(({ action }) => action);
    expect(actions[0]).toBe('firm.created');
    expect(actions.at(-1)).toBe('firm.restored');
    const user = getUserByEmail(context.storage.read, ann.email);
    const authenticator = user && getAuthenticator(context.storage.read, user.id);
    if (user === undefined || authenticator === undefined) throw new Error('Ann has no authenticator');
    const secret = openAuthenticator(context, user.id, authenticator) ?? new Uint8Array();
    expect(Buffer.from(secret).toString('base64')).toBe(known.secret);
    clock.advance(MINUTE);
    const codeStage = visitAt(await signIn(context, ann), 'code');
    const proved = await verifyCode(context, codeStage, codeAtStep(secret, stepAt(clock.now())));
    // A firm from before the recovery kit gets one now.
    expect(isKitMissing(context.storage.read)).toBe(known.kitCode === '');
    expect(proved.stage).toBe(known.kitCode === '' ? 'recovery_kit' : 'signed_in');
    const again = visitAt(await signIn(context, ann), 'code');
    expect((await verifyRecoveryCode(context, again, known.recoveryCodes[0] ?? '')).stage).not.toBe('code');
  } finally {
    workspace.close();
  }
});
