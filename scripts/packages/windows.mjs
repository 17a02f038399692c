// Makes the Windows packages on Linux, for trials: the folder and a zip through electron-builder, and an installer through
// Debian's makensis, because electron-builder downloads its own NSIS. The official installer is made on Windows.
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { unpackPinned } from '../toolchain/pinned-package.mjs';
import { Problem, ROOT, run } from '../toolchain/processes.mjs';
import { makeInstaller } from './installer.mjs';

/** The programs that the formats need, with the Debian package of each. */
export const WINDOWS_PROGRAMS = /** @type {const} */ ({ zip: ['7za', 'p7zip-full'], nsis: ['makensis', 'nsis'] });

const ARGON2 = '@node-rs/argon2-win32-x64-msvc';

/**
 * Fetches the password hashing binary of Windows to the place that windows-trial.yml names, pinned by package-lock.json.
 * @param {string} release the folder of the packages
 */
export async function fetchWindowsModules(release) {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  /** @type {{ version: string, integrity?: string } | undefined} */
  const entry = lock.packages[`node_modules/${ARGON2}`];
  const sha512 = /^sha512-(.+)$/.exec(entry?.integrity ?? '')?.[1];
  if (entry === undefined || sha512 === undefined)
    throw new Problem(`package-lock.json does not pin ${ARGON2}: it is not fetched.`);
  const folder = join(release, '.windows');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(folder, 'fetch-'));
  const content = await unpackPinned({ name: ARGON2, version: entry.version, sha512 }, work);
  renameSync(content, join(folder, 'argon2-win32-x64-msvc'));
}

/**
 * Makes the installer of the folder win-unpacked.
 * @param {string} release
 * @param {number} time seconds since 1970, for the files inside
 */
export async function packInstaller(release, time) {
  const work = join(release, '.windows');
  mkdirSync(work, { recursive: true });
  const { script, file } = makeInstaller({ root: ROOT, content: join(release, 'win-unpacked'), work, release });
  const { code, output } = await run('makensis', ['-V2', '-NOCD', '-INPUTCHARSET', 'UTF8', script], {
    isQuiet: true,
    env: { SOURCE_DATE_EPOCH: String(time) },
  });
  if (code !== 0) throw new Problem(`the Windows installer could not be made; makensis said:\n${output.trim()}`);
  return file;
}
