// npm run dist: builds the application and packages it for this platform into release/, as electron-builder.yml says.
//   npm run dist -- <arguments>    goes to electron-builder, for example --dir
// With any but the official Electron only a trial package is made, of what can be made without downloads, on Linux.
// A package is made on the platform it is for: npm installs the password hashing binary of this platform alone.
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
const PLATFORM = { linux: '--linux', win32: '--win', darwin: '--mac' };
const FOREIGN = /^(-[mwlo]+|--(mac|macos|osx|win|windows|linux))$/;
const SAME = {
  linux: ['-l', '--linux'],
  win32: ['-w', '--win', '--windows'],
  darwin: ['-m', '-o', '--mac', '--macos', '--osx'],
};

/** Whether packDirectory can be used here. */
export function canPackDirectory() {
  return process.platform === 'linux' && process.arch === 'x64';
}

/** Makes only the unpacked Linux folder from what is in out/, silently unless it fails, and answers with its path. */
export async function packDirectory(electron) {
  const result = await pack(electron, ['--linux', 'dir', '--x64'], { quiet: true });
  if (result.code !== 0)
    throw new Problem(`the package could not be made; electron-builder said:\n${result.output.trim()}`);
  return join(RELEASE, 'linux-unpacked');
}

async function main(args) {
  const foreign = args.find((arg) => FOREIGN.test(arg) && !SAME[process.platform]?.includes(arg));
  if (foreign !== undefined)
    throw new Problem(`${foreign}: a package is made on the platform it is for. Run this there.`);
  const electron = await resolveElectron();
  const build = await buildQuietly();
  if (build.code !== 0) throw new Problem('nothing was packaged, because the build failed; its output is above.');
  if (electron.source === 'official') return (await pack(electron, [PLATFORM[process.platform], ...args])).code;
  say(
    `the package will contain Electron ${electron.version} of ${electron.dist}: a trial package, not to be released.`,
  );
  if (args.length > 0) return (await pack(electron, [PLATFORM[process.platform], ...args])).code;
  return await makeTrialPackages(electron);
}

function pack(electron, args, options = {}) {
  // An official release on a desktop takes Electron the way electron-builder does; a folder that is here already is not fetched again.
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

// What electron-builder needs a download for is done here with the system's own tools, or left out and said so.
async function makeTrialPackages(electron) {
  if (process.platform !== 'linux') {
    const { code } = await pack(electron, [PLATFORM[process.platform], 'dir']);
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
  const { code, output } = await run('tar', args, { quiet: true });
  if (code !== 0) throw new Problem(`the tar.gz could not be made: ${output.trim()}`);
}

if (isStarted(import.meta.url)) await runScript(() => main(process.argv.slice(2)));
