// The firms that the campaign at the real application opens: whole, with a lost key store, and moved away. Each is made once,
// and every run has a copy. And the look at what a run has left.
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSteadyClock } from '../../main/domain/steady-clock.ts';
import { codeAtStep, stepAt } from '../../main/domain/two-factor.ts';
import type { UserId } from '../../main/domain/user.ts';
import { type Context, newId } from '../../main/services/act/context.ts';
import { sealAuthenticator, setPassword, setRecoveryCodes } from '../../main/services/act/credentials.ts';
import { findMove } from '../../main/services/act/moved-firm.ts';
import { recordActivity } from '../../main/services/act/record-activity.ts';
import { makeBackup, workFolderOf } from '../../main/services/backup/make-backup.ts';
import { moveAway } from '../../main/services/backup/move-away.ts';
import { sealDataKey } from '../../main/services/secrets/key-under-kit.ts';
import { hashKit } from '../../main/services/sign-in/make-recovery-kit.ts';
import { cleanUpBackup } from '../../main/storage/backup/make-backup.ts';
import { openBackup } from '../../main/storage/backup/open-backup.ts';
import type { Tx } from '../../main/storage/engine/database.ts';
import type { KeyStore } from '../../main/storage/files/data-key.ts';
import { finishReplacing } from '../../main/storage/files/replace-folder.ts';
import { replaceAuthenticator } from '../../main/storage/tables/authenticators.ts';
import { getFirm, insertFirm, updateFirm } from '../../main/storage/tables/firm.ts';
import { markRecoveryCodesSaved } from '../../main/storage/tables/recovery-codes.ts';
import { replaceRecoveryKit } from '../../main/storage/tables/recovery-kit.ts';
import { insertSession } from '../../main/storage/tables/sessions.ts';
import { getUser, insertUser, markSetUp } from '../../main/storage/tables/users.ts';
import { openWorkspace, type Workspace } from '../../main/workspace.ts';

export const EMAIL = 'margaret@firm.example';
export const PASSWORD = 'copper-lantern-nine-rivers';
export const PASSPHRASE = 'nine boats under the moon';
export const KIT_CODE = 'K1TT-0000-1111-2222-3333-4444-5555-6666';
const SECRET = new Uint8Array(20).fill(7);
const PEOPLE = 200;
const DAY_MS = 24 * 3_600_000;
/** What the firm was called when it was backed up, and what it is called since. */
export const NAMES = { before: 'Ashworth & Partners', since: 'Quill & Partners' } as const;

const quietly = (): void => undefined;
const noKeyStore: KeyStore = {
  isAvailable: async () => false,
  wrap: () => Promise.reject(new Error('there is no key store')),
  unwrap: () => Promise.reject(new Error('there is no key store')),
};

export const placesIn = (root: string) => ({
  data: join(root, 'data'),
  folder: join(root, 'data', 'firm'),
  anchorFile: join(root, 'data', 'record-anchor.json'),
  /** The backup that is restored. */
  backup: join(root, 'first.rekey-backup.age'),
  /** The file of a move. */
  moved: join(root, 'move.rekey-backup.age'),
});

export async function withFirm(root: string, work: (workspace: Workspace) => unknown): Promise<void> {
  const { folder, anchorFile } = placesIn(root);
  const workspace = await openWorkspace(folder, {
    keyStore: noKeyStore,
    clock: createSteadyClock(Date.now, () => performance.now()),
    appVersion: 'kills',
    isSample: false,
    anchorFile,
  });
  try {
    await work(workspace);
  } finally {
    workspace.close();
  }
}

interface Proofs {
  readonly passwordHash: string;
  readonly salt: Uint8Array;
  readonly recoveryHash: Uint8Array;
}

/** Of everybody: the same password, and one recovery code. */
export async function makeProofs({ passwords, random }: Context): Promise<Proofs> {
  const salt = random.bytes(16);
  const passwordHash = await passwords.hash(PASSWORD);
  return { passwordHash, salt, recoveryHash: await passwords.hashCode('0000-0000-0000-0000', salt) };
}

interface NewPerson {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly isAdmin: boolean;
}

const OWNER: NewPerson = { email: EMAIL, firstName: 'Margaret', lastName: 'Ashworth', isAdmin: true };
export const clientPerson = (number: number): NewPerson => ({
  email: `person${number}@firm.example`,
  firstName: 'Person',
  lastName: `Number${number}`,
  isAdmin: false,
});

/** Somebody who is all set up, with a record. */
export function insertPerson(
  context: Context,
  tx: Tx,
  { passwordHash, salt, recoveryHash, now }: Proofs & { readonly now: number },
  { email, firstName, lastName, isAdmin }: NewPerson,
): UserId {
  const userId = insertUser(tx, {
    email,
    firstName,
    lastName,
    phone: '',
    role: isAdmin ? 'partner_admin' : 'client_ops',
    hasAllClients: isAdmin,
    status: 'active',
    invitationExpiresAt: null,
    createdAt: now,
  });
  const id = newId(context.random);
  setPassword(context, tx, userId, passwordHash, now);
  const sealedSecret = sealAuthenticator(context, userId, id, SECRET);
  replaceAuthenticator(tx, userId, { id, sealedSecret, confirmedAt: now, lastStep: 0 });
  setRecoveryCodes(context, tx, userId, { salt, hashes: [recoveryHash], createdAt: now });
  markRecoveryCodesSaved(tx, userId, now);
  markSetUp(tx, userId, now);
  recordActivity(context, tx, { action: 'user.edited', outcome: 'done' });
  return userId;
}

