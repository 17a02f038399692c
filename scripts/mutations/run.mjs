// npm run mutations: takes the defences of docs/attacks.md out of a copy of the sources, one at a time (list.mjs), and says of
// each whether its test fails without it. The sources themselves are never changed.
//   npm run mutations -- <part of an attack or a defence>    only these
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AS_NODE, resolveElectron } from '../toolchain/electron.mjs';
import { Problem, ROOT, run, runScript } from '../toolchain/processes.mjs';
import { ensureLibraries } from '../toolchain/system.mjs';
import { MUTATIONS } from './list.mjs';
import { patternOf } from './pattern.mjs';

const COPIED = ['main', 'preload', 'renderer', 'test', 'package.json', 'tsconfig.base.json', 'vitest.config.ts'];

await runScript(async () => {
  const wanted = process.argv[2] ?? '';
  const mutations = MUTATIONS.filter(({ row, what }) => `${row}: ${what}`.includes(wanted));
  if (mutations.length === 0) throw new Problem(`no attack and no defence has "${wanted}" in its name.`);
  const electron = await resolveElectron();
  await ensureLibraries(electron.executable);
  const copy = mkdtempSync(join(tmpdir(), 'rekey-mutations-'));
  try {
    for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
    return await performAll(mutations, copy, electron.executable);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});

async function performAll(mutations, copy, executable) {
  // A test that fails anyway proves nothing.
  const healthy = await runTests(copy, executable, [...new Set(mutations.map(({ testFile }) => testFile))]);
  let missed = 0;
  for (const mutation of mutations) {
    const verdict = await perform(mutation, copy, executable, healthy);
    if (verdict.isCaught) console.log(`caught  ${mutation.row}: ${mutation.what}`);
    else console.log(`MISSED  ${mutation.row}: ${mutation.what} (${verdict.why})`);
    if (!verdict.isCaught) missed += 1;
  }
  console.log(`\n${mutations.length - missed} caught, ${missed} missed`);
  return missed === 0 ? 0 : 1;
}

async function perform({ file, text, replacement, testFile, test }, copy, executable, healthy) {
  if (find(healthy, test)?.status !== 'passed')
    return { isCaught: false, why: `"${test}" does not pass with the defence in place` };
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  const pattern = patternOf(text);
  if (source.match(pattern)?.length !== 1) return { isCaught: false, why: `its text is not in ${file} exactly once` };
  writeFileSync(
    path,
    source.replace(pattern, () => replacement.trim()),
  );
  try {
    const found = find(
      await runTests(copy, executable, [testFile, '-t', test.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')]),
      test,
    );
    // Sources that do not load fail every test, and prove nothing either.
    if (found === undefined) return { isCaught: false, why: `${file} does not load` };
    return found.status === 'failed' ? { isCaught: true } : { isCaught: false, why: `"${test}" passes without it` };
  } finally {
    writeFileSync(path, source);
  }
}

function find(results, test) {
  return results.find(({ title }) => title.startsWith(test));
}

async function runTests(copy, executable, args) {
  const file = join(copy, 'results.json');
  rmSync(file, { force: true });
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const options = ['run', '--project', 'unit', '--reporter=json', `--outputFile=${file}`, ...args];
  const { interruptedBy, output } = await run(executable, [vitest, ...options], {
    env: AS_NODE,
    cwd: copy,
    quiet: true,
  });
  if (interruptedBy !== undefined) throw new Problem('stopped.');
  try {
    return JSON.parse(readFileSync(file, 'utf8')).testResults.flatMap(({ assertionResults }) => assertionResults);
  } catch {
    throw new Problem(`vitest left no results:\n${output}`);
  }
}
