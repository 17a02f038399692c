// A small firm without a window, with a backup, a kit and a folder of automatic backups; the works that the campaigns
// interrupt; and the look at what a start finds afterwards.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createSteadyClock } from '../../main/domain/steady-clock.ts';
import { codeAtStep, stepAt } from '../../main/domain/two-factor.ts';
import type { UserId } from '../../main/domain/user.ts';
import { findKeyInBackup, findKeyWithKit, type KeySearch } from '../../main/found-key.ts';
import { prepareRestored } from '../../main/restored-firm.ts';
import { newId } from '../../main/services/act/context.ts';
import { sealAuthenticator } from '../../main/services/act/credentials.ts';
import { findMove } from '../../main/services/act/moved-firm.ts';
import { recordActivity } from '../../main/services/act/record-activity.ts';
import { makeBackup, workFolderOf } from '../../main/services/backup/make-backup.ts';
import { moveAway } from '../../main/services/backup/move-away.ts';
import { backUpIfDue } from '../../main/services/backup/plan-backups.ts';
import { sealDataKey } from '../../main/services/secrets/key-under-kit.ts';
import { hashKit } from '../../main/services/sign-in/make-recovery-kit.ts';
import { cleanUpBackup } from '../../main/storage/backup/make-backup.ts';
import { openBackup } from '../../main/storage/backup/open-backup.ts';
import { DataKeyProblem, fromKeyText, type KeyStore } from '../../main/storage/files/data-key.ts';
import { dropReplaced, finishReplacing, replaceFolder, stagingOf } from '../../main/storage/files/replace-folder.ts';
import { replaceAuthenticator } from '../../main/storage/tables/authenticators.ts';
import {
  getBackupPlan,
  listAutomaticBackups,
  putAutomaticBackup,
  setBackupPlan,
} from '../../main/storage/tables/backup-plan.ts';
import { getFirm, insertFirm } from '../../main/storage/tables/firm.ts';
import { replaceRecoveryKit } from '../../main/storage/tables/recovery-kit.ts';
import { insertSession } from '../../main/storage/tables/sessions.ts';
import { getUser, insertUser, markSetUp } from '../../main/storage/tables/users.ts';
import { openWorkspace, type Workspace } from '../../main/workspace.ts';

const FIRM = 'Harbour & Finch';
const PASSPHRASE = 'nine boats under the moon';
const KIT_CODE = 'K1TT-0000-1111-2222-3333-4444-5555-6666';
const DAY_MS = 24 * 3_600_000;
const OLD_BACKUPS = 12;
const SECRET = new Uint8Array(20).fill(7);
const ANN = {
  email: 'ann@harbour.example',
  firstName: 'Ann',
  lastName: 'Finch',
  phone: '',
  role: 'partner_admin',
  hasAllClients: true,
  status: 'active',
  invitationExpiresAt: null,
} as const;
const quietly = (): void => undefined;

/** A key store opens what a store of its name has wrapped. */
const storeOf = (name: string): KeyStore => ({
  name,
  isAvailable: async () => true,
  wrap: async (text) => new TextEncoder().encode(`${name}:${text}`),
  async unwrap(wrapped) {
    const [wrappedBy, text = ''] = new TextDecoder().decode(wrapped).split(':');
    if (wrappedBy !== name) throw new Error('another key store wrapped it');
    return text;
  },
});

const placesIn = (root: string) => ({
  data: join(root, 'data'),
  folder: join(root, 'data', 'firm'),
  anchorFile: join(root, 'data', 'record-anchor.json'),
  /** A backup that is there from the beginning. */
  first: join(root, 'first.rekey-backup.age'),
  target: join(root, 'later.rekey-backup.age'),
  moved: join(root, 'move.rekey-backup.age'),
  stick: join(root, 'stick'),
});

/** A minute passes in each second, so every move has a fresh code. The processes of one campaign agree about it. */
const SPEED = 60;
process.env['REKEY_KILLS_BEGAN'] ??= String(Date.now());
const BEGAN = Number(process.env['REKEY_KILLS_BEGAN']);

const dependenciesOf = (store: string) => ({
  keyStore: storeOf(store),
  clock: createSteadyClock(
    () => BEGAN + (Date.now() - BEGAN) * SPEED,
    () => performance.now() * SPEED,
  ),
  appVersion: '0.0.0-kills',
});

/** Opens the firm as a start does. */
function open(root: string, store: string): Promise<Workspace> {
  const { folder, anchorFile } = placesIn(root);
  finishReplacing(folder, anchorFile);
  cleanUpBackup(workFolderOf(folder));
  return openWorkspace(folder, { ...dependenciesOf(store), isSample: false, anchorFile });
}

