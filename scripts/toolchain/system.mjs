// What Electron needs from a Linux machine before it can run: shared libraries, and a display to draw on.
// As root on a Debian-like system the missing packages are installed; everybody else is told the command to type.
// On Windows and macOS every function here does nothing.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOnPath, Problem, run, say } from './processes.mjs';

const isLinux = process.platform === 'linux';
const isRoot = isLinux && process.getuid() === 0;

// The smallest sets that were tried; each package brings the other libraries along.
const LIBRARIES = {
  'apt-get': ['libgtk-3-0', 'libnss3', 'libgbm1', 'libasound2'],
  dnf: ['gtk3', 'nss', 'mesa-libgbm', 'alsa-lib'],
  zypper: ['libgtk-3-0', 'mozilla-nss', 'libgbm1', 'libasound2'],
  pacman: ['gtk3', 'nss', 'mesa', 'alsa-lib'],
};
const DISPLAY_SERVER = {
  'apt-get': 'xvfb',
  dnf: 'xorg-x11-server-Xvfb',
  zypper: 'xorg-x11-server-Xvfb',
  pacman: 'xorg-server-xvfb',
};
const INSTALL = {
  'apt-get': 'apt-get install --no-install-recommends',
  dnf: 'dnf install',
  zypper: 'zypper install',
  pacman: 'pacman -S --needed',
};
// Renamed in Debian 13 and Ubuntu 24.04, when times became 64 bits wide.
const RENAMED = { 'libgtk-3-0': 'libgtk-3-0t64', libasound2: 'libasound2t64' };

/** Chromium refuses to run as root inside its sandbox. Everybody else runs sandboxed, in tests as well. */
export function sandboxArgs() {
  return isRoot ? ['--no-sandbox'] : [];
}

/** Makes sure that the executable finds its shared libraries, also when it only serves as Node. */
export async function ensureLibraries(executable) {
  const missing = missingLibraries(executable);
  if (missing.length === 0) return;
  await install(`Electron needs system libraries that are not here (${missing.join(', ')})`, LIBRARIES);
  const stillMissing = missingLibraries(executable);
  if (stillMissing.length > 0) {
    throw new Problem(
      `Electron still misses ${stillMissing.join(', ')} after the installation. Install the packages that hold these files and run this again.`,
    );
  }
}

/**
 * Calls `work` with the environment variables that lead to a display: none of its own where there is a real one, else those
 * of a virtual display that nobody can see and that ends with the work. `onVirtual` is called before a virtual one is used.
 */
export async function withDisplay(
  work,
  { onVirtual = () => say('no display here: the windows open on a virtual one.') } = {},
) {
  if (!isLinux || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return await work({});
  if (findOnPath('Xvfb') === undefined) {
    await install(
      'there is no display, and no virtual one (Xvfb) is installed',
      Object.fromEntries(Object.entries(DISPLAY_SERVER).map(([tool, name]) => [tool, [name]])),
    );
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

// Xvfb is started here rather than by xvfb-run: that shell script, when it is stopped, leaves the server and the program behind.
async function startVirtualDisplay() {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-display-'));
  const authority = join(folder, 'authority');
  writeFileSync(authority, authorityFile(), { mode: 0o600 });
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp', '-auth', authority],
    {
      // In a group of its own: Ctrl-C must reach the program, not take the display away from under it.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    },
  );
  const stop = () => {
    process.off('exit', stop);
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  process.on('exit', stop);
  try {
    const number = await new Promise((resolve, reject) => {
      let said = '';
      server.stderr.setEncoding('utf8').on('data', (text) => {
        said += text;
      });
      server.stdio[3].setEncoding('utf8').on('data', (text) => resolve(text.trim()));
      server.on('error', (error) => reject(new Problem(`the virtual display could not be started: ${error.message}`)));
      server.on('exit', (code) =>
        reject(new Problem(`the virtual display ended at once (exit code ${code}): ${said.trim()}`)),
      );
    });
    // None of these may keep this process alive.
    server.unref();
    server.stderr.unref();
    server.stdio[3].unref();
    return { env: { DISPLAY: `:${number}`, XAUTHORITY: authority }, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/** An Xauthority file with one random key for any host name and display number: the number is not known yet. */
function authorityFile() {
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

function missingLibraries(executable) {
  if (!isLinux) return [];
  const ldd = spawnSync('ldd', [executable], { encoding: 'utf8' });
  if (ldd.error) return []; // no ldd: Electron itself will say what it misses
  const names = [...ldd.stdout.matchAll(/^\s*(\S+) => not found$/gm)].map((match) => match[1]);
  return [...new Set(names)];
}

async function install(why, packagesOf) {
  const tool = Object.keys(INSTALL).find((name) => findOnPath(name) !== undefined);
  if (tool === undefined)
    throw new Problem(`${why}. Install them with this system's package manager, then run this again.`);
  if (tool === 'apt-get' && isRoot) return await installWithApt(why, packagesOf[tool]);
  const names = tool === 'apt-get' ? debianNames(packagesOf[tool]) : packagesOf[tool];
  throw new Problem(
    `${why}. Type this, then run it again:\n\n    ${isRoot ? '' : 'sudo '}${INSTALL[tool]} ${names.join(' ')}\n`,
  );
}

async function installWithApt(why, packages) {
  say(`${why}; as root, installing Debian packages for it ...`);
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  // Its failure is not final: the lists that are there may do, and the installation will tell.
  const update = await run('apt-get', [...wait, 'update'], { quiet: true });
  const names = debianNames(packages);
  const result = await run('apt-get', [...wait, 'install', '-y', '--no-install-recommends', ...names], {
    quiet: true,
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

function debianNames(packages) {
  return packages.map((name) => {
    const newName = RENAMED[name];
    if (newName === undefined) return name;
    if (hasCandidate(newName)) return newName;
    if (hasCandidate(name)) return name;
    return isAfterRenaming() ? newName : name;
  });
}

function hasCandidate(name) {
  const policy = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  return /^\s*Candidate: (?!\(none\))\S/m.test(policy.stdout ?? '');
}

// Only asked where apt has no package lists yet.
function isAfterRenaming() {
  try {
    const release = Object.fromEntries(
      [...readFileSync('/etc/os-release', 'utf8').matchAll(/^(\w+)="?([^"\n]*)"?$/gm)].map((match) => [
        match[1],
        match[2],
      ]),
    );
    return Number.parseFloat(release.VERSION_ID) >= (release.ID === 'ubuntu' ? 24.04 : 13);
  } catch {
    return false;
  }
}
