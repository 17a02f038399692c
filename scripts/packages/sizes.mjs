// Measures the packages of `npm run dist` against packages of the same kind with the same Electron and an application that
// opens an empty window (scripts/bench/blank). It fails where the deb is more than 1.05 times as large.
//   node scripts/packages/sizes.mjs [deb rpm AppImage tar.gz zip nsis]   all of them, if no format is named
import { cpSync, existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { resolveElectron } from '../toolchain/electron.mjs';
import { Problem, ROOT, runScript, say } from '../toolchain/processes.mjs';
import { RELEASE } from './electron-builder.mjs';
import { readIdentity } from './identity.mjs';
import { FOR_WINDOWS, makeLinux, packWindows, TRIAL_FORMATS } from './trial.mjs';

const MOST_OF_DEB = 1.05;
const TIME = 1_000_000_000;

await runScript(async () => {
  const named = process.argv.slice(2);
  const formats = named.length > 0 ? named : TRIAL_FORMATS;
  const missing = formats.filter((format) => !existsSync(join(RELEASE, fileNameOf(format))));
  if (missing.length > 0) throw new Problem(`not in release/: run npm run dist -- ${missing.join(' ')} first.`);
  const blank = join(RELEASE, 'blank');
  rmSync(blank, { recursive: true, force: true });
  try {
    const ofLinux = formats.filter((format) => !FOR_WINDOWS.includes(format));
    if (ofLinux.length > 0) {
      makeBlank(blank, 'linux-unpacked');
      await makeLinux(await resolveElectron(), ofLinux, TIME, blank);
    }
    const ofWindows = formats.filter((format) => FOR_WINDOWS.includes(format));
    if (ofWindows.length > 0) {
      makeBlank(blank, 'win-unpacked');
      await packWindows(ofWindows, TIME, blank);
    }
    return formats.filter((format) => isTooLarge(format, blank)).length > 0 ? 1 : 0;
  } finally {
    rmSync(blank, { recursive: true, force: true });
  }
});

/**
 * Copies a folder of release/ with the empty application in place of Rekey.
 * @param {string} blank
 * @param {string} name
 */
function makeBlank(blank, name) {
  const folder = join(blank, name);
  cpSync(join(RELEASE, name), folder, { recursive: true });
  const resources = join(folder, 'resources');
  for (const own of ['app.asar', 'app.asar.unpacked']) rmSync(join(resources, own), { recursive: true });
  cpSync(join(ROOT, 'scripts', 'bench', 'blank'), join(resources, 'app'), { recursive: true });
}

/**
 * Prints both sizes.
 * @param {string} format
 * @param {string} blank
 */
function isTooLarge(format, blank) {
  const file = fileNameOf(format);
  const own = statSync(join(RELEASE, file)).size;
  const empty = statSync(join(blank, file)).size;
  console.log(`${format}: ${megabytes(own)}, blank ${megabytes(empty)}, ${(own / empty).toFixed(3)} times as large`);
  if (format !== 'deb' || own / empty <= MOST_OF_DEB) return false;
  say(`the deb is more than ${MOST_OF_DEB} times as large as a blank one.`);
  return true;
}

/** @param {string} format */
function fileNameOf(format) {
  const { name, version } = readIdentity();
  const end = new Map([
    ['deb', 'linux-amd64.deb'],
    ['rpm', 'linux-x86_64.rpm'],
    ['AppImage', 'linux-x86_64.AppImage'],
    ['tar.gz', 'linux-x64.tar.gz'],
    ['zip', 'win-x64.zip'],
    ['nsis', 'win-x64.exe'],
  ]).get(format);
  if (end === undefined) throw new Problem(`${format}: no format of npm run dist.`);
  return `${name}-${version}-${end}`;
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
