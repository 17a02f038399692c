// npm test: all checks in order, up to the first step that fails.
//   npm test                       types, lint, dead code, build, unit tests, some tests on PostgreSQL, package,
//                                  end-to-end tests
//   npm test -- unit [arguments]   the unit tests only; further arguments go to vitest
//   npm test -- e2e [arguments]    the end-to-end tests only, with the build and the package that they need
//   npm test -- postgres [args]    all tests on PostgreSQL
// The last line is always the totals of the tests. A step that is not a test counts only when it fails, as one failure.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canPackDirectory, packDirectory } from './dist.mjs';
import { AS_NODE, prepareElectron } from './toolchain/electron.mjs';
import { findPostgres } from './toolchain/postgres.mjs';
import { buildQuietly, Problem, ROOT, report, run, runTool, say } from './toolchain/processes.mjs';
import {
  findAge,
  findBrowser,
  findPostgresServer,
  findSecretService,
  foldersInMemory,
  sandboxArgs,
  withDisplays,
} from './toolchain/system.mjs';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} [neededBy] the parts of the tests that need this step; none: the whole run only
 * @property {(args: readonly string[]) => Promise<{ code: number, interruptedBy?: NodeJS.Signals }>} run
 */

const PARTS = ['unit', 'e2e', 'postgres'];
/** So many files of end-to-end tests run at once. Much of their time is waiting for the next code. */
const DISPLAYS = 3;
/**
 * In the whole run: the engine itself, the door, the acts and sign-in, races, attacks, kills, requests that come twice, and every
 * change with each of its writes broken. All others take as long again.
 */
const SOME_ON_POSTGRES = [
  'test/postgres',
  'test/services/act/',
  'test/services/approvals/',
  'test/services/desktops/',
  'test/services/sign-in/',
  'test/services/users/',
  'test/services/all-or-nothing.test.ts',
  'test/services/kill.test.ts',
  'test/ipc/attacks.test.ts',
  'test/ipc/door.test.ts',
  'test/ipc/exactly-once.test.ts',
  'test/ipc/interleaving.test.ts',
];
const total = { passed: 0, failed: 0, skipped: 0 };

/** @type {import('./toolchain/electron.mjs').Electron} */
let electron;
let packagedFolder = '';

/** @type {readonly Step[]} */
const STEPS = [
  { name: 'types', run: () => runTool('typescript/bin/tsc', ['-b']) },
  { name: 'lint', run: () => runTool('@biomejs/biome/bin/biome', ['check', '.']) },
  { name: 'dead code', run: () => runTool('knip/bin/knip.js', []) },
  { name: 'build', neededBy: ['e2e'], run: () => buildQuietly() },
  { name: 'Electron', neededBy: PARTS, run: findElectron },
  { name: 'unit tests', neededBy: ['unit'], run: (args) => runTests('unit', args) },
  {
    name: 'tests on PostgreSQL',
    neededBy: ['postgres'],
    async run(args) {
      await findPostgresServer();
      if (findPostgres() !== undefined) return runTests('postgres', args.length > 0 ? args : onPostgres());
      console.log('skipped: PostgreSQL is not here');
      return { code: 0 };
    },
  },
  { name: 'package', neededBy: ['e2e'], run: pack },
  {
    name: 'end-to-end tests',
    neededBy: ['e2e'],
    async run(args) {
      await findAge();
      await findBrowser();
      await findSecretService();
      return withDisplays(DISPLAYS, (displays) =>
        runTests('e2e', args, { ...displays[0], REKEY_DISPLAYS: JSON.stringify(displays) }),
      );
    },
  },
];

process.exitCode = await main(process.argv.slice(2));