/** The code that the person's phone shows, or the one after it. */
export const codeOf = (ahead = 0): string => codeAtStep(SECRET, stepAt(Date.now()) + ahead);

/** Makes the firms `whole`, `lost` and `moved` in folders of these names. */
export async function makeTemplates(templates: string): Promise<void> {
  const [whole = '', lost = '', moved = ''] = ['whole', 'lost', 'moved'].map((name) => join(templates, name));
  mkdirSync(placesIn(whole).data, { recursive: true });
  await withFirm(whole, async ({ context, recordWatch }) => {
    const { random, storage } = context;
    const now = Date.now() - DAY_MS;
    const proofs = await makeProofs(context);
    const { salt } = proofs;
    storage.transaction((tx) => {
      insertFirm(tx, { name: NAMES.before, createdAt: now, isSample: false });
      const sealedDataKey = sealDataKey(context.home.dataKey, KIT_CODE, salt, random.bytes);
      const made = { createdAt: now, createdBy: 'Margaret Ashworth', createdById: null, savedAt: now };
      replaceRecoveryKit(tx, { salt, hash: hashKit(context, KIT_CODE, salt), ...made, sealedDataKey });
      for (let number = 0; number < PEOPLE; number++)
        insertPerson(context, tx, { ...proofs, now }, number === 0 ? OWNER : clientPerson(number));
    });
    recordWatch.lookAtEnd();
    await makeBackup(context, placesIn(whole).backup, PASSPHRASE, quietly);
    storage.transaction((tx) => {
      const firm = getFirm(tx);
      if (firm !== undefined) updateFirm(tx, firm.version, { ...firm, name: NAMES.since });
      recordActivity(context, tx, { action: 'settings.changed', outcome: 'done' });
    });
  });
  for (const other of [lost, moved]) cpSync(whole, other, { recursive: true });
  const wrapped = { version: 1, protection: 'os_key_store', key: 'bm90aGluZw==', store: 'GNOME Keyring' };
  writeFileSync(join(placesIn(lost).folder, 'data-key.json'), JSON.stringify({ ...wrapped, computer: 'office-1' }));
  await withFirm(moved, async ({ context }) => {
    const user = getUser(context.storage.read, 1 as UserId);
    if (user === undefined) throw new Error('nobody is there');
    const now = context.clock.now();
    const session = { id: newId(context.random), userId: user.id, startedAt: now, expiresAt: now + DAY_MS } as const;
    context.storage.transaction((tx) => insertSession(tx, { ...session, startedWith: 'code' }));
    // The code before the present one: those that come are for the runs.
    const order = { passphrase: PASSPHRASE, repeated: PASSPHRASE, code: codeOf(-1) };
    const actor = { user, session: { ...session, startedWith: 'code', presenceAt: null } } as const;
    await moveAway(context, actor, order, async () => placesIn(moved).moved, quietly);
  });
}

export interface Found {
  readonly name: string;
  readonly isMoved: boolean;
  readonly wrong: readonly string[];
}

/** What is wrong in any firm. */
export async function findDamage(
  { storage }: Context,
  recordWatch: Workspace['recordWatch'],
): Promise<readonly string[]> {
  const wrong: string[] = [];
  if ((await recordWatch.verify(quietly)).breaks.length > 0) wrong.push('the record has a break');
  const { read } = storage;
  if (read.get("SELECT 1 AS yes FROM activity WHERE action IN ('record.cut', 'record.altered')") !== undefined)
    wrong.push('the record does not fit its anchor');
  if (read.get('PRAGMA integrity_check')?.['integrity_check'] !== 'ok') wrong.push('the database is damaged');
  return wrong;
}

/** Opens what a run has left, once the application has started on it and ended again. */
export async function lookAt(root: string): Promise<Found> {
  const { data, folder, anchorFile, moved } = placesIn(root);
  const wrong: string[] = [];
  let name = '';
  let isMoved = false;
  if (finishReplacing(folder, anchorFile)) wrong.push('the start has not finished a replacement');
  cleanUpBackup(workFolderOf(folder));
  await withFirm(root, async ({ context, recordWatch }) => {
    const { read } = context.storage;
    name = getFirm(read)?.name ?? '';
    isMoved = findMove(context, read) !== undefined;
    wrong.push(...(await findDamage(context, recordWatch)));
    const people = Number(read.get('SELECT count(*) AS n FROM users')?.['n']);
    if (people !== PEOPLE) wrong.push(`${people} people are left`);
  });
  if (existsSync(moved)) {
    const opened = join(root, 'opened');
    await openBackup({ kind: 'open', file: moved, passphrase: PASSPHRASE, folder: opened }, quietly).catch((error) =>
      wrong.push(`the file of the move is a half file: ${error}`),
    );
  } else if (isMoved) wrong.push('moved, and the file is gone');
  const known = /^(data-key\.json|rekey\.db(-wal|-shm)?)$/;
  const left = readdirSync(folder).filter((entry) => !known.test(entry));
  left.push(...readdirSync(data).filter((entry) => /\.new$|^firm-restore/.test(entry)));
  left.push(...readdirSync(root).filter((entry) => !/^(data|opened|ballast)$|\.rekey-backup\.age$/.test(entry)));
  if (left.length > 0) wrong.push(`left: ${left.join(' ')}`);
  return { name, isMoved, wrong };
}
