// Measures a backup and its restore on an existing firm, each beside the plain tools: `sqlite3 .backup` and `age` with a
// passphrase. Runs in Electron's own Node on Linux, where both tools are. Prints one JSON line for each result.
//   node scripts/toolchain/electron.mjs node scripts/bench/backups.ts <folder> <users> [streamed]
// With `streamed`, and with test/support/cheap-passphrases.mjs preloaded, it measures only the memory that is left without
// the 256 MB of the passphrase: it must not grow with the firm.

import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { prepareRestored } from '../../main/restored-firm.ts';
import { makeBackup } from '../../main/services/backup/make-backup.ts';
import { openBackupInWorker } from '../../main/storage/backup/backup-in-worker.ts';
import { fileOf } from '../../main/storage/engine/file-of.ts';
import { replaceFolder, stagingOf } from '../../main/storage/files/replace-folder.ts';
import { makeTemporaryFolder } from './folder.mjs';
import { keyStore, openFirm } from './seed.ts';
import { type Measurement, toResult } from './statistics.mjs';

const [folder = '', countText = '', part] = process.argv.slice(2);
const isStreamedOnly = part === 'streamed';
const users = Number(countText);
const ROUNDS = 3;
const PASSPHRASE = 'nine boats under the moon';
const RESOLUTION_MS = 1;
const missing = ['age', 'sqlite3', 'script'].filter((tool) => spawnSync('which', [tool]).status !== 0);
const hasReference = missing.length === 0 && !isStreamedOnly;
const print = (measurement: Omit<Measurement, 'users'>): void => {
  process.stdout.write(`${JSON.stringify(toResult({ users, ...measurement }))}\n`);
};
const timed = async (work: () => unknown): Promise<number> => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};
/** age asks for a passphrase at a terminal only. */
const age = (args: string, answers: number): void => {
  execFileSync('script', ['-qec', `age ${args}`, '/dev/null'], { input: `${PASSPHRASE}\n`.repeat(answers) });
};

const place = makeTemporaryFolder();
const at = (name: string): string => join(place.path, name);
const gaps: number[] = [];
const memory: number[] = [];
/** Watches the main loop and the memory of the process during the work. */
async function watched(work: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const ms = await timed(work);
  delay.disable();
  clearInterval(watch);
  gaps.push(delay.max / 1e6 - RESOLUTION_MS);
  memory.push((most - before) / 1e6);
  return ms;
}

const workspace = await openFirm(folder);
const { context } = workspace;
const backup = at('firm.rekey-backup.age');
const restored = { folder: at('restored/firm'), anchorFile: at('restored/record-anchor.json') };
const made: number[] = [];
const madePlainly: number[] = [];
const back: number[] = [];
const backPlainly: number[] = [];

async function restore(): Promise<void> {
  const staged = join(stagingOf(restored.folder), 'firm');
  const { manifest, isRecordIntact } = await openBackupInWorker(
    { kind: 'open', file: backup, passphrase: PASSPHRASE, folder: staged },
    () => undefined,
  );
  const restorable = { key: context.home.dataKey, manifest, isRecordIntact, isSecondApproverRequired: false };
  await prepareRestored(restorable, restored, { keyStore, clock: context.clock, appVersion: 'bench' }, undefined);
  replaceFolder(restored.folder, restored.anchorFile);
}

for (let round = 0; round < ROUNDS; round++) {
  made.push(await watched(() => makeBackup(context, backup, PASSPHRASE, () => undefined)));
  if (hasReference)
    madePlainly.push(
      await timed(() => {
        execFileSync('sqlite3', [fileOf(context.storage), `.backup ${at('plain.db')}`]);
        age(`-p -o ${at('plain.age')} ${at('plain.db')}`, 2);
      }),
    );
  back.push(await watched(restore));
  if (hasReference)
    backPlainly.push(
      await timed(() => {
        age(`-d -o ${at('back.db')} ${at('plain.age')}`, 1);
        execFileSync('sqlite3', [at('back.db'), `.backup ${at('placed.db')}`]);
      }),
    );
  for (const name of ['restored', 'plain.db', 'plain.age', 'back.db', 'placed.db'])
    rmSync(at(name), { recursive: true, force: true });
}
workspace.close();
place.remove();
if (isStreamedOnly) {
  print({
    name: 'backup and restore without the key of the passphrase: most memory of the process above that before',
    unit: 'MB',
    values: memory,
    gate: 64,
  });
  process.exit();
}
const goal = { gate: 1.5, aim: 1.1 };
const against = (reference: readonly number[]) => (hasReference ? { reference, ...goal } : {});
print({ name: 'backup, proved, to sqlite3 .backup and age -p', unit: 'ms', values: made, ...against(madePlainly) });
print({ name: 'restore, to age -d and sqlite3 .backup', unit: 'ms', values: back, ...against(backPlainly) });
print({
  name: 'backup and restore: longest gap of the main event loop',
  unit: 'ms',
  values: gaps,
  gate: 16,
  aim: 5,
});
print({
  name: 'backup and restore: most memory of the process above that before',
  unit: 'MB',
  values: memory,
  gate: 64,
});