async function withFirm(root: string, store: string, work: (workspace: Workspace) => unknown): Promise<void> {
  const workspace = await open(root, store);
  try {
    await work(workspace);
  } finally {
    workspace.close();
  }
}

export function makeFirm(root: string, store: string): Promise<void> {
  const { data, first, stick } = placesIn(root);
  for (const folder of [data, stick]) mkdirSync(folder);
  return withFirm(root, store, async ({ context, recordWatch }) => {
    const { clock, random, secretBox } = context;
    const salt = random.bytes(16);
    const sealedDataKey = sealDataKey(context.home.dataKey, KIT_CODE, salt, random.bytes);
    const sealedPassphrase = secretBox.seal('backup passphrase', new TextEncoder().encode(PASSPHRASE));
    context.storage.transaction((tx) => {
      const now = clock.now();
      insertFirm(tx, { name: FIRM, createdAt: now, isSample: false });
      const userId = insertUser(tx, { ...ANN, createdAt: now });
      const sealedSecret = sealAuthenticator(context, userId, ANN.email, SECRET);
      replaceAuthenticator(tx, userId, { id: ANN.email, sealedSecret, confirmedAt: now, lastStep: 0 });
      markSetUp(tx, userId, now);
      const made = { createdAt: now, createdBy: 'Ann Finch', createdById: null, savedAt: now };
      replaceRecoveryKit(tx, { salt, hash: hashKit(context, KIT_CODE, salt), ...made, sealedDataKey });
      setBackupPlan(tx, { folder: stick, sealedPassphrase, triedAt: null, failedBecause: null });
      recordActivity(context, tx, { action: 'firm.created', outcome: 'done' });
    });
    recordWatch.lookAtEnd();
    await makeBackup(context, first, PASSPHRASE, quietly);
    context.storage.transaction((tx) => recordActivity(context, tx, { action: 'user.edited', outcome: 'done' }));
  });
}

export interface Work {
  readonly store: string;
  /** The key store of today, where the work wraps the key again. */
  readonly nextStore: string;
  /** What comes now is what the campaign interrupts. */
  readonly begin: () => void;
}

export const WORKS: Readonly<Record<string, (root: string, work: Work) => Promise<void>>> = {
  backup: (root, { store, begin }) =>
    withFirm(root, store, async ({ context }) => {
      begin();
      await makeBackup(context, placesIn(root).target, PASSPHRASE, quietly);
    }),
  rotation: (root, { store, begin }) =>
    withFirm(root, store, async ({ context }) => {
      const { first, stick } = placesIn(root);
      const now = context.clock.now();
      const own = listAutomaticBackups(context.storage.read).map(({ name }) => name);
      // What a restored firm does not know to be its own stays for ever.
      for (const name of readdirSync(stick)) if (!own.includes(name)) rmSync(join(stick, name));
      const old = Array.from({ length: OLD_BACKUPS }, (_, day) => `old-${day}.rekey-backup.age`);
      for (const name of old) copyFileSync(first, join(stick, name));
      context.storage.transaction((tx) => {
        for (const [day, name] of old.entries()) putAutomaticBackup(tx, name, now - (day + 1) * DAY_MS);
        for (let i = 0; i < 2; i++) recordActivity(context, tx, { action: 'user.edited', outcome: 'done' });
        setBackupPlan(tx, { ...planOf(context, stick), triedAt: null, failedBecause: null });
      });
      begin();
      await backUpIfDue(context, true);
      const reason = getBackupPlan(context.storage.read)?.failedBecause;
      if (reason != null) throw new Error(reason);
    }),
  /** The restore after it makes this copy usable again. */
  move: (root, { store, begin }) =>
    withFirm(root, store, async ({ context }) => {
      const { moved } = placesIn(root);
      rmSync(moved, { force: true });
      const now = context.clock.now();
      const user = getUser(context.storage.read, 1 as UserId);
      if (user === undefined) throw new Error('nobody is there');
      const id = newId(context.random);
      const session = { id, userId: user.id, startedAt: now, expiresAt: now + DAY_MS, startedWith: 'code' } as const;
      context.storage.transaction((tx) => insertSession(tx, session));
      const order = { passphrase: PASSPHRASE, repeated: PASSPHRASE, code: codeAtStep(SECRET, stepAt(now)) };
      begin();
      await moveAway(context, { user, session: { ...session, presenceAt: null } }, order, async () => moved, quietly);
    }),
  async restore(root, { store, begin }) {
    const { folder, anchorFile, first } = placesIn(root);
    await withFirm(root, store, quietly);
    begin();
    const staged = join(stagingOf(folder), 'firm');
    const opened = await openBackup({ kind: 'open', file: first, passphrase: PASSPHRASE, folder: staged }, quietly);
    const key = fromKeyText(opened.key);
    if (key === undefined) throw new Error('the backup has no key');
    const restorable = {
      key,
      manifest: opened.manifest,
      isRecordIntact: opened.isRecordIntact,
      isSecondApproverRequired: false,
    };
    await prepareRestored(restorable, { folder, anchorFile }, dependenciesOf(store), undefined);
    replaceFolder(folder, anchorFile);
    await withFirm(root, store, quietly);
  },
  kit: (root, work) => rewrap(root, work, (folder, today) => findKeyWithKit(folder, KIT_CODE, today)),
  keyFromBackup: (root, work) =>
    rewrap(root, work, (folder, today) => findKeyInBackup(folder, placesIn(root).first, PASSPHRASE, today)),
};

