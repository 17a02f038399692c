// Starts Rekey as a package brings it, as an ordinary user, and looks at the sandbox of its pages.
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Debian, USER } from './debian.ts';

/** An AppImage unpacks itself first. On a busy machine that alone takes more than a minute. */
const MOST_MS = 5 * 60_000;
/** Where the deb and the rpm put it. */
export const PROGRAM = '/opt/Rekey/rekey';

/**
 * The processes whose program has a path like this, and that a process has started itself or through others. Another Rekey may
 * run on this machine: the test neither looks at it nor ends it.
 */
function listProcesses(path: RegExp, startedBy: number) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), words: wordsOf(name) }))
    .filter(({ pid, words: [program = ''] }) => path.test(program) && isBelow(pid, startedBy));
}

function isBelow(pid: number, ancestor: number): boolean {
  const parent = parentOf(pid);
  return parent === ancestor || (parent > 0 && isBelow(parent, ancestor));
}

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // it has ended
  }
}

function wordsOf(pid: string): readonly string[] {
  try {
    // Chromium's processes write their arguments with spaces between them.
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split(/[\0 ]/);
  } catch {
    return []; // it has ended
  }
}

interface SandboxedRekey {
  /** Of the main process, as this machine counts it. */
  readonly pid: number;
  /** Ends it with SIGTERM, and expects that it ends in order. */
  readonly end: () => Promise<void>;
}

/**
 * Waits until the firm is open.
 * @param command that starts Rekey
 * @param path of its program, as its processes name it
 */
export async function startInSandbox(
  debian: Debian,
  command: readonly string[],
  path = new RegExp(`^${PROGRAM}$`),
): Promise<SandboxedRekey> {
  const log = join(debian.root, 'home', USER, '.config', 'Rekey', 'logs', 'rekey.log');
  rmSync(log, { force: true });
  const child = debian.start(...command, '--disable-gpu');
  if (child.pid === undefined) throw new Error('systemd-nspawn does not start');
  let ended: number | null | undefined;
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  void exit.then((code) => {
    ended = code;
  });
  const state = () =>
    ended === undefined ? (existsSync(log) ? readFileSync(log, 'utf8') : '') : `ended with ${ended}`;
  await expect.poll(state, { timeout: MOST_MS }).toMatch(/opened|^ended with/);
  expect(state()).toContain('opened');

  const processes = listProcesses(path, child.pid);
  const pages = processes.filter(({ words }) => words.includes('--type=renderer'));
  expect(pages.length).toBeGreaterThan(0);
  for (const { pid } of pages) {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    expect(status).toMatch(/^Seccomp:\t2$/m);
    expect(status).toMatch(/^CapEff:\t0+$/m);
    // A user namespace of its own, and not that of this machine.
    expect(readlinkSync(`/proc/${pid}/ns/user`)).not.toBe(readlinkSync('/proc/self/ns/user'));
  }
  const main = processes.find(({ words }) => !words.some((word) => word.startsWith('--type=')));
  if (main === undefined) throw new Error('Rekey has no main process');
  return {
    pid: main.pid,
    async end() {
      process.kill(main.pid, 'SIGTERM');
      expect(await exit).toBe(0);
    },
  };
}
