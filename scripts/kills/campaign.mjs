// npm run kills: kills the very first start at every system call that changes one of its files, one after the other, and
// starts again. Needs strace, so Linux. docs/kills.md has the results.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AS_NODE, prepareElectron } from '../toolchain/electron.mjs';
import { findOnPath, Problem, runScript } from '../toolchain/processes.mjs';

const START = join(import.meta.dirname, 'first-start.ts');
/** All that change a file or a folder, and those that open one, because they may create it. */
const CALLS = 'openat,write,pwrite64,ftruncate,fsync,rename,unlink,mkdir,chmod,fchown,link,linkat';
const NAMES = [
  'firm',
  ...['', '-journal', '-wal', '-shm'].map((part) => `firm/rekey.db${part}`),
  ...['', '.new'].flatMap((part) => [`firm/data-key.json${part}`, `record-anchor.json${part}`]),
  'record-anchor.json.next',
  'firm/in-use.json',
];

await runScript(async () => {
  if (findOnPath('strace') === undefined) throw new Problem('strace is needed: apt-get install strace.');
  const { executable } = await prepareElectron();
  const root = mkdtempSync(join(tmpdir(), 'rekey-kills-'));
  const env = { ...process.env, ...AS_NODE };
  /** @param {string} folder @param {readonly string[]} args */
  const trace = (folder, args) => {
    const paths = NAMES.flatMap((name) => ['-P', join(folder, name)]);
    const log = join(root, 'strace.log');
    const all = ['-f', '-o', log, ...paths, ...args, executable, START, folder];
    const { signal, status } = spawnSync('strace', all, { env });
    return { isKilled: signal === 'SIGKILL' || status === 137, log: readFileSync(log, 'utf8') };
  };
  const makeFolder = () => mkdtempSync(join(root, 'start-'));
  try {
    const whole = trace(makeFolder(), ['-e', `trace=${CALLS}`]);
    const made = [...whole.log.matchAll(/^\d+ +(\w+)\(/gm)].map(([, call = '']) => call);
    if (made.length === 0) throw new Problem('the start made no system call that was seen.');
    let failed = 0;
    let killed = 0;
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const call of made) {
      const at = (counts.get(call) ?? 0) + 1;
      counts.set(call, at);
      const folder = makeFolder();
      // strace counts each call for itself.
      if (trace(folder, ['-e', `inject=${call}:signal=SIGKILL:when=${at}`]).isKilled) killed += 1;
      const again = spawnSync(executable, [START, folder], { env, encoding: 'utf8' });
      const isWhole =
        again.status === 0 && again.stdout === 'firm 1\n' && !existsSync(join(folder, 'firm/in-use.json'));
      if (!isWhole) {
        failed += 1;
        console.log(`FAILED after ${call} ${at}:\n${again.stderr.trim().split('\n').slice(0, 8).join('\n')}`);
      }
      rmSync(folder, { recursive: true, force: true });
    }
    for (const [call, count] of counts) console.log(`${call}: ${count}`);
    console.log(`${made.length} system calls, ${killed} kills, ${failed} starts that failed afterwards`);
    return failed === 0 && killed === made.length ? 0 : 1;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
