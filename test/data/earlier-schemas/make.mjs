// Makes the fixture of an earlier schema by running the code of that version; README.md says how. The firm is made as people
// make one: first run, authenticator, recovery codes, recovery kit, a second sign-in. Only its packing is today's.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Decrypter } from 'age-encryption';
import { makeBackup } from '../../../main/storage/backup/make-backup.ts';

const PASSPHRASE = 'nine boats under the moon';

const [version = '', schema = ''] = process.argv.slice(2);
/** @type {(...places: string[]) => Promise<any>} the file stands in one of these places, by the version. */
async function load(...places) {
  for (const place of places) {
    try {
      return await import(pathToFileURL(join(version, 'main', place)).href);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    }
  }
  throw new Error(`none of ${places.join(', ')} is in ${version}`);
}
const { openWorkspace } = await load('workspace.ts');
const { createFirm } = await load('services/create-firm.ts', 'services/firm/create-firm.ts');
const setUp = await load('services/set-up-two-factor.ts', 'services/sign-in/set-up-two-factor.ts');
const { signIn, verifyCode } = await load('services/sign-in.ts', 'services/sign-in/sign-in.ts');
const { codeAtStep, stepAt } = await load('domain/two-factor.ts');
const { insertUser } = await load('storage/users.ts', 'storage/tables/users.ts');
const { insertClient, insertMembership } = await load('storage/clients.ts', 'storage/tables/clients.ts');

const root = mkdtempSync(join(tmpdir(), 'rekey-earlier-'));
const folder = join(root, 'firm');
const anchorFile = join(root, 'record-anchor.json');
let now = Date.UTC(2026, 5, 1, 9, 0, 10);
const later = () => {
  now += 60_000;
  return now;
};
const keyStore = {
  isAvailable: async () => false,
  wrap: () => Promise.reject(new Error('none')),
  unwrap: () => Promise.reject(new Error('none')),
};
const workspace = await openWorkspace(folder, {
  keyStore,
  clock: { now: () => now },
  appVersion: `of schema ${schema}`,
  isSample: false,
  anchorFile,
});
const { context } = workspace;
const ann = { email: 'ann@quill.example', password: 'seven-lamps-over-water' };
const began = await createFirm(context, {
  ...ann,
  firmName: 'Quill & Partners',
  firstName: 'Ann',
  lastName: 'Vance',
  phone: '',
});
const { secret } = began;
const code = () => codeAtStep(secret, stepAt(later()));
const confirmed = await (setUp.confirmSetUp ?? setUp.confirmSetup)(context, began, code(), () => true);
const recoveryCodes = confirmed.codes;
const finished = (setUp.finishSetUp ?? setUp.finishSetup)(context, confirmed);
const kitCode = finished.stage === 'recovery_kit' ? finished.kitCode : '';
if (kitCode !== '') setUp.finishRecoveryKit(context, finished);
context.storage.transaction((/** @type {any} */ tx) => {
  const client = insertClient(tx, {
    name: 'Bluewater Marine',
    type: 'company',
    status: 'active',
    accountingSoftware: 'Xero',
    addedAt: now,
  });
  const times = { invitationExpiresAt: null, createdAt: now };
  const person = { firstName: 'Tomasz', lastName: 'Moreau', email: 'tomasz@quill.example', phone: '' };
  insertMembership(
    tx,
    insertUser(tx, { ...person, ...times, role: 'client_admin', hasAllClients: false, status: 'active' }),
    client,
  );
});
await verifyCode(context, await signIn(context, ann), code());
workspace.close();

const target = join(root, 'firm.rekey-backup.age');
const read = (/** @type {string} */ file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
await makeBackup(
  {
    kind: 'make',
    database: join(folder, 'rekey.db'),
    workFolder: join(root, 'work'),
    target,
    passphrase: PASSPHRASE,
    key: read(join(folder, 'data-key.json')),
    anchor: read(anchorFile),
    firm: 'Quill & Partners',
    isSample: false,
    madeAt: now,
    appVersion: `of schema ${schema}`,
  },
  () => undefined,
);
const here = import.meta.dirname;
const decrypter = new Decrypter();
decrypter.addPassphrase(PASSPHRASE);
const archive = await decrypter.decrypt(readFileSync(target));
writeFileSync(join(here, `schema-${schema}.tar.gz`), gzipSync(archive, { level: 9 }));
const facts = { secret: Buffer.from(secret).toString('base64'), recoveryCodes, kitCode, madeAt: now };
writeFileSync(join(here, `schema-${schema}.json`), `${JSON.stringify(facts, null, 2)}\n`);
