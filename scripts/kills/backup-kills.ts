// Kills the works of backup-firm.ts at random moments, and starts the firm after each kill. Runs in Electron's own Node.
//   <number of kills>
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lookAt, makeFirm, WORKS } from './backup-firm.ts';

const count = Number(process.argv[2]);
const SCRIPT = join(import.meta.dirname, 'backup-work.ts');
/** The first works of each kind run to their end, and say how long they take. */
const WHOLE_TURNS = 2;

interface Tally {
  kills: number;
  ended: number;
  failed: number;
  longestMs: number;
}

const root = mkdtempSync(join(tmpdir(), 'rekey-kills-'));
const tallies = new Map<string, Tally>(
  Object.keys(WORKS).map((name) => [name, { kills: 0, ended: 0, failed: 0, longestMs: 0 }]),
);
// Worker threads alone keep no process alive.
const staying = setInterval(() => undefined, 1000);
try {
  let store = 'store 0';
  await makeFirm(root, store);
  for (let turn = 0; killsSoFar() < count; turn++) {
    const [name, tally] = [...tallies][turn % tallies.size] ?? [];
    if (name === undefined || tally === undefined) break;
    const nextStore = `store ${turn + 1}`;
    const isWhole = turn < WHOLE_TURNS * tallies.size;
    await run(name, tally, [store, nextStore], isWhole ? undefined : Math.random() * tally.longestMs);
    const found = await lookAt(root, [nextStore, store]);
    store = found.store;
    // A copy that was moved takes no record of any other work.
    if (found.isMoved && name === 'restore') await run(name, tally, [store, store], undefined);
    if (found.wrong.length === 0) continue;
    tally.failed += 1;
    console.log(`FAILED after ${name}: ${found.wrong.join('; ')}`);
    if (store === '') break;
  }
  for (const [name, { kills, ended, failed }] of tallies)
    console.log(`${name}: ${kills} kills, ${ended} ended before, ${failed} starts that failed afterwards`);
  process.exitCode = [...tallies.values()].some(({ failed }) => failed > 0) ? 1 : 0;
} finally {
  clearInterval(staying);
  rmSync(root, { recursive: true, force: true });
}

function killsSoFar(): number {
  return [...tallies.values()].reduce((sum, { kills }) => sum + kills, 0);
}

/** @param killAfterMs from the moment that the work begins. Undefined: it runs to its end. */
function run(name: string, tally: Tally, stores: readonly string[], killAfterMs: number | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, SCRIPT, name, root, ...stores], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let begunAt: number | undefined;
    let timer: NodeJS.Timeout | undefined;
    child.stdout.once('data', () => {
      begunAt = performance.now();
      if (killAfterMs !== undefined) timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      if (begunAt === undefined) return reject(new Error(`${name} did not begin`));
      if (signal === 'SIGKILL') tally.kills += 1;
      else if (code !== 0) return reject(new Error(`${name} failed by itself`));
      else {
        tally.ended += 1;
        tally.longestMs = Math.max(tally.longestMs, performance.now() - begunAt);
      }
      resolve();
    });
  });
}
