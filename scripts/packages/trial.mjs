// Makes the trial packages on Linux, with the system's own tools in place of those that electron-builder downloads. A format
// whose tool is missing is left out, and a line says so. The same commit makes the same bytes: every time in a package is
// that of the commit.
import { lutimesSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOnPath, Problem, ROOT, run, say } from '../toolchain/processes.mjs';
import { getCopy } from '../toolchain/registry-copy.mjs';
import { APPIMAGE_PROGRAMS, makeAppImageTools } from './appimage-tools.mjs';
import { pack, RELEASE } from './electron-builder.mjs';
import { readIdentity } from './identity.mjs';
import { fetchWindowsModules, packInstaller, WINDOWS_PROGRAMS } from './windows.mjs';

/** @typedef {readonly [program: string, debianPackage: string]} Tool */

/** What each format needs on this machine. */
const NEEDS = new Map(
  /** @type {readonly [string, readonly Tool[]][]} */ ([
    ['deb', [['dpkg-deb', 'dpkg']]],
    ['tar.gz', [['tar', 'tar']]],
    ['rpm', [['rpmbuild', 'rpm']]],
    ['AppImage', APPIMAGE_PROGRAMS],
    ['zip', [WINDOWS_PROGRAMS.zip]],
    ['nsis', [WINDOWS_PROGRAMS.nsis]],
  ]),
);
const BY_ELECTRON_BUILDER = ['deb', 'rpm', 'AppImage'];
export const FOR_WINDOWS = ['zip', 'nsis'];

/** The names of the formats, as `npm run dist -- <format> ...` takes them. */
export const TRIAL_FORMATS = [...NEEDS.keys()];
/** What all of them need. */
export const TRIAL_PROGRAMS = [...NEEDS.values()].flat();

/**
 * @param {import('../toolchain/electron.mjs').Electron} electron
 * @param {readonly string[]} wanted formats; none: all
 * @param {number} time seconds since 1970, for everything in the packages
 */
export async function makeTrialPackages(electron, wanted, time) {
  const formats = (wanted.length === 0 ? TRIAL_FORMATS : wanted).filter(hasTools);
  if (formats.length < wanted.length)
    throw new Problem('not all of the formats can be made here; the reasons are above.');
  const ofLinux = formats.filter((format) => !FOR_WINDOWS.includes(format));
  if (ofLinux.length > 0) await makeLinux(electron, ofLinux, time);
  const ofWindows = formats.filter((format) => FOR_WINDOWS.includes(format));
  if (ofWindows.length > 0) await makeWindows(ofWindows, time);
  say(`made in release/: ${formats.join(', ')}.`);
  return 0;
}

/** @param {string} format */
function hasTools(format) {
  const missing = (NEEDS.get(format) ?? []).filter(([program]) => findOnPath(program) === undefined);
  for (const [program, debianPackage] of missing)
    say(`no ${format} is made: ${program} is not on this machine (Debian: apt-get install ${debianPackage}).`);
  return missing.length === 0;
}

/**
 * @param {import('../toolchain/electron.mjs').Electron} electron
 * @param {readonly string[]} formats
 * @param {number} time
 * @param {string} [prepared] a folder whose linux-unpacked is packaged as it is; the packages are made beside it
 */
export async function makeLinux(electron, formats, time, prepared) {
  const work = mkdtempSync(join(tmpdir(), 'rekey-tools-'));
  try {
    const env = {
      SOURCE_DATE_EPOCH: String(time),
      CUSTOM_FPM_PATH: join(ROOT, 'scripts', 'packages', 'fpm.mjs'),
      ...(formats.includes('AppImage') ? { APPIMAGE_TOOLS_PATH: await makeAppImageTools(work) } : {}),
    };
    const targets = BY_ELECTRON_BUILDER.filter((format) => formats.includes(format));
    const from =
      prepared === undefined
        ? []
        : ['--prepackaged', join(prepared, 'linux-unpacked'), `-c.directories.output=${prepared}`];
    const { code } = await pack(electron, ['--linux', 'dir', ...targets, ...from], { env });
    if (code !== 0) throw new Problem('the Linux packages could not be made; electron-builder says why above.');
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  if (formats.includes('tar.gz')) await makeTarball(prepared ?? RELEASE, time);
}

/**
 * @param {readonly string[]} formats
 * @param {number} time
 */
async function makeWindows(formats, time) {
  const copy = await getCopy('win32-x64');
  await fetchWindowsModules(RELEASE);
  const { code } = await pack({ ...copy, source: 'copy' }, ['--win', 'dir', '--x64'], {
    config: 'scripts/packages/windows-trial.yml',
  });
  if (code !== 0) throw new Problem('the folder for Windows could not be made; electron-builder says why above.');
  await packWindows(formats, time, RELEASE);
  rmSync(join(RELEASE, '.windows'), { recursive: true, force: true });
}

/**
 * @param {readonly string[]} formats
 * @param {number} time
 * @param {string} place the folder that has win-unpacked and gets the packages
 */
export async function packWindows(formats, time, place) {
  setTimes(join(place, 'win-unpacked'), time);
  if (formats.includes('zip')) await makeZip(place);
  if (formats.includes('nsis')) await packInstaller(place, time);
}

/**
 * @param {string} place the folder that has linux-unpacked and gets the tar.gz
 * @param {number} time
 */
async function makeTarball(place, time) {
  const { name, version } = readIdentity();
  const folder = `linux${process.arch === 'x64' ? '' : `-${process.arch}`}-unpacked`;
  const file = join(place, `${name}-${version}-linux-${process.arch}.tar.gz`);
  rmSync(file, { force: true });
  const args = [
    '--create',
    '--gzip',
    '--file',
    file,
    '--directory',
    place,
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--mode=u=rwX,go=rX', // the same modes whatever the umask of this machine
    `--mtime=@${time}`,
    '--sort=name',
    '--exclude=apparmor-profile', // electron-builder puts it there while it makes the deb, which alone uses it
    `--transform=s,^${folder},${name}-${version},S`,
    folder,
  ];
  const { code, output } = await run('tar', args, { isQuiet: true });
  if (code !== 0) throw new Problem(`the tar.gz could not be made: ${output.trim()}`);
}

/** @param {string} place as packWindows */
async function makeZip(place) {
  const { name, version } = readIdentity();
  const file = join(place, `${name}-${version}-win-x64.zip`);
  rmSync(file, { force: true });
  // No times but the one of change: a zip has room for three, and two of them are this machine's.
  const args = ['a', '-tzip', '-mx=9', '-mtc=off', '-mmt=1', file, '.'];
  const { code, output } = await run('7za', args, {
    isQuiet: true,
    cwd: join(place, 'win-unpacked'),
    env: { TZ: 'UTC' },
  });
  if (code !== 0) throw new Problem(`the zip could not be made: ${output.trim()}`);
}

/**
 * Sets the time of a folder and of everything in it.
 * @param {string} folder
 * @param {number} time
 */
function setTimes(folder, time) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    lutimesSync(join(folder, name), time, time);
  lutimesSync(folder, time, time);
}
