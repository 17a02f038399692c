// npm run kills:servers -- [count] [folder]: two servers of one firm on one PostgreSQL. Again and again the one that serves is
// killed, or stopped and let go on, while desktops work; the other one has to go on. docs/kills.md has the results.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AS_NODE, prepareElectron } from '../toolchain/electron.mjs';
import { findPostgres, startPostgres } from '../toolchain/postgres.mjs';
import { buildQuietly, Problem, run, runScript } from '../toolchain/processes.mjs';
import { sandboxArgs } from '../toolchain/system.mjs';

const [count = '50', given] = process.argv.slice(2);
await runScript(async () => {
  const programs = findPostgres();
  if (programs === undefined) throw new Problem('PostgreSQL is needed: apt-get install postgresql.');
  const { executable } = await prepareElectron();
  const build = await buildQuietly();
  if (build.code !== 0) return build.code;
  const folder = given === undefined ? mkdtempSync(join(tmpdir(), 'rekey-kills-servers-')) : resolve(given);
  mkdirSync(folder, { recursive: true });
  // Each line of its log begins with the number of a session, and says what that changes.
  const postgres = startPostgres(programs, ['fsync=on', 'log_line_prefix=%p:', 'log_statement=mod']);
  try {
    const script = join(import.meta.dirname, 'servers-kills.ts');
    const { code } = await run(executable, [script, count, folder, postgres.socket], {
      env: { ...AS_NODE, REKEY_ELECTRON_ARGS: sandboxArgs().join(' ') },
    });
    return code;
  } finally {
    postgres.stop();
    if (given === undefined) rmSync(folder, { recursive: true, force: true });
  }
});