function planOf({ secretBox }: Workspace['context'], folder: string) {
  return { folder, sealedPassphrase: secretBox.seal('backup passphrase', new TextEncoder().encode(PASSPHRASE)) };
}

/** The key store of the computer is another one today. */
async function rewrap(
  root: string,
  { store, nextStore, begin }: Work,
  find: (folder: string, today: KeyStore) => Promise<KeySearch>,
): Promise<void> {
  await withFirm(root, store, quietly);
  begin();
  const search = await find(placesIn(root).folder, storeOf(nextStore));
  if (search !== 'found') throw new Error(`the key search ended with ${search}`);
  await withFirm(root, nextStore, quietly);
}

/**
 * Opens the firm as the next start does, and every file with the name of a backup.
 * @param stores those that may have wrapped the key.
 * @returns the one that has, and everything that is not as it must be.
 */
export async function lookAt(
  root: string,
  stores: readonly string[],
): Promise<{ store: string; isMoved: boolean; wrong: string[] }> {
  const { data, folder, anchorFile, moved, stick } = placesIn(root);
  const wrong: string[] = [];
  let isMoved = false;
  let store: string | undefined;
  for (const name of new Set(stores)) {
    try {
      await withFirm(root, name, async ({ context, recordWatch }) => {
        store = name;
        const { read } = context.storage;
        if (getFirm(read)?.name !== FIRM) wrong.push('the firm is another one');
        if ((await recordWatch.verify(quietly)).breaks.length > 0) wrong.push('the record has a break');
        if (read.get("SELECT 1 AS yes FROM activity WHERE action IN ('record.cut', 'record.altered')") !== undefined)
          wrong.push('the record does not fit its anchor');
        isMoved = findMove(context, read) !== undefined;
        if (isMoved && !existsSync(moved)) wrong.push('moved, and the file is gone');
        const newest = listAutomaticBackups(read).toSorted((a, b) => b.madeAt - a.madeAt)[0]?.name;
        if (newest !== undefined && !existsSync(join(stick, newest))) wrong.push(`${newest} is gone`);
      });
      break;
    } catch (error) {
      if (!(error instanceof DataKeyProblem)) throw error;
    }
  }
  if (store === undefined) return { store: '', isMoved, wrong: ['no key store opens the key'] };
  dropReplaced(folder);
  for (const place of [root, stick])
    for (const name of readdirSync(place).filter((entry) => entry.endsWith('.rekey-backup.age')))
      wrong.push(...(await whyNotOpened(join(place, name), join(root, 'opened'))));
  const left = [
    ...othersIn(data, /^(firm|record-anchor\.json|last-backup\.json)$/),
    ...othersIn(folder, /^(data-key\.json|rekey\.db(-wal|-shm)?)$/),
    ...othersIn(stick, /\.rekey-backup\.age$/),
    ...othersIn(root, /^(data|stick|ballast)$|\.rekey-backup\.age$/),
  ];
  if (left.length > 0) wrong.push(`left: ${left.join(' ')}`);
  for (const path of left) rmSync(path, { recursive: true });
  if (readFileSync(anchorFile, 'utf8') === '') wrong.push('the anchor is empty');
  return { store, isMoved, wrong };
}

const othersIn = (folder: string, known: RegExp): string[] =>
  readdirSync(folder)
    .filter((name) => !known.test(name))
    .map((name) => join(folder, name));

async function whyNotOpened(file: string, folder: string): Promise<string[]> {
  try {
    await openBackup({ kind: 'open', file, passphrase: PASSPHRASE, folder }, quietly);
    return [];
  } catch (error) {
    return [`${file} is a half file: ${String(error)}`];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
