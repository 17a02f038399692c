// npm test: everything that must hold, in order, up to the first step that fails.
//   npm test                       types, lint, build, unit tests, package, end-to-end tests
//   npm test -- unit [arguments]   only the unit tests; further arguments go to vitest
//   npm test -- e2e [arguments]    only the end-to-end tests, and the build and the package that they need
// The last line is always the totals of the tests that ran; a step that is not a test counts only when it fails, as one failure.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canPackDirectory, packDirectory } from './dist.mjs';
import { AS_NODE, resolveElectron } from './toolchain/electron.mjs';
import { buildQuietly, Problem, ROOT, report, run, runTool, say } from './toolchain/processes.mjs';
import { ensureLibraries, sandboxArgs, withDisplay } from './toolchain/system.mjs';

const PROJECTS = ['unit', 'e2e'];
const total = { passed: 0, failed: 0, skipped: 0 };

let electron;
let packagedFolder = '';

const STEPS = [
  { name: 'types', run: () => runTool('typescript/bin/tsc', ['-b']) },
  { name: 'lint', run: () => runTool('@biomejs/biome/bin/biome', ['check', '.']) },
  { name: 'build', neededBy: ['e2e'], run: buildQuietly },
  { name: 'Electron', neededBy: PROJECTS, run: prepareElectron },
  { name: 'unit tests', neededBy: ['unit'], run: (args) => runTests('unit', args) },
  { name: 'package', neededBy: ['e2e'], run: pack },
  {
    name: 'end-to-end tests',
    neededBy: ['e2e'],
    run: (args) => withDisplay((display) => runTests('e2e', args, display)),
  },
];

process.exitCode = await main(process.argv.slice(2));

async function main(args) {
  const project = PROJECTS.includes(args[0]) ? args[0] : undefined;
  try {
    if (project === undefined && args.length > 0) {
      throw new Problem(
        `"${args[0]}" is neither unit nor e2e. Arguments for vitest come after one of them: npm test -- unit ${args.join(' ')}`,
      );
    }
    const steps = STEPS.filter((step) => project === undefined || step.neededBy?.includes(project));
    for (const step of steps) {
      if (!(await perform(step, project === undefined ? [] : args.slice(1)))) break;
    }
  } catch (error) {
    total.failed += 1;
    report(error);
  }
  if (total.failed === 0 && total.passed === 0) say('no test ran: that is a failure.');
  console.log(
    `\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
  );
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

async function perform(step, args) {
  const failedBefore = total.failed;
  console.log(`\n== ${step.name}`);
  const start = performance.now();
  const { code, interruptedBy } = await step.run(args);
  // A runner that counted its own failures has reported this one already.
  const isFailed = code !== 0 || interruptedBy !== undefined;
  if (isFailed && total.failed === failedBefore) total.failed += 1;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(
    `== ${step.name}: ${interruptedBy ? `stopped by ${interruptedBy}` : isFailed ? 'FAILED' : 'ok'} (${seconds} s)`,
  );
  return !isFailed;
}

async function prepareElectron() {
  electron = await resolveElectron();
  await ensureLibraries(electron.executable);
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

// Vitest runs in Electron's own Node: the Node that ships, and the one that the native modules are tested in.
async function runTests(project, args, display = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-results-'));
  const file = join(folder, 'results.json');
  try {
    const env = {
      ...display,
      ...AS_NODE,
      REKEY_ELECTRON: electron.executable,
      REKEY_ELECTRON_ARGS: sandboxArgs().join(' '),
      REKEY_PACKAGED_DIR: packagedFolder,
    };
    const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const result = await run(electron.executable, [vitest, 'run', '--project', project, ...reporters, ...args], {
      env,
    });
    count(file, result.code);
    return result;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function count(file, code) {
  let files;
  try {
    files = JSON.parse(readFileSync(file, 'utf8')).testResults;
  } catch {
    // The runner crashed, or was stopped, before it wrote its results.
    say('vitest left no results.');
    total.failed += 1;
    return;
  }
  const failedBefore = total.failed;
  for (const { status, assertionResults } of files) {
    const number = (...states) => assertionResults.filter((test) => states.includes(test.status)).length;
    const failed = number('failed');
    total.passed += number('passed');
    total.skipped += number('skipped', 'pending', 'todo', 'disabled');
    // A file that does not load, or fails outside its tests, has no failed test to show.
    total.failed += status === 'failed' ? Math.max(failed, 1) : failed;
  }
  // An unhandled rejection, or no test at all: vitest fails although every test in its list passed.
  if (code !== 0 && total.failed === failedBefore) total.failed += 1;
}
