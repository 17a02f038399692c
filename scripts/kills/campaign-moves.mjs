// npm run kills:move -- [places]: kills moves to PostgreSQL and back at so many places each. docs/kills.md has the results.
import { join } from 'node:path';
import { AS_NODE, prepareElectron } from '../toolchain/electron.mjs';
import { run, runScript } from '../toolchain/processes.mjs';

const [places = '20'] = process.argv.slice(2);
await runScript(async () => {
  const { executable } = await prepareElectron();
  const { code } = await run(executable, [join(import.meta.dirname, 'move-kills.ts'), places], { env: AS_NODE });
  return code;
});
