// npm run kills:move -- [places]: kills moves to PostgreSQL and back at so many places each.
// npm run kills:move -- database [places]: ends PostgreSQL during the moves instead, at once, and starts it again.
// docs/kills.md has the results.
import { join } from 'node:path';
import { AS_NODE, prepareElectron } from '../toolchain/electron.mjs';
import { run, runScript } from '../toolchain/processes.mjs';

const given = process.argv.slice(2);
const victim = given[0] === 'database' ? 'database' : 'move';
const places = given[victim === 'database' ? 1 : 0] ?? '20';
await runScript(async () => {
  const { executable } = await prepareElectron();
  const { code } = await run(executable, [join(import.meta.dirname, 'move-kills.ts'), victim, places], {
    env: AS_NODE,
  });
  return code;
});
