// npm run bench: measures the application on firms of 1,000, 100,000 and 1,000,000 users, beside references in the same run.
//   npm run bench              everything, about eleven minutes
//   npm run bench -- --quick   100,000 users only, about eight minutes
//   npm run bench:postgres     PostgreSQL beside SQLite at 100,000 users, and nothing else
// Prints a table and writes bench/results.json, or bench/postgres.json. The folder REKEY_BENCH_FIRMS, if set, keeps the generated firms for the next run.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { AS_NODE, prepareElectron } from '../toolchain/electron.mjs';
import { buildQuietly, Problem, ROOT, runScript, say } from '../toolchain/processes.mjs';
import { findPostgresServer, withDisplay } from '../toolchain/system.mjs';
import { makeTemporaryFolder } from './folder.mjs';
import { toTable } from './statistics.mjs';

/** @import { Electron } from '../toolchain/electron.mjs' */
/** @import { Result } from './statistics.mjs' */

const SIZES = [1000, 100_000, 1_000_000];
const STARTS = 7;
const QUICK_STARTS = 4;
/** Preloaded, the passphrase of a backup takes no memory. */
const CHEAP = join(ROOT, 'test/support/cheap-passphrases.mjs');

await runScript(async () => {
  const isQuick = process.argv.includes('--quick');
  const isPostgres = process.argv.includes('--postgres');
  if (isPostgres) await findPostgresServer();
  const electron = await prepareElectron();
  const build = await buildQuietly();
  if (build.code !== 0) throw new Problem('the build failed; its output is above.');
  /** @type {Result[]} */
  const results = [];
  await withDisplay(async (display) => {
    for (const users of isQuick || isPostgres ? [100_000] : SIZES) {
      const work = makeTemporaryFolder();
      await provideFirm(electron, work.path, users);
      const firm = [work.path, String(users)];
      if (isPostgres) {
        results.push(...(await measure(electron, 'postgres.ts', firm, display)));
        work.remove();
        continue;
      }
      const starts = String(isQuick ? QUICK_STARTS : STARTS);
      say(`${users.toLocaleString('en')} users: the window ...`);
      results.push(...(await measure(electron, 'window.ts', [...firm, starts], display)));
      say(`${users.toLocaleString('en')} users: without a window ...`);
      // Its clock runs ahead, so its codes would leave none for the others.
      const ahead = makeTemporaryFolder();
      cpSync(work.path, ahead.path, { recursive: true });
      results.push(...(await measure(electron, 'headless.ts', [ahead.path, String(users)], display)));
      ahead.remove();
      if (users === 100_000) {
        say(`${users.toLocaleString('en')} users: desktops of a server ...`);
        results.push(...(await measure(electron, 'line.ts', firm, display)));
        results.push(...(await measure(electron, 'line-window.ts', [...firm, starts], display)));
      }
      if (users >= 100_000) {
        say(`${users.toLocaleString('en')} users: backup and restore ...`);
        results.push(...(await measure(electron, 'backups.ts', firm, display)));
        results.push(...(await measure(electron, 'backups.ts', [...firm, 'streamed'], display, ['--import', CHEAP])));
      }
      if (users === 100_000) {
        say('an import of 100,000 people ...');
        results.push(...(await measure(electron, 'imports.ts', firm, display)));
        results.push(...(await measure(electron, 'import-window.ts', firm, display)));
      }
      work.remove();
    }
  });
  mkdirSync(join(ROOT, 'bench'), { recursive: true });
  const file = join('bench', isPostgres ? 'postgres.json' : 'results.json');
  writeFileSync(join(ROOT, file), `${JSON.stringify(results, undefined, 2)}\n`);
  console.log(`\n${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Electron ${electron.version}\n`);
  console.log(toTable(results));
  console.log(`Written to ${file}.`);
  return 0;
});

/**
 * Puts a firm of this size into an empty folder.
 * @param {Electron} electron
 * @param {string} folder
 * @param {number} users
 */
async function provideFirm(electron, folder, users) {
  const kept = process.env['REKEY_BENCH_FIRMS'];
  const known = kept === undefined ? undefined : join(kept, String(users));
  if (known !== undefined && existsSync(known)) {
    cpSync(known, folder, { recursive: true });
    return;
  }
  say(`making a firm of ${users.toLocaleString('en')} users ...`);
  await runInElectronsNode(electron, 'seed.ts', [folder, String(users)], {});
  if (known === undefined) return;
  cpSync(folder, `${known}.part`, { recursive: true });
  rmSync(known, { recursive: true, force: true });
  renameSync(`${known}.part`, known);
}

/**
 * @param {Electron} electron
 * @param {string} script
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} display
 * @param {readonly string[]} [flags] of Node
 * @returns {Promise<Result[]>} the script prints one JSON line for each
 */
async function measure(electron, script, args, display, flags) {
  const output = await runInElectronsNode(electron, script, args, display, flags);
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

/**
 * @param {Electron} electron
 * @param {string} script
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} [flags] of Node
 * @returns {Promise<string>} what it printed
 */
function runInElectronsNode(electron, script, args, env, flags = []) {
  return new Promise((resolve, reject) => {
    const child = spawn(electron.executable, ['--expose-gc', ...flags, join(ROOT, 'scripts/bench', script), ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env, ...AS_NODE, REKEY_ELECTRON: electron.executable },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    const stop = () => child.kill();
    process.once('SIGINT', stop);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGINT', stop);
      if (code === 0) resolve(output);
      else reject(new Problem(`scripts/bench/${script} failed with exit code ${code}; its output is above.`));
    });
  });
}
