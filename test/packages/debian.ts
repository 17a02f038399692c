// A Debian in a folder, for one test: what apt installs, and programs that run in it as an ordinary user, with namespaces of
// their own (systemd-nspawn). The folder that debootstrap made is not changed: what the test writes is in an overlay.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export const USER = 'tester';

export interface Debian {
  /** Its root, as this machine sees it. */
  readonly root: string;
  /** Copies a package to where apt of this Debian finds it. @returns its path there. */
  bring(file: string): string;
  /** Copies a folder, which then belongs to the ordinary user. */
  giveUser(folder: string, target: string): void;
  /** Runs a command as root. @returns what it printed. @throws where it fails, with what it printed. */
  run(...command: string[]): string;
  /** As `run`, while a process of this Debian runs, in the namespaces of that process. */
  runBeside(pid: number, ...command: string[]): string;
  /** Starts a program as the ordinary user, with this machine's display. */
  start(...command: string[]): ChildProcess;
  /** Writes a program that starts another one as the ordinary user, for Playwright. @returns its path on this machine. */
  makeStarter(program: string): string;
  end(): void;
}

const COMMON = ['--quiet', '--register=no', '--keep-unit', '--console=pipe', '--as-pid2'];

/** @param base the folder that debootstrap made. */
export function openDebian(base: string): Debian {
  const work = mkdtempSync(join(tmpdir(), 'rekey-debian-'));
  const [upper, scratch, root] = ['upper', 'scratch', 'root'].map((name) => join(work, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [upper, scratch, root]) mkdirSync(folder);
  const options = `lowerdir=${base},upperdir=${upper},workdir=${scratch}`;
  must(spawnSync('mount', ['-t', 'overlay', 'overlay', '-o', options, root], { encoding: 'utf8' }));
  const archives = join(base, '..', `${basename(base)}-archives`);
  mkdirSync(archives, { recursive: true });
  const asRoot = [...COMMON, `--directory=${root}`, `--bind=${archives}:/var/cache/apt/archives`];
  const run = (...command: string[]): string => {
    const env = ['--setenv=DEBIAN_FRONTEND=noninteractive', '--setenv=LC_ALL=C.UTF-8'];
    return must(spawnSync('systemd-nspawn', [...asRoot, ...env, ...command], { encoding: 'utf8', maxBuffer: 1 << 28 }));
  };
  // Nobody needs this Debian after a power cut, and dpkg waits for the disk after every file otherwise.
  writeFileSync(join(root, 'etc', 'dpkg', 'dpkg.cfg.d', 'unsafe-io'), 'force-unsafe-io\n');
  run('useradd', '--create-home', USER);
  mkdirSync(join(root, 'packages'));
  const asUser = (): string[] => {
    const cookie = join(root, 'home', USER, '.Xauthority');
    const given = process.env['XAUTHORITY'];
    if (given !== undefined && !existsSync(cookie)) {
      copyFileSync(given, cookie);
      chmodSync(cookie, 0o644);
    }
    return [
      ...COMMON,
      `--directory=${root}`,
      `--user=${USER}`,
      `--chdir=/home/${USER}`,
      '--bind-ro=/tmp/.X11-unix',
      `--setenv=DISPLAY=${process.env['DISPLAY'] ?? ''}`,
      `--setenv=XAUTHORITY=/home/${USER}/.Xauthority`,
      `--setenv=HOME=/home/${USER}`,
    ];
  };
  return {
    root,
    run,
    bring(file) {
      copyFileSync(file, join(root, 'packages', basename(file)));
      return `/packages/${basename(file)}`;
    },
    giveUser(folder, target) {
      cpSync(folder, join(root, target), { recursive: true });
      run('chown', '--recursive', `${USER}:`, target);
    },
    runBeside(pid, ...command) {
      const into = ['--mount', '--uts', '--ipc', '--pid', '--root', '--wd'];
      const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
      const args = [`--target=${pid}`, ...into, ...command];
      return must(spawnSync('nsenter', args, { encoding: 'utf8', env, maxBuffer: 1 << 28 }));
    },
    start: (...command) => spawn('systemd-nspawn', [...asUser(), ...command], { stdio: 'ignore' }),
    makeStarter(program) {
      const starter = join(work, 'start');
      const words = asUser().map((word) => `'${word}'`);
      writeFileSync(starter, `#!/bin/sh\nexec systemd-nspawn ${words.join(' ')} '${program}' "$@"\n`, { mode: 0o755 });
      return starter;
    },
    end() {
      // The kernel lets go of a container's files a moment after it has ended.
      must(spawnSync('umount', ['--lazy', root], { encoding: 'utf8' }));
      rmSync(work, { recursive: true, force: true });
    },
  };
}

function must({ status, stdout, stderr }: { status: number | null; stdout: string; stderr: string }): string {
  if (status !== 0) throw new Error(`exit code ${status}:\n${stdout}${stderr}`.slice(-4000));
  return stdout;
}
