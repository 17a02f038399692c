// npm run dist: builds the application and packages it into release/, as electron-builder.yml says. docs/packages.md has the table.
//   npm run dist                   every format that this machine can make
//   npm run dist -- deb rpm        these formats only
//   npm run dist -- --release      a release; refused while anything that a release needs is missing
//   npm run dist -- --dir          other arguments go to electron-builder
// Everything else than --release is a trial package, and says so under Help > About. SHA256SUMS, its signature where
// REKEY_RELEASE_KEY names the key, and the list of what is inside (SBOM) stand beside the packages.
// Without the official Electron it makes trial packages, on Linux also those for Windows.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack, RELEASE } from './packages/electron-builder.mjs';
import { signSums, writeSums } from './packages/integrity.mjs';
import { entryOf, findReleaseProblems, releaseNotes, releaseQuestion } from './packages/release.mjs';
import { writeSbom } from './packages/sbom.mjs';
import { makeTrialPackages, TRIAL_FORMATS } from './packages/trial.mjs';
import { AS_NODE, resolveElectron } from './toolchain/electron.mjs';
import { buildQuietly, isStarted, Problem, ROOT, run, runScript, say } from './toolchain/processes.mjs';

const NOTES = 'RELEASE-NOTES.md';
const PLATFORM_OPTION = /^(-[mwlo]+|--(mac|macos|osx|win|windows|linux))$/;
/** What electron-builder calls each platform; the first is the name that we use. */
const PLATFORM_OPTIONS = new Map([
  ['linux', ['--linux', '-l']],
  ['win32', ['--win', '--windows', '-w']],
  ['darwin', ['--mac', '--macos', '--osx', '-m', '-o']],
]);
const OWN_OPTIONS = PLATFORM_OPTIONS.get(process.platform) ?? [];

/** @typedef {import('./toolchain/electron.mjs').Electron} Electron */

/** Whether packDirectory works on this machine. */
export function canPackDirectory() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/**
 * Packages out/ into the unpacked Linux folder and returns its path. Prints nothing unless it fails.
 * @param {Electron} electron
 */
export async function packDirectory(electron) {
  const result = await pack(electron, ['--linux', 'dir', '--x64'], { isQuiet: true });
  if (result.code !== 0)
    throw new Problem(`the package could not be made; electron-builder said:\n${result.output.trim()}`);
  return join(RELEASE, 'linux-unpacked');
}

/** @param {readonly string[]} args */
async function main(args) {
  const foreign = args.find((arg) => PLATFORM_OPTION.test(arg) && !OWN_OPTIONS.includes(arg));
  if (foreign !== undefined)
    throw new Problem(`${foreign}: a package is made on the platform that it is for. Run this there.`);
  process.umask(0o022); // electron-builder copies it into the AppImage: with another one only its owner could open the files
  const electron = await resolveElectron();
  const isRelease = args.includes('--release');
  const question = await releaseQuestion(electron);
  const problems = isRelease ? findReleaseProblems(question) : [];
  if (problems.length > 0) throw new Problem(`this would be no release:\n  - ${problems.join('\n  - ')}`);
  const build = await buildQuietly({ REKEY_BUILD_KIND: isRelease ? 'release' : 'trial' });
  if (build.code !== 0) throw new Problem('nothing was packaged, because the build failed; its output is above.');
  if (!isRelease)
    say(`trial packages, not to be released. They contain Electron ${electron.version} of ${electron.dist}.`);
  const time = await commitTime();
  rmSync(join(RELEASE, NOTES), { force: true });
  const code = await makePackages(
    electron,
    args.filter((arg) => arg !== '--release'),
    time,
  );
  if (code !== 0) return code;
  if (question.check !== undefined && isRelease)
    writeFileSync(join(RELEASE, NOTES), releaseNotes(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'), question.check));
  await vouch(electron, time, question);
  return 0;
}

/**
 * @param {Electron} electron
 * @param {readonly string[]} args
 * @param {number} time
 */
async function makePackages(electron, args, time) {
  const thisPlatform = OWN_OPTIONS.slice(0, 1);
  const isForElectronBuilder = args.some((arg) => !TRIAL_FORMATS.includes(arg));
  if (electron.source === 'official' || isForElectronBuilder)
    return (await pack(electron, [...thisPlatform, ...args])).code;
  if (process.platform === 'linux') return await makeTrialPackages(electron, args, time);
  const { code } = await pack(electron, [...thisPlatform, 'dir']);
  say('only the folder was made: an installer needs tools that electron-builder downloads.');
  return code;
}

/**
 * Writes the list of what is inside, what changes, the hashes of all of it, and the signature where there is a key.
 * @param {Electron} electron
 * @param {number} time
 * @param {{ identity: import('./packages/identity.mjs').Identity, keyFile: string | undefined }} by
 */
async function vouch(electron, time, { identity, keyFile }) {
  const base = `${identity.name}-${identity.version}`;
  await writeSbom(join(RELEASE, `${base}-sbom.cdx.json`), await versionsIn(electron), time);
  writeFileSync(
    join(RELEASE, `${base}-changes.md`),
    entryOf(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'), identity.version),
  );
  const names = readdirSync(RELEASE).filter((name) => name.startsWith(`${base}-`) && !name.endsWith('.blockmap'));
  await writeSums(RELEASE, names);
  if (keyFile === undefined) {
    say('SHA256SUMS is not signed: REKEY_RELEASE_KEY does not name the file of a key.');
    return;
  }
  await signSums(RELEASE, keyFile, identity.publisher.releaseKey);
}

/** @param {Electron} electron */
async function versionsIn({ executable }) {
  const script =
    "const { versions: v } = process; const sqlite = new (require('better-sqlite3'))(':memory:').prepare('SELECT sqlite_version()').pluck().get(); console.log(JSON.stringify({ electron: v.electron, chromium: v.chrome, node: v.node, sqlite }))";
  const { code, output } = await run(executable, ['-e', script], { env: AS_NODE, isQuiet: true });
  if (code !== 0) throw new Problem(`Electron did not say its versions:\n${output.trim()}`);
  return JSON.parse(output);
}

/** Seconds since 1970 at which the packaged commit was made. SOURCE_DATE_EPOCH counts first, as everywhere. */
async function commitTime() {
  const given = Number(process.env['SOURCE_DATE_EPOCH']);
  if (given > 0) return given;
  const { code, output } = await run('git', ['log', '-1', '--format=%ct'], { cwd: ROOT, isQuiet: true });
  if (code !== 0)
    throw new Problem('this folder is no git repository: set SOURCE_DATE_EPOCH to the time of the sources.');
  return Number(output.trim());
}

if (isStarted(import.meta.url)) await runScript(() => main(process.argv.slice(2)));
