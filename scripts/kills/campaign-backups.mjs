// npm run kills:backups -- [count]: kills backups, restores and new wrappings of the data key at random moments. After each kill
// a start must find the old or the new firm whole, no half file, and nothing left behind. docs/kills.md has the results.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AS_NODE, prepareElectron } from '../toolchain/electron.mjs';
import { Problem, runScript } from '../toolchain/processes.mjs';

const SCRIPT = join(import.meta.dirname, 'backup-work.ts');
/** How long each takes at most, in ms, from the start of its process. */
const KINDS = /** @type {const} */ ([
  ['backup', 5000],
  ['restore', 900],
  ['rewrap', 700],
]);

await runScript(async () => {
  const count = Number(process.argv[2] ?? 300);
  const { executable } = await prepareElectron();
  const env = { ...process.env, ...AS_NODE };
  const root = mkdtempSync(join(tmpdir(), 'rekey-kills-'));
  /** @param {string} work */
  const run = (work) => spawnSync(executable, [SCRIPT, work, root], { env, encoding: 'utf8' });
  /** @type {Map<string, { kills: number, ended: number, failed: number }>} */
  const results = new Map(KINDS.map(([kind]) => [kind, { kills: 0, ended: 0, failed: 0 }]));
  try {
    const made = run('make');
    if (made.status !== 0) throw new Problem(`the firm could not be made: ${made.stderr}`);
    for (let turn = 0; turn < count; turn++) {
      const [kind, longest] = KINDS[turn % KINDS.length] ?? KINDS[0];
      const result = results.get(kind);
      if (result === undefined) continue;
      const child = spawn(executable, [SCRIPT, kind, root], { env, stdio: 'ignore' });
      const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
      const first = await Promise.race([ended, delay(150 + Math.random() * longest).then(() => 'time')]);
      if (first === 'time') child.kill('SIGKILL');
      if ((await ended) === 'SIGKILL') result.kills += 1;
      else result.ended += 1;
      const checked = run('check');
      if (checked.status !== 0 || !checked.stdout.startsWith('whole ')) {
        result.failed += 1;
        console.log(`FAILED after ${kind}: ${checked.stdout}${checked.stderr}\n${readdirSync(root).join(' ')}`);
      }
    }
    for (const [kind, { kills, ended, failed }] of results)
      console.log(`${kind}: ${kills} kills, ${ended} ended before, ${failed} starts that failed afterwards`);
    return [...results.values()].some(({ failed }) => failed > 0) ? 1 : 0;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