/** @param {readonly string[]} args */
async function main(args) {
  const [first = ''] = args;
  const part = PARTS.includes(first) ? first : undefined;
  try {
    if (part === undefined && args.length > 0) {
      throw new Problem(
        `"${first}" is neither unit nor e2e nor postgres. Arguments for vitest come after one of them: npm test -- unit ${args.join(' ')}`,
      );
    }
    const steps = STEPS.filter((step) => part === undefined || step.neededBy?.includes(part));
    for (const step of steps) {
      if (!(await perform(step, part === undefined ? [] : args.slice(1)))) break;
    }
  } catch (error) {
    total.failed += 1;
    report(error);
  }
  if (total.failed === 0 && total.passed === 0) say('no test ran: that is a failure.');
  console.log(
    `\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
  );
  const file = process.env['REKEY_TOTALS_FILE']; // set by npm run check:release
  if (file !== undefined) writeFileSync(file, JSON.stringify(total));
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

/**
 * @param {Step} step
 * @param {readonly string[]} args
 * @returns {Promise<boolean>} whether the next step may run
 */
async function perform(step, args) {
  const failedBefore = total.failed;
  console.log(`\n== ${step.name}`);
  const start = performance.now();
  const { code, interruptedBy } = await step.run(args);
  const isFailed = code !== 0 || interruptedBy !== undefined;
  // A test step has counted its own failures.
  if (isFailed && total.failed === failedBefore) total.failed += 1;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `== ${step.name}: ${interruptedBy ? `stopped by ${interruptedBy}` : isFailed ? 'FAILED' : 'ok'} (${seconds} s)`,
  );
  return !isFailed;
}

/** @returns {readonly string[]} none: all of them */
function onPostgres() {
  return process.argv[2] === 'postgres' ? [] : SOME_ON_POSTGRES;
}

async function findElectron() {
  electron = await prepareElectron();
  console.log(`Electron ${electron.version}`);
  return { code: 0 };
}

async function pack() {
  if (!canPackDirectory()) {
    console.log('skipped: the package is tested on Linux x64 only');
    return { code: 0 };
  }
  packagedFolder = await packDirectory(electron);
  return { code: 0 };
}

/**
 * Runs vitest in Electron's own Node, the Node that ships.
 * @param {'unit' | 'e2e' | 'postgres'} part
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [moreEnv]
 */
async function runTests(part, args, moreEnv = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-results-'));
  const file = join(folder, 'results.json');
  try {
    const env = {
      ...moreEnv,
      ...AS_NODE,
      ...foldersInMemory(),
      // Tests of backups start hundreds of threads from source. The application starts as it ships.
      ...(part === 'e2e' ? {} : { NODE_COMPILE_CACHE: join(folder, 'compiled') }),
      REKEY_ELECTRON: electron.executable,
      REKEY_ELECTRON_ARGS: sandboxArgs().join(' '),
      REKEY_PACKAGED_DIR: packagedFolder,
    };
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const projects = ['--project', part, '--project', `${part}-alone`];
    const result = await run(electron.executable, [vitest, 'run', ...projects, ...reporters, ...args], { env });
    count(file, result.code);
    return result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Adds the results of a vitest run to the totals.
 * @param {string} file the results of its JSON reporter
 * @param {number} code
 */
function count(file, code) {
  /** @type {readonly { status: string, assertionResults: readonly { status: string }[] }[]} */
  let files;
  try {
    files = JSON.parse(readFileSync(file, 'utf8')).testResults;
  } catch {
    // The runner crashed or was stopped before it wrote its results.
    say('vitest left no results.');
    total.failed += 1;
    return;
  }
  const failedBefore = total.failed;
  for (const { status, assertionResults } of files) {
    /** @param {string[]} states */
    const number = (...states) => assertionResults.filter((test) => states.includes(test.status)).length;
    const failed = number('failed');
    total.passed += number('passed');
    total.skipped += number('skipped', 'pending', 'todo', 'disabled');
    // A file that does not load, or fails outside its tests, has no failed test.
    total.failed += status === 'failed' ? Math.max(failed, 1) : failed;
  }
  // Vitest also fails after an unhandled rejection, or without any test, while all listed tests passed.
  if (code !== 0 && total.failed === failedBefore) total.failed += 1;
}
