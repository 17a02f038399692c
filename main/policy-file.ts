// Reads the policy file, in which the firm's IT fixes settings of a computer (docs/managed.md). It is read once, when Rekey
// starts. SECURITY: a file that ordinary people can write is no policy, and no link, pipe or folder is followed or waited for.
import { randomUUID } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, rmSync, type Stats } from 'node:fs';
import { posix, win32 } from 'node:path';
import * as v from 'valibot';
import { place } from '../preload/contract/fields.ts';
import {
  brokenPolicy,
  type Managed,
  type ManagedSettings,
  managedBy,
  type PolicyProblem,
  unmanaged,
} from './domain/managed.ts';
import { parseAddress } from './domain/pairing.ts';

export interface PolicyPlace {
  readonly file: string;
  readonly platform: NodeJS.Platform;
  /** The account that may write it, except on Windows. */
  readonly owner: number;
}

const ROOT = 0;
const MOST_BYTES = 64 * 1024;
const MOST_OF_KEY = 40;
const WRITABLE_BY_OTHERS = 0o022;
const WRITABLE_BY_ANYBODY = 0o222;

/** @param programData the folder of Windows for the data of all programs. */
export function systemPolicyPlace(platform: NodeJS.Platform, programData: string | undefined): PolicyPlace {
  const owner = ROOT;
  if (platform === 'win32')
    return { file: win32.join(programData ?? 'C:\\ProgramData', 'Rekey', 'policy.json'), platform, owner };
  if (platform === 'darwin') return { file: '/Library/Application Support/Rekey/policy.json', platform, owner };
  return { file: '/etc/rekey/policy.json', platform, owner };
}

class Broken extends Error {
  readonly problem: PolicyProblem;

  constructor(kind: PolicyProblem['kind'], key = '') {
    super(kind);
    this.problem = { kind, key: key.slice(0, MOST_OF_KEY).replace(/[^\w.-]/g, '?') };
  }
}

export function readPolicyFile({ file, platform, owner }: PolicyPlace): Managed {
  try {
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (found === undefined) {
      requireNoLink((platform === 'win32' ? win32 : posix).dirname(file));
      return unmanaged(file);
    }
    if (!found.isFile()) throw new Broken('not_a_file');
    const text = platform === 'win32' ? readOnWindows(file) : readOwned(file, owner);
    return managedBy(file, parsePolicy(text, platform));
  } catch (error) {
    return brokenPolicy(file, error instanceof Broken ? error.problem : { kind: 'not_readable', key: '' });
  }
}

/** Where there is no file, its folder may be a link that leads nowhere. What the file behind it would say, nobody knows. */
function requireNoLink(folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) throw new Broken('not_a_file');
}

/** A folder that others can write is as good as the file: they put another one there. */
function readOwned(file: string, owner: number): string {
  const folder = lstatSync(posix.dirname(file));
  if (!folder.isDirectory()) throw new Broken('not_a_file');
  requireOwned(folder, owner);
  return read(file, (stats) => requireOwned(stats, owner));
}

function requireOwned(stats: Stats, owner: number): void {
  if (stats.uid !== owner || (stats.mode & WRITABLE_BY_OTHERS) !== 0) throw new Broken('writable');
}

/**
 * Windows tells no program cheaply who may write a file. It can be asked whether this account may, which is no administrator: into
 * the file, or into its folder, where it would put another one.
 */
function readOnWindows(file: string): string {
  const folder = win32.dirname(file);
  // A junction is a link.
  if (!lstatSync(folder).isDirectory()) throw new Broken('not_a_file');
  if (opensHere(file, 'r+')) throw new Broken('writable');
  const tried = win32.join(folder, `tried-${randomUUID()}`);
  if (opensHere(tried, 'wx')) {
    rmSync(tried, { force: true });
    throw new Broken('writable');
  }
  return read(file, (stats) => {
    // Who may write a file that is marked as read-only takes the mark away first.
    if ((stats.mode & WRITABLE_BY_ANYBODY) === 0) throw new Broken('writable');
  });
}

function opensHere(file: string, flags: 'r+' | 'wx'): boolean {
  try {
    closeSync(openSync(file, flags));
    return true;
  } catch {
    return false;
  }
}

function read(file: string, check: (stats: Stats) => void): string {
  const handle = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(handle);
    if (!stats.isFile()) throw new Broken('not_a_file');
    check(stats);
    if (stats.size > MOST_BYTES) throw new Broken('too_large');
    return decode(readFileSync(handle));
  } finally {
    closeSync(handle);
  }
}

/** Editors of Windows begin a file with a mark of its encoding, which is left out here. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Broken('not_json');
  }
}

const MOST_OF_PATH = 4096;
/** As a chosen folder is written: without a slash at its end. */
const folderOf = (platform: NodeJS.Platform) => {
  const { isAbsolute, resolve } = platform === 'win32' ? win32 : posix;
  return v.pipe(
    v.string(),
    v.maxLength(MOST_OF_PATH),
    // No folder has half a letter in its name, and none that is typed has a line break.
    v.check((value) => isAbsolute(value) && value.isWellFormed() && !/\p{Cc}/u.test(value)),
    v.transform((value) => resolve(value)),
  );
};
const address = v.pipe(
  v.string(),
  v.maxLength(300),
  v.transform(parseAddress),
  v.check((value) => value !== undefined),
);

const entriesFor = (platform: NodeJS.Platform) => ({
  idleLockMinutesAtMost: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(60)),
  secondApproverRequired: v.literal(true),
  backupFolder: folderOf(platform),
  signInPlace: v.pipe(
    place,
    v.check((value) => value !== ''),
  ),
  serverAddress: address,
  noSampleData: v.literal(true),
  updateFolder: folderOf(platform),
});

/** @throws Error: it is no policy. */
export function parsePolicy(text: string, platform: NodeJS.Platform): ManagedSettings {
  const entries: Readonly<Record<keyof ManagedSettings, v.GenericSchema>> = entriesFor(platform);
  const value = toObject(text);
  const repeated = findRepeated(text);
  if (repeated !== undefined) throw new Broken('wrong_value', repeated);
  const read = Object.entries(value).map(([key, value]) => {
    if (!isSetting(entries, key)) throw new Broken('unknown_key', key);
    const parsed = v.safeParse(entries[key], value);
    if (!parsed.success) throw new Broken('wrong_value', key);
    return [key, parsed.output];
  });
  return Object.fromEntries(read) as ManagedSettings;
}

/** JSON takes the last one of two keys that are the same. Which of them was meant, nobody knows. @param text is JSON. */
function findRepeated(text: string): string | undefined {
  const seen = new Set<unknown>();
  for (const [, key = '', colon] of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?/g)) {
    if (colon === undefined) continue;
    const name: unknown = JSON.parse(key);
    if (seen.has(name)) return String(name);
    seen.add(name);
  }
  return undefined;
}

const isSetting = <T extends object>(entries: T, key: string): key is keyof T & string => Object.hasOwn(entries, key);

function toObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Broken('not_json');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Broken('not_json');
  return value;
}
