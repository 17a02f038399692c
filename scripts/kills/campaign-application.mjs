// npm run kills:application -- <how> [count] [work]: disturbs the real application, with its windows, while it finds a key
// again, uses a moved copy again, restores and moves. docs/kills.md has the results.
// npm run kills:application -- files <how> [count] [work]: disturbs imports, exports, evidence packs and access reviews.
// npm run kills:application -- files strange: chooses files and folders that nobody means to choose, once each.
//   kills     the process is killed
//   page      the page is killed (files only)
//   full      its disk has room for few pages (as root on Linux: a small tmpfs)
//   closed    nothing can be created or removed in its folders (as root on Linux: chattr)
//   renamed   its folder gets another name
//   clock     the computer's clock jumps, by hours and by a year
import { join } from 'node:path';
import { AS_NODE, prepareElectron } from '../toolchain/electron.mjs';
import { buildQuietly, Problem, run, runScript } from '../toolchain/processes.mjs';
import { withDisplay } from '../toolchain/system.mjs';

const WAYS = {
  application: ['kills', 'full', 'closed', 'renamed', 'clock'],
  files: ['kills', 'page', 'full', 'strange'],
};
const given = process.argv.slice(2);
const part = given[0] === 'files' ? 'files' : 'application';
const [how = '', count = '10', ...work] = given.slice(part === 'files' ? 1 : 0);
await runScript(async () => {
  if (!WAYS[part].includes(how))
    throw new Problem(
      `usage: npm run kills:application -- ${WAYS.application.join('|')} [count] [work], or files ${WAYS.files.join('|')} [count] [work]`,
    );
  const { executable } = await prepareElectron();
  const build = await buildQuietly();
  if (build.code !== 0) return build.code;
  const cheap = join(import.meta.dirname, '../../test/support/cheap-passphrases.mjs');
  const script = join(import.meta.dirname, how === 'strange' ? 'strange-files.ts' : `${part}-kills.ts`);
  return withDisplay(async (display) => {
    const args = ['--import', cheap, script, how, count, ...work];
    return (await run(executable, args, { env: { ...display, ...AS_NODE } })).code;
  });
});
