// npm run mutations: removes the defences of docs/attacks.md from a copy of the sources, one at a time (list.mjs), and reports for
// each whether its test fails without it. The sources themselves never change.
//   npm run mutations -- <part of an attack, of a defence or of the file of its test>    only these
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AS_NODE, prepareElectron } from '../toolchain/electron.mjs';
import { Problem, ROOT, run, runScript } from '../toolchain/processes.mjs';
import { findPostgresServer } from '../toolchain/system.mjs';
import { MUTATIONS } from './list.mjs';
import { escapeForRegExp, patternOf } from './pattern.mjs';

/** @import { Mutation } from './list.mjs' */

const COPIED = [
  'main',
  'preload',
  'renderer',
  'scripts',
  'test',
  'package.json',
  'tsconfig.base.json',
  'vitest.config.ts',
];

/**
 * A copy of the sources and the Electron that runs its tests.
 * @typedef {{ folder: string, executable: string }} Copy
 */

/** @typedef {{ title: string, status: string }} TestResult */

await runScript(async () => {
  const wanted = process.argv[2] ?? '';
  const mutations = MUTATIONS.filter(({ row, what, testFile }) => `${row}: ${what}: ${testFile}`.includes(wanted));
  if (mutations.length === 0) throw new Problem(`no attack and no defence has "${wanted}" in its name.`);
  const { executable } = await prepareElectron();
  if (mutations.some(({ testFile }) => projectOf(testFile) === 'postgres')) await findPostgresServer();
  const folder = mkdtempSync(join(tmpdir(), 'rekey-mutations-'));
  try {
    for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
    return await performAll(mutations, { folder, executable });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/**
 * @param {readonly Mutation[]} mutations
 * @param {Copy} copy
 */
async function performAll(mutations, copy) {
  // A test that fails with the defence in place proves nothing.
  const files = [...new Set(mutations.map(({ testFile }) => testFile))];
  const healthy = [];
  for (const project of ['unit', 'postgres']) {
    const own = files.filter((file) => projectOf(file) === project);
    if (own.length > 0) healthy.push(...(await runTests(copy, own)));
  }
  let missed = 0;
  for (const mutation of mutations) {
    const missedBecause = await perform(mutation, copy, healthy);
    const name = `${mutation.row}: ${mutation.what}`;
    console.log(missedBecause === undefined ? `caught  ${name}` : `MISSED  ${name} (${missedBecause})`);
    if (missedBecause !== undefined) missed += 1;
  }
  console.log(`\n${mutations.length - missed} caught, ${missed} missed`);
  return missed === 0 ? 0 : 1;
}

/**
 * @param {Mutation} mutation
 * @param {Copy} copy
 * @param {readonly TestResult[]} healthy
 * @returns {Promise<string | undefined>} why the test did not catch it
 */
async function perform({ file, text, replacement, testFile, test }, copy, healthy) {
  if (find(healthy, test)?.status !== 'passed') return `"${test}" does not pass with the defence in place`;
  const path = join(copy.folder, file);
  const source = readFileSync(path, 'utf8');
  const pattern = patternOf(text);
  if (source.match(pattern)?.length !== 1) return `its text is not in ${file} exactly once`;
  writeFileSync(
    path,
    source.replace(pattern, () => replacement.trim()),
  );
  try {
    const found = find(await runTests(copy, [testFile, '-t', escapeForRegExp(test)]), test);
    // A source file that does not load fails every test and proves nothing.
    if (found === undefined) return `${file} does not load`;
    return found.status === 'failed' ? undefined : `"${test}" passes without it`;
  } finally {
    writeFileSync(path, source);
  }
}

/**
 * @param {readonly TestResult[]} results
 * @param {string} test
 */
function find(results, test) {
  return results.find(({ title }) => title.startsWith(test));
}

/** @param {string} file of tests */
function projectOf(file) {
  return file.startsWith('test/postgres/') ? 'postgres' : 'unit';
}

/**
 * @param {Copy} copy
 * @param {readonly string[]} args the first ones are files of one project
 * @returns {Promise<readonly TestResult[]>}
 */
async function runTests({ folder, executable }, args) {
  const file = join(folder, 'results.json');
  rmSync(file, { force: true });
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const project = projectOf(args[0] ?? '');
  const projects = ['--project', project, '--project', `${project}-alone`];
  const options = ['run', ...projects, '--reporter=json', `--outputFile=${file}`, ...args];
  const { interruptedBy, output } = await run(executable, [vitest, ...options], {
    env: AS_NODE,
    cwd: folder,
    isQuiet: true,
  });
  if (interruptedBy !== undefined) throw new Problem('stopped.');
  try {
    /** @type {{ testResults: readonly { assertionResults: readonly TestResult[] }[] }} */
    const { testResults } = JSON.parse(readFileSync(file, 'utf8'));
    return testResults.flatMap(({ assertionResults }) => assertionResults);
  } catch {
    throw new Problem(`vitest left no results:\n${output}`);
  }
}
