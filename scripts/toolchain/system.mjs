// What Electron needs from a Linux machine before it can run: shared libraries and a display.
// As root on a Debian-like system these functions install missing packages. Elsewhere they print the command to type.
// On Windows and macOS every function here does nothing.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { freemem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgres } from './postgres.mjs';
import { findOnPath, Problem, run, say } from './processes.mjs';

const isLinux = process.platform === 'linux';
const isRoot = isLinux && process.getuid?.() === 0;

/**
 * The package managers that we know, and for each the packages that are needed.
 * @typedef {Record<'apt-get' | 'dnf' | 'zypper' | 'pacman', readonly string[]>} Packages
 */

/**
 * The smallest sets that work: each package depends on the other libraries.
 * @type {Packages}
 */
const LIBRARIES = {
  'apt-get': ['libgtk-3-0', 'libnss3', 'libgbm1', 'libasound2'],
  dnf: ['gtk3', 'nss', 'mesa-libgbm', 'alsa-lib'],
  zypper: ['libgtk-3-0', 'mozilla-nss', 'libgbm1', 'libasound2'],
  pacman: ['gtk3', 'nss', 'mesa', 'alsa-lib'],
};
/** @type {Packages} */
const DISPLAY_SERVER = {
  'apt-get': ['xvfb'],
  dnf: ['xorg-x11-server-Xvfb'],
  zypper: ['xorg-x11-server-Xvfb'],
  pacman: ['xorg-server-xvfb'],
};
/** @type {ReadonlyMap<keyof Packages, string>} */
const INSTALL = new Map([
  ['apt-get', 'apt-get install --no-install-recommends'],
  ['dnf', 'dnf install'],
  ['zypper', 'zypper install'],
  ['pacman', 'pacman -S --needed'],
]);
// Debian 13 and Ubuntu 24.04 renamed these packages when they moved to 64-bit time.
const RENAMED = new Map([
  ['libgtk-3-0', 'libgtk-3-0t64'],
  ['libasound2', 'libasound2t64'],
]);

/** A file system in memory, on most kinds of Linux. */
const MEMORY = '/dev/shm';
/** Much more than a whole run was seen to use: 0.3 GB. */
const ROOM_BYTES = 4 * 2 ** 30;

/** Chromium refuses to run as root inside its sandbox. All other users run sandboxed, in tests as well. */
export function sandboxArgs() {
  return isRoot ? ['--no-sandbox'] : [];
}

/**
 * Tests keep their folders in memory where there is room for them: on a disk, each commit waits.
 * @returns {NodeJS.ProcessEnv}
 */
export function foldersInMemory() {
  if (!isLinux || process.env['TMPDIR'] || !existsSync(MEMORY)) return {};
  const { bavail, bsize } = statfsSync(MEMORY);
  const hasRoom = bavail * bsize >= ROOM_BYTES && freemem() >= 2 * ROOM_BYTES;
  // Some tests start programs that they have put there.
  const mount = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .find((line) => line.split(' ')[1] === MEMORY);
  return hasRoom && mount?.includes('tmpfs') && !mount.includes('noexec') ? { TMPDIR: MEMORY } : {};
}

/**
 * Ensures that the executable finds its shared libraries. It needs them even when it only serves as Node.
 * @param {string} executable
 */
export async function ensureLibraries(executable) {
  const missing = missingLibraries(executable);
  if (missing.length === 0) return;
  await install(`Electron needs system libraries that are not here (${missing.join(', ')})`, LIBRARIES);
  const stillMissing = missingLibraries(executable);
  if (stillMissing.length > 0) {
    throw new Problem(
      `Electron still lacks ${stillMissing.join(', ')} after the installation. Install the packages that hold these files and run this again.`,
    );
  }
}

