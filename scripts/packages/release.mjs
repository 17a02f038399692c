// What `npm run dist -- --release` asks for before it calls anything a release, and what `npm run check:release` writes for it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem, ROOT, run } from '../toolchain/processes.mjs';
import { RELEASE } from './electron-builder.mjs';
import { findPlaceholders, readIdentity } from './identity.mjs';

const CHECK_FILE = join(RELEASE, 'release-check.json');

/**
 * What `npm run check:release` found.
 * @typedef {object} ReleaseCheck
 * @property {string} version of Rekey
 * @property {string} commit
 * @property {boolean} isChanged whether files differed from the commit
 * @property {{ version: string, source: string }} electron that the tests ran in
 * @property {string} system
 * @property {boolean} isWhole whether all tests ran
 * @property {{ passed: number, failed: number, skipped: number }} total
 * @property {string} at when it ended, in ISO 8601
 */

/** @param {ReleaseCheck} check */
export function writeReleaseCheck(check) {
  writeFileSync(CHECK_FILE, `${JSON.stringify(check, undefined, 2)}\n`);
}

/** @returns {ReleaseCheck | undefined} undefined where there is none, or where its writing was stopped in the middle */
function readReleaseCheck() {
  try {
    return JSON.parse(readFileSync(CHECK_FILE, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @returns {Promise<{ commit: string, isChanged: boolean }>} */
export async function readCommit() {
  const git = async (/** @type {readonly string[]} */ ...args) =>
    (await run('git', args, { isQuiet: true })).output.trim();
  return {
    commit: await git('rev-parse', 'HEAD'),
    isChanged: (await git('status', '--porcelain')) !== '',
  };
}

/**
 * Why no release can be made. A release has none of these.
 * @param {object} given
 * @param {import('./identity.mjs').Identity} given.identity
 * @param {string} given.licence the text of LICENSE
 * @param {{ version: string, source: string }} given.electron
 * @param {{ commit: string, isChanged: boolean }} given.sources
 * @param {ReleaseCheck | undefined} given.check
 * @param {string | undefined} given.keyFile
 * @returns {readonly string[]} a sentence each
 */
export function findReleaseProblems({ identity, licence, electron, sources, check, keyFile }) {
  return [
    ...findPlaceholders(identity, licence),
    ...(electron.source === 'official' ? [] : [`Electron ${electron.version} is not the official download.`]),
    ...(sources.isChanged ? ['files differ from the commit: commit them, or remove them.'] : []),
    ...checkProblems(check, electron, sources.commit),
    ...(keyFile === undefined ? ['REKEY_RELEASE_KEY does not name the file of the release key.'] : []),
  ];
}

/**
 * @param {ReleaseCheck | undefined} check
 * @param {{ version: string }} electron
 * @param {string} commit
 */
function checkProblems(check, electron, commit) {
  if (check === undefined) return ['npm run check:release has not run here, or not to its end.'];
  const { total } = check;
  return [
    ...(check.commit === commit && !check.isChanged ? [] : ['npm run check:release ran with other sources.']),
    ...(check.electron.source === 'official' && check.electron.version === electron.version
      ? []
      : [`npm run check:release ran in another Electron: ${check.electron.version} (${check.electron.source}).`]),
    ...(check.isWhole ? [] : ['npm run check:release ran a part of the tests only.']),
    ...(total.failed === 0 && total.passed > 0
      ? []
      : [`npm run check:release found: ${total.passed} passed, ${total.failed} failed.`]),
  ];
}

/**
 * The entry of a version in the change log.
 * @param {string} changeLog
 * @param {string} version
 */
export function entryOf(changeLog, version) {
  const entry = changeLog.split(/^(?=## )/m).find((part) => part.startsWith(`## ${version}`));
  return `${(entry ?? `## ${version}`).trim()}\n`;
}

/**
 * The release notes: the entry of the change log, and what was checked.
 * @param {string} changeLog
 * @param {ReleaseCheck} check
 */
export function releaseNotes(changeLog, check) {
  const { version } = readIdentity();
  const { electron, total, system, at } = check;
  return `${entryOf(changeLog, version)}
## What was checked

${total.passed} tests passed, ${total.failed} failed, ${total.skipped} were skipped, in the ${electron.source === 'official' ? 'official ' : ''}Electron ${electron.version}${electron.source === 'official' ? '' : ` (${electron.source})`} on ${system}, ${at}.
Nothing was run on other systems by this check: docs/packages.md says what else was tried, and how.
`;
}

/** What dist asks findReleaseProblems about. @param {{ version: string, source: string }} electron */
export async function releaseQuestion(electron) {
  const keyFile = process.env['REKEY_RELEASE_KEY'];
  // Otherwise nobody learns it before all packages are made.
  if (keyFile !== undefined && !existsSync(keyFile))
    throw new Problem(`REKEY_RELEASE_KEY names no file that is there: "${keyFile}".`);
  return {
    identity: readIdentity(),
    licence: readFileSync(join(ROOT, 'LICENSE'), 'utf8'),
    electron,
    sources: await readCommit(),
    check: readReleaseCheck(),
    keyFile,
  };
}
