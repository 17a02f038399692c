// One piece of work on a firm without a window, which campaign-backups.mjs kills at a random moment: a backup, a restore, or
// the data key wrapped again. `make` makes the firm, its backup and its kit; `check` says what is there.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Decrypter, Encrypter } from 'age-encryption';
import { createSteadyClock } from '../../main/domain/steady-clock.ts';
import { findKeyInBackup } from '../../main/found-key.ts';
import { prepareRestored } from '../../main/restored-firm.ts';
import { recordActivity } from '../../main/services/act/record-activity.ts';
import { workFolderOf } from '../../main/services/backup/make-backup.ts';
import { cleanUpBackup, makeBackup } from '../../main/storage/backup/make-backup.ts';
import { openBackup } from '../../main/storage/backup/open-backup.ts';
import { fromKeyText, toKeyText } from '../../main/storage/files/data-key.ts';
import { finishReplacing, replaceFolder, stagingOf } from '../../main/storage/files/replace-folder.ts';
import { getHead } from '../../main/storage/tables/activity.ts';
import { getFirm, insertFirm } from '../../main/storage/tables/firm.ts';
import { openWorkspace, type Workspace } from '../../main/workspace.ts';

const PASSPHRASE = 'nine boats under the moon';
const [work = '', root = ''] = process.argv.slice(2);
const folder = join(root, 'firm');
const anchorFile = join(root, 'record-anchor.json');
const none = (): Promise<never> => Promise.reject(new Error('there is no key store'));
const dependencies = {
  keyStore: { isAvailable: async () => false, wrap: none, unwrap: none },
  clock: createSteadyClock(Date.now, () => performance.now()),
  appVersion: '0.0.0-kills',
};
/** A backup that opens in no time. */
const cheap = join(root, 'cheap.age');
const target = join(root, 'stick.rekey-backup.age');
const quietly = (): void => undefined;

function open(): Promise<Workspace> {
  finishReplacing(folder, anchorFile);
  cleanUpBackup(workFolderOf(folder));
  return openWorkspace(folder, { ...dependencies, isSample: false, anchorFile });
}

async function backUp({ context }: Workspace, file: string): Promise<void> {
  const request = { kind: 'make', database: context.storage.file, workFolder: workFolderOf(folder) } as const;
  const facts = { firm: 'Harbour & Finch', isSample: false, madeAt: Date.now(), appVersion: '0.0.0-kills' };
  const key = toKeyText(context.home.dataKey);
  const anchor = readFileSync(anchorFile, 'utf8');
  await makeBackup({ ...request, ...facts, target: file, passphrase: PASSPHRASE, key, anchor }, quietly);
}

const WORK: Readonly<Record<string, () => Promise<void>>> = {
  async make() {
    const workspace = await open();
    const { context } = workspace;
    context.storage.transaction((tx) => {
      insertFirm(tx, { name: 'Harbour & Finch', createdAt: Date.now(), isSample: false });
      recordActivity(context, tx, { action: 'firm.created', outcome: 'done' });
    });
    workspace.recordWatch.lookAtEnd();
    await backUp(workspace, cheap);
    context.storage.transaction((tx) => recordActivity(context, tx, { action: 'test.noted', outcome: 'done' }));
    workspace.close();
    const decrypter = new Decrypter();
    decrypter.addPassphrase(PASSPHRASE);
    const encrypter = new Encrypter();
    encrypter.setPassphrase(PASSPHRASE);
    encrypter.setScryptWorkFactor(1);
    const archive = await decrypter.decrypt(new Uint8Array(readFileSync(cheap)));
    writeFileSync(cheap, await encrypter.encrypt(archive));
  },
  async backup() {
    const workspace = await open();
    await backUp(workspace, target);
    workspace.close();
  },
  async restore() {
    (await open()).close();
    const staged = join(stagingOf(folder), 'firm');
    const opened = await openBackup({ kind: 'open', file: cheap, passphrase: PASSPHRASE, folder: staged }, quietly);
    const key = fromKeyText(opened.key);
    if (key === undefined) throw new Error('the backup has no key');
    await prepareRestored(
      { key, manifest: opened.manifest, isRecordIntact: opened.isRecordIntact, isSecondApproverRequired: false },
      { folder, anchorFile },
      dependencies,
      undefined,
    );
    replaceFolder(folder, anchorFile);
  },
  async rewrap() {
    rmSync(join(folder, 'data-key.json'), { force: true });
    await findKeyInBackup(folder, cheap, PASSPHRASE, dependencies.keyStore);
    (await open()).close();
  },
  /** Prints what a start finds. It fails where the firm does not open or a half file is believed. */
  async check() {
    if (!existsSync(join(folder, 'data-key.json')) && existsSync(folder))
      await findKeyInBackup(folder, cheap, PASSPHRASE, dependencies.keyStore);
    const workspace = await open();
    const { read } = workspace.context.storage;
    const { breaks } = await workspace.recordWatch.verify(quietly);
    const isCut = read.get("SELECT 1 AS yes FROM activity WHERE action IN ('record.cut', 'record.altered')");
    const isWhole = getFirm(read)?.name === 'Harbour & Finch' && breaks.length === 0 && isCut === undefined;
    process.stdout.write(`${isWhole ? 'whole' : 'BROKEN'} ${getHead(read).seq}\n`);
    workspace.close();
    if (existsSync(target)) {
      const place = join(root, 'opened');
      await openBackup({ kind: 'open', file: target, passphrase: PASSPHRASE, folder: place }, quietly);
      rmSync(place, { recursive: true });
    }
    const isLeft = [`${target}.partial`, workFolderOf(folder), stagingOf(folder)].some((path) => existsSync(path));
    if (!isWhole || isLeft) process.exitCode = 1;
  },
};
// Worker threads alone keep no process alive.
const staying = setInterval(() => undefined, 1000);
await WORK[work]?.();
clearInterval(staying);