/**
 * Calls `work` with the environment variables of a display. They are empty where there is a real display. Otherwise a virtual
 * display, which nobody can see, starts before the work and ends after it.
 * @template Result
 * @param {(env: NodeJS.ProcessEnv) => Promise<Result>} work
 * @param {{ onVirtual?: () => void }} [options] `onVirtual` is called before a virtual display starts
 * @returns {Promise<Result>}
 */
export async function withDisplay(
  work,
  { onVirtual = () => say('there is no display here: the windows open on a virtual one.') } = {},
) {
  if (!isLinux || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) return await work({});
  if (findOnPath('Xvfb') === undefined) {
    await install('there is no display, and no virtual one (Xvfb) is installed', DISPLAY_SERVER);
    if (findOnPath('Xvfb') === undefined)
      throw new Problem(
        'Xvfb is still not on PATH after the installation. Install it, or run this where there is a display.',
      );
  }
  onVirtual();
  const display = await startVirtualDisplay();
  try {
    return await work(display.env);
  } finally {
    display.stop();
  }
}

/**
 * Like `withDisplay`, with several virtual displays. Windows on one display take the focus from each other.
 * @template Result
 * @param {number} count
 * @param {(displays: readonly NodeJS.ProcessEnv[]) => Promise<Result>} work where there is a real display, it gets one
 * @returns {Promise<Result>}
 */
export async function withDisplays(count, work) {
  return await withDisplay(async (first) => {
    if (first['DISPLAY'] === undefined) return await work([first]);
    const further = await Promise.all(Array.from({ length: count - 1 }, startVirtualDisplay));
    try {
      return await work([first, ...further.map(({ env }) => env)]);
    } finally {
      for (const { stop } of further) stop();
    }
  });
}

/**
 * The program with which a person opens a backup without Rekey. A test uses it where it is, so nothing fails without it.
 */
export async function findAge() {
  if (!isRoot || findOnPath('age') !== undefined || findOnPath('apt-get') === undefined) return;
  await installWithApt('a test opens a backup with age', ['age']).catch(() => undefined);
}

/**
 * The browser in which a person checks an evidence pack. A test uses it where it is, and is skipped elsewhere.
 */
export async function findBrowser() {
  if (!isRoot || findOnPath('chromium') !== undefined || findOnPath('apt-get') === undefined) return;
  await installWithApt('a test opens an evidence pack in a browser', ['chromium']).catch(() => undefined);
}

/** The database server that some tests run on. They are skipped where there is none. */
export async function findPostgresServer() {
  if (!isRoot || findPostgres() !== undefined || findOnPath('apt-get') === undefined) return;
  await installWithApt('tests run on PostgreSQL', ['postgresql']).catch(() => undefined);
}

/** The key store of a Linux desktop, with a D-Bus session for it. Elsewhere its test says what is missing. */
export async function findSecretService() {
  const isThere = ['dbus-daemon', 'gnome-keyring-daemon'].every((name) => findOnPath(name) !== undefined);
  if (!isRoot || isThere || findOnPath('apt-get') === undefined) return;
  await installWithApt('a test wraps the key with a real key store', ['gnome-keyring', 'libsecret-1-0', 'dbus-daemon']);
}

