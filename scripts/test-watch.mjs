// npm run test:watch: runs the unit tests in Electron's own Node, and those that a change affects again on every change.
//   npm run test:watch -- test/domain    further arguments go to vitest
import { join } from 'node:path';
import { AS_NODE, prepareElectron } from './toolchain/electron.mjs';
import { ROOT, run, runScript } from './toolchain/processes.mjs';

await runScript(async () => {
  const { executable } = await prepareElectron();
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'watch', '--project', 'unit', '--project', 'unit-alone', ...process.argv.slice(2)];
  return (await run(executable, args, { env: AS_NODE })).code;
});
