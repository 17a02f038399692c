// The deb of the version before, from which the tests upgrade: Rekey 0.3.0, schema 3. It is made from the last commit before
// the version became 0.4.0, once for this user. That commit's package.json still says 0.2.0, while its change log says 0.3.0
// (versions disagreed then), so the number is set here; nothing else of the sources is changed.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Problem, ROOT, run, say } from '../toolchain/processes.mjs';
import { cacheFolder } from '../toolchain/registry-copy.mjs';
import { RELEASE } from './electron-builder.mjs';

const COMMIT = '7858c909^';
const VERSION = '0.3.0';

/** @returns {Promise<string>} the path of the deb */
export async function makeVersionBefore() {
  const file = join(cacheFolder(), `rekey-${VERSION}-linux-amd64.deb`);
  if (existsSync(file)) return file;
  say(`making the deb of Rekey ${VERSION}, once for this user; it takes some minutes ...`);
  mkdirSync(RELEASE, { recursive: true });
  const work = mkdtempSync(join(RELEASE, '.before-'));
  try {
    const archive = join(work, 'sources.tar');
    await must('git', ['archive', `--output=${archive}`, COMMIT], ROOT);
    await must('tar', ['-xf', archive], work);
    const json = join(work, 'package.json');
    writeFileSync(json, readFileSync(json, 'utf8').replace('"version": "0.2.0"', `"version": "${VERSION}"`));
    // The npm packages of today: those of that commit are fewer, in the same major versions. Links cost no space.
    await must('cp', ['--archive', '--link', join(ROOT, 'node_modules'), join(work, 'node_modules')], ROOT);
    rmSync(join(work, 'node_modules', '.cache'), { recursive: true, force: true });
    await must(process.execPath, [join(work, 'scripts', 'dist.mjs')], work);
    // Renamed in the cache, so that a file with this name is always whole.
    copyFileSync(join(work, 'release', `rekey-${VERSION}-linux-amd64.deb`), `${file}.unfinished`);
    renameSync(`${file}.unfinished`, file);
    return file;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} cwd
 */
async function must(program, args, cwd) {
  // dpkg-deb reads it. The tests alone use this deb, so it need not be small.
  const { code, output } = await run(program, args, { cwd, isQuiet: true, env: { DPKG_DEB_COMPRESSOR_LEVEL: '0' } });
  if (code !== 0) throw new Problem(`the version before could not be made; ${program} said:\n${output.slice(-2000)}`);
}
