// A PostgreSQL server for tests, of its own and as an ordinary user: a folder for its data, a socket in it, and no port.
import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** PostgreSQL does not run as root. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
const DEBIAN = '/usr/lib/postgresql';

/** @returns {string | undefined} the folder of the newest PostgreSQL's programs. */
export function findPostgres() {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(DEBIAN, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':'),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')));
}

/** The account that it asks for a password. All others need none. */
export const ASKED = 'asked';

/**
 * @typedef {object} TestServer
 * @property {string} socket the folder of its socket
 * @property {() => void} stop ends it at once, like a crash, and removes everything
 */

/**
 * It forgets everything in a power cut, which tests do not notice.
 * @param {string} programs
 * @param {readonly string[]} [settings] such as fsync=on
 * @returns {TestServer}
 */
export function startPostgres(programs, settings = []) {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-postgres-'));
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (isRoot) for (const each of [folder, data]) chownSync(each, NOBODY, NOBODY);
  /** @type {(program: string, args: readonly string[]) => void} */
  const start = (program, args) => {
    // Its output goes nowhere: a server that goes on in the background would keep a pipe open.
    execFileSync(join(programs, program), args, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  };
  start('initdb', ['-D', data, '-U', 'rekey', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']);
  writeFileSync(join(data, 'pg_hba.conf'), `local all ${ASKED} scram-sha-256\nlocal all all trust\n`);
  const options = ['fsync=off', 'max_connections=200', 'shared_buffers=64MB', ...settings].map((each) => `-c ${each}`);
  start('pg_ctl', [
    '-D',
    data,
    '-l',
    join(folder, 'log'),
    '-w',
    '-o',
    `-k ${folder} -h '' ${options.join(' ')}`,
    'start',
  ]);
  let isStopped = false;
  return {
    socket: folder,
    stop() {
      if (isStopped) return;
      isStopped = true;
      try {
        start('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}
