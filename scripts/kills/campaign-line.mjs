// npm run kills:line -- kills [count] [folder]: kills the firm's server at random moments of what its desktops do.
// npm run kills:line -- cuts [count] [folder]: cuts the line to it instead.
// Nothing that was acknowledged may be lost, nothing is done twice, no code is lost or shown to somebody else, and the record
// has no break. Ctrl-C ends it after the round, and the same folder goes on. docs/kills.md has the results.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AS_NODE, prepareElectron } from '../toolchain/electron.mjs';
import { buildQuietly, Problem, run, runScript } from '../toolchain/processes.mjs';
import { sandboxArgs } from '../toolchain/system.mjs';

const [kind = 'kills', count = '20', given] = process.argv.slice(2);
await runScript(async () => {
  if (kind !== 'kills' && kind !== 'cuts')
    throw new Problem('usage: npm run kills:line -- kills|cuts [count] [folder]');
  const { executable } = await prepareElectron();
  const build = await buildQuietly();
  if (build.code !== 0) return build.code;
  const folder = given === undefined ? mkdtempSync(join(tmpdir(), 'rekey-kills-line-')) : resolve(given);
  mkdirSync(folder, { recursive: true });
  const { code } = await run(executable, [join(import.meta.dirname, 'line-kills.ts'), kind, count, folder], {
    env: { ...AS_NODE, REKEY_ELECTRON_ARGS: sandboxArgs().join(' ') },
  });
  if (given === undefined) rmSync(folder, { recursive: true, force: true });
  return code;
});
