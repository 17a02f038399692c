// The claim on a firm's folder: the file in-use.json names the computer and the process that have the folder open. It
// catches what the locks of the file systems do not: another computer on a shared or synchronised folder. No time ever
// frees a claim, so a clock that jumps does not either.
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { DatabaseProblem } from '../engine/database-problem.ts';
import { readSmallFile } from './read-small-file.ts';

const claimSchema = v.object({
  version: v.literal(1),
  computer: v.string(),
  /** Tells computers of one name apart, where the system has such a number. */
  machine: v.string(),
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  /** Tells processes of one number apart, where the system can. */
  process: v.string(),
  /** Which opening this is. */
  token: v.string(),
  /** Epoch ms: written when the folder is opened, and every minute. */
  lastSeenAt: v.pipe(v.number(), v.safeInteger()),
});
type ClaimFile = v.InferOutput<typeof claimSchema>;

export interface Claim {
  /** @throws DatabaseProblem other_computer when another start has claimed the folder since. */
  require(): void;
  /** Notes the time for the person who reads that the folder is in use. */
  renew(now: number): void;
  release(): void;
}

/** The file is written at once and always has this length, so that nobody reads half of it. */
const LENGTH = 512;

/** @throws DatabaseProblem other_computer when another computer, or another process of this one, has the folder. */
export function claimFolder(folder: string, now: number): Claim {
  const file = join(folder, 'in-use.json');
  const own: ClaimFile = {
    version: 1,
    computer: hostname().slice(0, 100),
    machine: machineId(),
    pid: process.pid,
    process: processMark(process.pid),
    token: randomBytes(16).toString('base64url'),
    lastSeenAt: now,
  };
  // Of two starts that take over at once, the first finds the other's token before it answers its next act.
  if (!create(file, own)) {
    if (!isOver(read(file), own)) throw problemOf(read(file));
    rmSync(file, { force: true });
    if (!create(file, own)) throw problemOf(read(file));
  }
  const isOwn = (): boolean => {
    const found = read(file);
    return typeof found === 'object' && found.token === own.token;
  };
  return {
    require() {
      if (isOwn()) return;
      // Somebody removed the file. Of two that make it again, one succeeds.
      if (read(file) !== undefined || !create(file, own)) throw problemOf(read(file));
    },
    renew(at) {
      try {
        if (isOwn()) write(openSync(file, 'r+'), { ...own, lastSeenAt: at });
      } catch {
        // The disk cannot be written to: the time stays as it was.
      }
    },
    release() {
      try {
        if (isOwn()) rmSync(file, { force: true });
      } catch {
        // The folder cannot be written to any more. The next start takes over from a process that has ended.
      }
    },
  };
}

/** @returns false when there is such a file. */
function create(file: string, claim: ClaimFile): boolean {
  let handle: number;
  try {
    handle = openSync(file, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    write(handle, claim);
  } catch (error) {
    // The disk is full. An empty file would pass for another start's.
    rmSync(file, { force: true });
    throw error;
  }
  return true;
}

function write(handle: number, claim: ClaimFile): void {
  try {
    writeSync(handle, `${JSON.stringify(claim).padEnd(LENGTH - 1)}\n`, 0);
  } finally {
    closeSync(handle);
  }
}

/**
 * @returns "empty" after a kill between creating the file and writing it, or a power cut before its content is on the disk.
 * @throws the error of the system, which may pass.
 */
function read(file: string): ClaimFile | 'empty' | 'unreadable' | undefined {
  let text: string | undefined;
  try {
    text = readSmallFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (text === undefined) return 'unreadable';
  if (text.replaceAll('\0', '') === '') return 'empty';
  try {
    const parsed = v.safeParse(claimSchema, JSON.parse(text));
    return parsed.success ? parsed.output : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

/** The process that made the claim has ended. Only its own computer can tell. */
function isOver(found: ReturnType<typeof read>, own: ClaimFile): boolean {
  if (found === undefined || found === 'empty') return true;
  if (found === 'unreadable' || found.computer !== own.computer || found.machine !== own.machine) return false;
  return found.pid === own.pid || !isRunning(found.pid) || processMark(found.pid) !== found.process;
}

function problemOf(found: ReturnType<typeof read>): DatabaseProblem {
  const { computer, lastSeenAt } = typeof found === 'object' ? found : { computer: '', lastSeenAt: 0 };
  return new DatabaseProblem('other_computer', undefined, { computer, lastSeenAt });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const readSystemFile = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
};

/** The system's start and the process's, on Linux: a number that is given out again does not keep a claim alive. */
function processMark(pid: number): string {
  const status = readSystemFile(`/proc/${pid}/stat`);
  const startedAt = status.slice(status.lastIndexOf(')') + 2).split(' ')[19];
  return startedAt === undefined ? '' : `${readSystemFile('/proc/sys/kernel/random/boot_id')}/${startedAt}`;
}

function machineId(): string {
  const id = readSystemFile('/etc/machine-id');
  return id === '' ? '' : createHash('sha256').update(`rekey/${id}`).digest('base64url').slice(0, 22);
}
