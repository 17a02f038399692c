// npm run dist: builds the application and packages it for this platform into release/, as electron-builder.yml says.
//   npm run dist -- <arguments>    arguments go to electron-builder, for example --dir
// Without the official Electron it makes a trial package: on Linux only, and only the formats that need no download.
// A package is made on the platform that it is for, because npm installs the password hashing binary of that platform alone.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { resolveElectron } from './toolchain/electron.mjs';
import {
  buildQuietly,
  findOnPath,
  isStarted,
  Problem,
  ROOT,
  run,
  runScript,
  runTool,
  say,
} from './toolchain/processes.mjs';

const RELEASE = join(ROOT, 'release');
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
  const electron = await resolveElectron();
  const build = await buildQuietly();
  if (build.code !== 0) throw new Problem('nothing was packaged, because the build failed; its output is above.');
  const thisPlatform = OWN_OPTIONS.slice(0, 1);
  if (electron.source === 'official') return (await pack(electron, [...thisPlatform, ...args])).code;
  say(
    `the package will contain Electron ${electron.version} of ${electron.dist}: a trial package, not to be released.`,
  );
  if (args.length > 0) return (await pack(electron, [...thisPlatform, ...args])).code;
  return await makeTrialPackages(electron);
}

/**
 * @param {Electron} electron
 * @param {readonly string[]} args
 * @param {import('./toolchain/processes.mjs').RunOptions} [options]
 */
function pack(electron, args, options) {
  // An official release on Windows or macOS takes the Electron that electron-builder fetches. Elsewhere the folder that is here serves.
  const dist =
    process.platform === 'linux' || electron.source !== 'official' ? [`-c.electronDist=${electron.dist}`] : [];
  return runTool(
    'electron-builder/cli.js',
    [
      ...args,
      ...dist,
      `-c.electronVersion=${electron.version}`,
      '--config',
      'electron-builder.yml',
      '--publish',
      'never',
    ],
    options,
  );
}

/**
 * Makes the formats that need no download with the system's own tools, and says which formats it leaves out.
 * @param {Electron} electron
 */
async function makeTrialPackages(electron) {
  if (process.platform !== 'linux') {
    const { code } = await pack(electron, [...OWN_OPTIONS.slice(0, 1), 'dir']);
    say('only the folder was made: an installer needs tools that electron-builder downloads.');
    return code;
  }
  const canMakeDeb = findOnPath('dpkg-deb') !== undefined;
  const env = canMakeDeb ? { CUSTOM_FPM_PATH: join(ROOT, 'scripts', 'toolchain', 'make-deb.mjs') } : {};
  const { code } = await pack(electron, ['--linux', 'dir', ...(canMakeDeb ? ['deb'] : [])], { env });
  if (code !== 0) return code;
  await makeTarball();
  say(`made the folder, the tar.gz${canMakeDeb ? ' and the deb' : ''} in release/.`);
  if (!canMakeDeb) say('no deb was made: dpkg-deb is not on this machine.');
  say('no AppImage was made: its tools are downloaded by electron-builder, which needs the internet.');
  return 0;
}

async function makeTarball() {
  const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const folder = `linux${process.arch === 'x64' ? '' : `-${process.arch}`}-unpacked`;
  const file = join(RELEASE, `${name}-${version}-linux-${process.arch}.tar.gz`);
  rmSync(file, { force: true });
  mkdirSync(RELEASE, { recursive: true });
  const args = [
    '--create',
    '--gzip',
    '--file',
    file,
    '--directory',
    RELEASE,
    '--owner=0',
    '--group=0',
    '--sort=name',
    `--transform=s,^${folder},${name}-${version},S`,
    folder,
  ];
  const { code, output } = await run('tar', args, { isQuiet: true });
  if (code !== 0) throw new Problem(`the tar.gz could not be made: ${output.trim()}`);
}

if (isStarted(import.meta.url)) await runScript(() => main(process.argv.slice(2)));
