// A PostgreSQL server for tests, of its own and as an ordinary user: a folder for its data, a socket in it, and no port.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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
 * @property {string} data the folder of its data
 * @property {() => void} begin starts it again after `end` or `kill`
 * @property {() => void} end at once, and its data stays
 * @property {() => void} kill with SIGKILL, and its data stays
 * @property {() => void} promote a standby becomes a server of its own
 * @property {(primary: TestServer) => void} follow a standby follows another server
 * @property {() => void} stop ends it at once, like a crash, and removes everything
 */

/**
 * It forgets everything in a power cut, which tests do not notice.
 * @param {string} programs
 * @param {readonly string[]} [settings] such as fsync=on
 * @returns {TestServer}
 */
export function startPostgres(programs, settings = []) {
  const server = makeServer(programs, settings);
  server.run('initdb', ['-D', server.data, '-U', 'rekey', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']);
  const rules = [`all ${ASKED} scram-sha-256`, 'all all trust', 'replication all trust'];
  writeFileSync(join(server.data, 'pg_hba.conf'), rules.map((rule) => `local ${rule}\n`).join(''));
  server.begin();
  return server;
}

/**
 * A standby of a server, from a copy of it.
 * @param {string} programs
 * @param {TestServer} primary
 * @param {string} name as synchronous_standby_names calls it
 * @param {readonly string[]} [settings]
 * @returns {TestServer}
 */
export function startStandby(programs, primary, name, settings = []) {
  const server = makeServer(programs, [`cluster_name=${name}`, 'wal_retrieve_retry_interval=200ms', ...settings]);
  server.run('pg_basebackup', [
    '-D',
    server.data,
    '-h',
    primary.socket,
    '-U',
    'rekey',
    '-c',
    'fast',
    '--no-sync',
    '-X',
    'stream',
  ]);
  writeFileSync(join(server.data, 'standby.signal'), '');
  server.setPrimary(primary);
  server.begin();
  return server;
}

/**
 * @param {string} programs
 * @param {readonly string[]} settings
 */
function makeServer(programs, settings) {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-postgres-'));
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (isRoot) for (const each of [folder, data]) chownSync(each, NOBODY, NOBODY);
  /** @type {(program: string, args: readonly string[]) => void} */
  const run = (program, args) => {
    // Its output goes nowhere: a server that goes on in the background would keep a pipe open.
    execFileSync(join(programs, program), args, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  };
  /** @param {...string} args */
  const control = (...args) => run('pg_ctl', ['-D', data, '-w', ...args]);
  /** @param {TestServer} primary */
  const setPrimary = (primary) =>
    appendFileSync(join(data, 'postgresql.auto.conf'), `primary_conninfo = 'host=${primary.socket} user=rekey'\n`);
  const options = ['fsync=off', 'max_connections=200', 'shared_buffers=64MB', ...settings].map((each) => `-c ${each}`);
  let isStopped = false;
  const begin = () => control('-l', join(folder, 'log'), '-o', `-k ${folder} -h '' ${options.join(' ')}`, 'start');
  const end = () => control('-m', 'immediate', 'stop');
  const kill = () => {
    const [first = ''] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    const children = readFileSync(`/proc/${first}/task/${first}/children`, 'utf8').trim().split(' ');
    // The first one would start the others again.
    for (const each of [first, ...children]) if (each !== '') endProcess(Number(each));
    rmSync(join(data, 'postmaster.pid'), { force: true });
  };
  return {
    socket: folder,
    data,
    run,
    setPrimary,
    begin,
    end,
    kill,
    promote: () => control('promote'),
    /** @param {TestServer} primary */
    follow(primary) {
      setPrimary(primary);
      control('reload');
    },
    stop() {
      if (isStopped) return;
      isStopped = true;
      try {
        if (existsSync(join(data, 'postmaster.pid'))) end();
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** @param {number} id of a process that may have ended by itself */
function endProcess(id) {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It has.
  }
}
