// PostgreSQL for the campaign at the database: a server, two standbys, and one socket that leads to the server of the moment.

import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { findPostgres, startPostgres, startStandby, type TestServer } from '../toolchain/postgres.mjs';

export interface Servers {
  /** Of the firm, through the socket that leads to the server of the moment. This process leads there, so it must not wait for it. */
  readonly url: string;
  /** Of the firm, at the server of the moment itself. */
  readonly urlNow: string;
  /** Asks the server of the moment. */
  ask(
    database: string,
    text: string,
    values?: readonly unknown[],
  ): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** For so long nothing reaches the standbys; then the server is killed, and its data is thrown away. */
  kill(silentMs: number): Promise<void>;
  /** The standby that has most becomes the server, and the other one follows it. */
  takeOver(): Promise<void>;
  /** Another standby takes the place of the lost one. */
  addStandby(): void;
  stop(): void;
}

const SETTINGS = ['wal_keep_size=256MB', 'max_wal_senders=10'];

export async function startServers(root: string, isSynchronous: boolean): Promise<Servers> {
  const programs = findPostgres() ?? '';
  let primary = startPostgres(programs, SETTINGS);
  let made = 0;
  const standbys: TestServer[] = [];
  const askAt = async (
    server: TestServer,
    database: string,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const client = new Client({ host: server.socket, user: 'rekey', database });
    await client.connect();
    try {
      return (await client.query(text, [...values])).rows as readonly Readonly<Record<string, unknown>>[];
    } finally {
      await client.end();
    }
  };
  const addStandby = (): void => {
    made += 1;
    standbys.push(startStandby(programs, primary, `standby${made}`, SETTINGS));
  };
  await askAt(primary, 'postgres', "CREATE DATABASE firm TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'");
  await askAt(primary, 'postgres', 'REVOKE ALL ON DATABASE firm FROM PUBLIC');
  addStandby();
  addStandby();
  if (isSynchronous) {
    for (const server of [primary, ...standbys]) {
      await askAt(server, 'postgres', "ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'");
      await askAt(server, 'postgres', 'SELECT pg_reload_conf()');
    }
  }
  const relay = await openRelay(join(root, 'socket'), () => primary.socket);
  const urlAt = (socket: string): string => `postgres:///firm?host=${socket}&user=rekey`;
  return {
    url: urlAt(join(root, 'socket')),
    get urlNow() {
      return urlAt(primary.socket);
    },
    ask: (database, text, values) => askAt(primary, database, text, values),
    async kill(silentMs) {
      for (const sender of sendersOf(primary)) process.kill(sender, 'SIGSTOP');
      await delay(silentMs);
      primary.kill();
      primary.stop();
      relay.cut();
    },
    async takeOver() {
      const received = await Promise.all(
        standbys.map(async (server) =>
          Number(
            (await askAt(server, 'postgres', "SELECT pg_wal_lsn_diff(pg_last_wal_receive_lsn(), '0/0') AS at"))[0]?.[
              'at'
            ],
          ),
        ),
      );
      const [next] = standbys.splice(received.indexOf(Math.max(...received)), 1);
      if (next === undefined) throw new Error('there is no standby');
      next.promote();
      for (const other of standbys) other.follow(next);
      primary = next;
    },
    addStandby,
    stop() {
      relay.close();
      for (const server of [...standbys, primary]) server.stop();
    },
  };
}

/** The processes of a server that send to its standbys. */
function sendersOf({ data }: TestServer): readonly number[] {
  const [first = ''] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isSenderOf(name, first))
    .map(Number);
}

function isSenderOf(id: string, parent: string): boolean {
  try {
    const isChild = readFileSync(`/proc/${id}/status`, 'utf8').includes(`\nPPid:\t${parent}\n`);
    return isChild && readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('walsender');
  } catch {
    return false; // it has ended
  }
}

async function openRelay(
  folder: string,
  target: () => string,
): Promise<{ readonly cut: () => void; readonly close: () => void }> {
  mkdirSync(folder, { mode: 0o700 });
  const name = '.s.PGSQL.5432';
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(join(target(), name));
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  }).listen(join(folder, name));
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    cut,
    close() {
      server.close();
      cut();
    },
  };
}
