// npm run kills:database -- synchronous [count] [folder]: kills the PostgreSQL server and throws its data away while desktops act,
// and a standby takes over. Nothing that was acknowledged may be lost or doubled.
// npm run kills:database -- asynchronous [count] [folder]: the same with standbys that no commit waits for. It is the control: it
// has to lose acts, and Rekey has to notice that. docs/kills.md has the results.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AS_NODE, prepareElectron } from '../toolchain/electron.mjs';
import { findPostgres } from '../toolchain/postgres.mjs';
import { buildQuietly, Problem, run, runScript } from '../toolchain/processes.mjs';
import { sandboxArgs } from '../toolchain/system.mjs';

const [kind = 'synchronous', count = '10', given] = process.argv.slice(2);
await runScript(async () => {
  if (kind !== 'synchronous' && kind !== 'asynchronous')
    throw new Problem('usage: npm run kills:database -- synchronous|asynchronous [count] [folder]');
  if (findPostgres() === undefined) throw new Problem('PostgreSQL is needed: apt-get install postgresql.');
  const { executable } = await prepareElectron();
  const build = await buildQuietly();
  if (build.code !== 0) return build.code;
  const folder = given === undefined ? mkdtempSync(join(tmpdir(), 'rekey-kills-')) : resolve(given);
  mkdirSync(folder, { recursive: true });
  const { code } = await run(executable, [join(import.meta.dirname, 'database-kills.ts'), kind, count, folder], {
    env: { ...AS_NODE, REKEY_ELECTRON_ARGS: sandboxArgs().join(' ') },
  });
  if (given === undefined) rmSync(folder, { recursive: true, force: true });
  return code;
});
