// npm run bench:moves -- [users] [rounds]: moves a firm to PostgreSQL and back with the product's own commands, and compares every
// row afterwards. docs/performance.md has the results.
import { join } from 'node:path';
import { AS_NODE, prepareElectron } from '../toolchain/electron.mjs';
import { findPostgres, startPostgres } from '../toolchain/postgres.mjs';
import { buildQuietly, Problem, run, runScript } from '../toolchain/processes.mjs';
import { sandboxArgs } from '../toolchain/system.mjs';
import { makeTemporaryFolder } from './folder.mjs';

const [users = '100000', rounds = '3'] = process.argv.slice(2);
await runScript(async () => {
  const programs = findPostgres();
  if (programs === undefined) throw new Problem('PostgreSQL is needed: apt-get install postgresql.');
  const { executable } = await prepareElectron();
  const build = await buildQuietly();
  if (build.code !== 0) return build.code;
  const work = makeTemporaryFolder();
  const inNode = (/** @type {string} */ script, /** @type {readonly string[]} */ args) =>
    run(executable, [join(import.meta.dirname, script), ...args], {
      env: { ...AS_NODE, REKEY_ELECTRON: executable, REKEY_ELECTRON_ARGS: sandboxArgs().join(' ') },
    });
  const made = await inNode('seed.ts', [work.path, users]);
  if (made.code !== 0) return made.code;
  const postgres = startPostgres(programs, ['fsync=on']);
  try {
    const { code } = await inNode('moves.ts', [work.path, rounds, postgres.socket]);
    return code;
  } finally {
    postgres.stop();
    work.remove();
  }
});
