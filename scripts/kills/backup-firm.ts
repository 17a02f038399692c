// A small firm without a window, with a backup, a kit and a folder of automatic backups; the works that the campaigns
// interrupt; and the look at what a start finds afterwards.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createSteadyClock } from '../../main/domain/steady-clock.ts';
import { findKeyInBackup, findKeyWithKit, type KeySearch } from '../../main/found-key.ts';
import { prepareRestored } from '../../main/restored-firm.ts';
import { recordActivity } from '../../main/services/act/record-activity.ts';
import { makeBackup, workFolderOf } from '../../main/services/backup/make-backup.ts';
import { backUpIfDue } from '../../main/services/backup/plan-backups.ts';
import { sealDataKey } from '../../main/services/secrets/key-under-kit.ts';
import { hashKit } from '../../main/services/sign-in/make-recovery-kit.ts';
import { cleanUpBackup } from '../../main/storage/backup/make-backup.ts';
import { openBackup } from '../../main/storage/backup/open-backup.ts';
import { DataKeyProblem, fromKeyText, type KeyStore } from '../../main/storage/files/data-key.ts';
import { dropReplaced, finishReplacing, replaceFolder, stagingOf } from '../../main/storage/files/replace-folder.ts';
import {
  getBackupPlan,
  listAutomaticBackups,
  putAutomaticBackup,
  setBackupPlan,
} from '../../main/storage/tables/backup-plan.ts';
import { getFirm, insertFirm } from '../../main/storage/tables/firm.ts';
import { replaceRecoveryKit } from '../../main/storage/tables/recovery-kit.ts';
import { openWorkspace, type Workspace } from '../../main/workspace.ts';

const FIRM = 'Harbour & Finch';
const PASSPHRASE = 'nine boats under the moon';
const KIT_CODE = 'K1TT-0000-1111-2222-3333-4444-5555-6666';
const DAY_MS = 24 * 3_600_000;
const OLD_BACKUPS = 12;
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
  folder: join(root, 'data', 'firm'),
  anchorFile: join(root, 'data', 'record-anchor.json'),
  /** A backup that is there from the beginning. */
  first: join(root, 'first.rekey-backup.age'),
  target: join(root, 'later.rekey-backup.age'),
  stick: join(root, 'stick'),
});

const dependenciesOf = (store: string) => ({
  keyStore: storeOf(store),
  clock: createSteadyClock(Date.now, () => performance.now()),
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
  const { anchorFile, first, stick } = placesIn(root);
  mkdirSync(stick);
  mkdirSync(dirname(anchorFile));
  return withFirm(root, store, async ({ context, recordWatch }) => {
    const { clock, random, secretBox } = context;
    const salt = random.bytes(16);
    const sealedDataKey = sealDataKey(context.home.dataKey, KIT_CODE, salt, random.bytes);
    const sealedPassphrase = secretBox.seal('backup passphrase', new TextEncoder().encode(PASSPHRASE));
    context.storage.transaction((tx) => {
      const now = clock.now();
      insertFirm(tx, { name: FIRM, createdAt: now, isSample: false });
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
export async function lookAt(root: string, stores: readonly string[]): Promise<{ store: string; wrong: string[] }> {
  const { folder, anchorFile, stick } = placesIn(root);
  const wrong: string[] = [];
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
        const newest = listAutomaticBackups(read).toSorted((a, b) => b.madeAt - a.madeAt)[0]?.name;
        if (newest !== undefined && !existsSync(join(stick, newest))) wrong.push(`${newest} is gone`);
      });
      break;
    } catch (error) {
      if (!(error instanceof DataKeyProblem)) throw error;
    }
  }
  if (store === undefined) return { store: '', wrong: ['no key store opens the key'] };
  dropReplaced(folder);
  for (const place of [root, stick])
    for (const name of readdirSync(place).filter((entry) => entry.endsWith('.rekey-backup.age')))
      wrong.push(...(await whyNotOpened(join(place, name), join(root, 'opened'))));
  const known = ['data', 'first.rekey-backup.age', 'later.rekey-backup.age', 'stick'];
  const ofData = ['firm', 'last-backup.json', 'record-anchor.json'];
  const left = [
    ...readdirSync(root).filter((name) => !known.includes(name)),
    ...readdirSync(dirname(folder)).filter((name) => !ofData.includes(name)),
  ];
  const inFolder = readdirSync(folder).filter((name) => !/^(data-key\.json|rekey\.db(-wal|-shm)?)$/.test(name));
  const halves = readdirSync(stick).filter((name) => !name.endsWith('.rekey-backup.age'));
  if (left.length + inFolder.length + halves.length > 0)
    wrong.push(`left: ${[...left, ...inFolder, ...halves].join(' ')}`);
  if (readFileSync(anchorFile, 'utf8') === '') wrong.push('the anchor is empty');
  return { store, wrong };
}

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
