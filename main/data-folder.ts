// The folder that holds everything of Rekey. It is the one that was asked for, or none: Chromium silently takes its own
// when it cannot use --user-data-dir, and a start with the wrong folder looks like a first run.
import {
  closeSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { ProblemKind } from './problem.ts';
import { DatabaseProblem, toProblem } from './storage/engine/database-problem.ts';
import { findNetworkType } from './storage/files/network-folder.ts';

const PROBE_FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** In every spelling: what Chromium does not understand must not mean another folder. */
const SWITCH = /^(?:--?|\/)user-data-dir(?:=(.*))?$/is;

/**
 * @param args of the command line.
 * @param folder that Electron uses.
 * @returns why it cannot be used.
 */
export function findFolderProblem(args: readonly string[], folder: string): ProblemKind | undefined {
  const asked = args.flatMap((arg) => {
    const match = SWITCH.exec(arg);
    return match === null ? [] : [match[1] ?? ''];
  });
  const [first] = asked;
  if (first !== undefined && (asked.length > 1 || !isAbsolute(first))) return 'folder_switch';
  return (
    whyUnusable(first === undefined ? folder : resolve(first)) ?? (isOther(first, folder) ? 'folder_switch' : undefined)
  );
}

/** Chromium names the folder behind a link. systemd gives a service such a link: /var/lib/rekey is private/rekey. */
const isOther = (asked: string | undefined, folder: string): boolean =>
  asked !== undefined && realPathOf(asked) !== realPathOf(folder);

function realPathOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return resolve(folder); // Chromium's folder, which is not there
  }
}

/** Not with Node's recursive mkdir: under /proc it never returns. */
function create(folder: string): void {
  if (existsSync(folder)) return;
  create(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

function whyUnusable(folder: string): ProblemKind | undefined {
  if (findNetworkType(folder) !== undefined) return 'network_folder';
  const probe = join(folder, 'rekey-write-test.tmp');
  try {
    create(folder);
    rmSync(probe, { force: true });
    // Not 'w': it follows a link, and it waits where somebody puts a pipe.
    const handle = openSync(probe, PROBE_FLAGS, 0o600);
    try {
      writeSync(handle, Buffer.alloc(4096));
    } finally {
      closeSync(handle);
      rmSync(probe, { force: true });
    }
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined && /^E(NOTDIR|EXIST|ISDIR|NAMETOOLONG|LOOP|INVAL)$/.test(code)) return 'folder_impossible';
    const problem = toProblem(error);
    return problem instanceof DatabaseProblem && problem.kind !== 'not_readable' ? problem.kind : 'folder_closed';
  }
}

/**
 * Chromium's lock is a link to "<host>-<process>", and on Windows no file. Chromium takes over what a process of this
 * computer left behind, and refuses its lock also where it cannot make one.
 * @returns why the lock was refused; undefined when another Rekey of this computer has it.
 */
export function findLockProblem(folder: string): ProblemKind | undefined {
  if (process.platform === 'win32') return undefined;
  const lock = join(folder, 'SingletonLock');
  const found = lstatSync(lock, { throwIfNoEntry: false });
  if (found === undefined) return 'in_use';
  return found.isSymbolicLink() && readlinkSync(lock).startsWith(`${hostname()}-`) ? undefined : 'lock_in_the_way';
}
