// npm run kills:backups -- [count]: kills backups, rotations, restores and new wrappings of the data key at random moments.
// npm run kills:backups -- full-disk: does each of them on a disk that becomes full at every page (as root on Linux).
// Afterwards a start must find the old or the new firm whole, no half file, and nothing left behind. docs/kills.md has the
// results.
import { join } from 'node:path';
import { AS_NODE, prepareElectron } from '../toolchain/electron.mjs';
import { ROOT, run, runScript } from '../toolchain/processes.mjs';

const [what = '300'] = process.argv.slice(2);
await runScript(async () => {
  const { executable } = await prepareElectron();
  const script = what === 'full-disk' ? ['backup-full-disk.ts'] : ['backup-kills.ts', what];
  const [file = '', ...args] = script;
  const cheap = join(ROOT, 'test/support/cheap-passphrases.mjs');
  const { code } = await run(executable, ['--import', cheap, join(import.meta.dirname, file), ...args], {
    env: AS_NODE,
  });
  return code;
});