// Not through xvfb-run: when that shell script is stopped, it leaves the server and the program running.
async function startVirtualDisplay() {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-display-'));
  const authority = join(folder, 'authority');
  writeFileSync(authority, authorityFile(), { mode: 0o600 });
  /** @type {import('node:child_process').SpawnOptions} */
  const options = {
    detached: true, // its own process group: Ctrl-C must end the program before its display
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  };
  const args = ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp', '-auth', authority];
  const server = spawn('Xvfb', args, options);
  const pipes = [server.stderr, server.stdio[3]].filter((pipe) => pipe instanceof Socket);
  const [errors, numbers] = pipes;
  const stop = () => {
    process.off('exit', stop);
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  process.on('exit', stop);
  try {
    const number = await new Promise((resolve, reject) => {
      let said = '';
      errors?.setEncoding('utf8').on('data', (text) => {
        said += text;
      });
      numbers?.setEncoding('utf8').on('data', (text) => resolve(String(text).trim()));
      server.on('error', (error) => reject(new Problem(`the virtual display could not be started: ${error.message}`)));
      server.on('exit', (code) =>
        reject(new Problem(`the virtual display ended at once (exit code ${code}): ${said.trim()}`)),
      );
    });
    // The display must not keep this process alive.
    server.unref();
    for (const pipe of pipes) pipe.unref();
    return { env: { DISPLAY: `:${number}`, XAUTHORITY: authority }, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/** An Xauthority file with one random key for any host name and display number, because the number is not known yet. */
function authorityFile() {
  /** @param {Buffer} bytes */
  const field = (bytes) => Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
  const anyHost = Buffer.from([0xff, 0xff]);
  return Buffer.concat([
    anyHost,
    field(Buffer.alloc(0)),
    field(Buffer.alloc(0)),
    field(Buffer.from('MIT-MAGIC-COOKIE-1')),
    field(randomBytes(16)),
  ]);
}

/**
 * @param {string} executable
 * @returns {readonly string[]}
 */
function missingLibraries(executable) {
  if (!isLinux) return [];
  const ldd = spawnSync('ldd', [executable], { encoding: 'utf8' });
  if (ldd.error) return []; // there is no ldd: Electron itself will say what is missing
  const names = [...ldd.stdout.matchAll(/^\s*(\S+) => not found$/gm)].map(([, name = '']) => name);
  return [...new Set(names)];
}

/**
 * @param {string} why
 * @param {Packages} packagesOf
 */
async function install(why, packagesOf) {
  const tool = [...INSTALL.keys()].find((name) => findOnPath(name) !== undefined);
  if (tool === undefined)
    throw new Problem(`${why}. Install them with this system's package manager, then run this again.`);
  if (tool === 'apt-get' && isRoot) return await installWithApt(why, packagesOf[tool]);
  const names = tool === 'apt-get' ? debianNames(packagesOf[tool]) : packagesOf[tool];
  throw new Problem(
    `${why}. Type this, then run it again:\n\n    ${isRoot ? '' : 'sudo '}${INSTALL.get(tool)} ${names.join(' ')}\n`,
  );
}

/**
 * @param {string} why
 * @param {readonly string[]} packages
 */
async function installWithApt(why, packages) {
  say(`${why}; as root, installing Debian packages for it ...`);
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  // A failed update is not final: the installation may succeed with the package lists that are here.
  const update = await run('apt-get', [...wait, 'update'], { isQuiet: true });
  const names = debianNames(packages);
  const result = await run('apt-get', [...wait, 'install', '-y', '--no-install-recommends', ...names], {
    isQuiet: true,
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (result.code !== 0) {
    const said = `${update.code === 0 ? '' : update.output}${result.output}`.trim().split('\n').slice(-15).join('\n');
    throw new Problem(
      `apt-get could not install ${names.join(' ')}. Install them by hand, then run this again. It said:\n${said}`,
    );
  }
  say(`installed ${names.join(' ')}.`);
}

/** @param {readonly string[]} packages */
function debianNames(packages) {
  return packages.map((name) => {
    const newName = RENAMED.get(name);
    if (newName === undefined) return name;
    if (hasCandidate(newName)) return newName;
    if (hasCandidate(name)) return name;
    return isAfterRenaming() ? newName : name;
  });
}

/** @param {string} name */
function hasCandidate(name) {
  const policy = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  return /^\s*Candidate: (?!\(none\))\S/m.test(policy.stdout ?? '');
}

// This decides only where apt has no package lists yet.
function isAfterRenaming() {
  try {
    const release = readFileSync('/etc/os-release', 'utf8');
    const version = /^VERSION_ID="?([\d.]+)/m.exec(release)?.[1] ?? '';
    return Number.parseFloat(version) >= (/^ID="?ubuntu/m.test(release) ? 24.04 : 13);
  } catch {
    return false;
  }
}
