// An address that leads to one server of PostgreSQL at first and to another one later, such as a name for several machines.
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DatabaseProblem } from '../../main/storage/engine/database-problem.ts';
import { connect } from '../../main/storage/engine/postgres/connection.ts';
import { copyFromPostgres } from '../../main/storage/engine/postgres/copy-from-postgres.ts';
import { openPostgres } from '../../main/storage/engine/postgres/open-postgres.ts';
import { createSchema } from '../../main/storage/engine/postgres/prepare-database.ts';
import { snapshotOf } from '../../main/storage/engine/snapshot-of.ts';
import { findPostgres, startPostgres, startStandby, type TestServer } from '../../scripts/toolchain/postgres.mjs';
import { makeTempFolder } from '../support/temp-folder.ts';

const urlOf = (socket: string): string => `postgres:///firm?host=${socket}&user=rekey`;
const standbys: TestServer[] = [];
let primary: TestServer;
let relay: Worker;
let folder = '';

/** A thread of its own: this one waits while it connects. */
const RELAY = `
const { parentPort, workerData } = require('node:worker_threads');
const net = require('node:net');
let target = workerData.target;
parentPort.on('message', (next) => { target = next; parentPort.postMessage('switched'); });
net.createServer((from) => {
  const to = net.connect(target);
  from.on('error', () => to.destroy()).pipe(to);
  to.on('error', () => from.destroy()).pipe(from);
}).listen(workerData.socket, () => parentPort.postMessage('listening'));`;

const heard = (): Promise<unknown> => new Promise((resolve) => relay.once('message', resolve));
const socketOf = (of: string): string => join(of, '.s.PGSQL.5432');

beforeAll(async () => {
  const programs = findPostgres() ?? '';
  primary = startPostgres(programs);
  const admin = connect({ url: urlOf(primary.socket).replace('firm', 'postgres') }, false);
  for (const text of ['CREATE DATABASE firm', 'REVOKE ALL ON DATABASE firm FROM PUBLIC']) admin.run({ text });
  admin.close();
  const firm = connect({ url: urlOf(primary.socket) }, false);
  createSchema(firm);
  firm.close();
  standbys.push(startStandby(programs, primary, 'second'));
  folder = makeTempFolder();
  relay = new Worker(RELAY, { eval: true, workerData: { target: socketOf(primary.socket), socket: socketOf(folder) } });
  await heard();
}, 60_000);

afterAll(async () => {
  await relay.terminate();
  for (const server of [...standbys, primary]) server.stop();
});

test('what is read beside the connection that writes comes from the same server', async () => {
  const storage = openPostgres({ url: urlOf(folder) });
  const read = (): unknown => {
    const snapshot = snapshotOf(storage.source);
    try {
      return snapshot.values('SELECT high_water FROM clock');
    } finally {
      snapshot.close();
    }
  };
  const [standby] = standbys;
  if (standby === undefined || typeof storage.source === 'string') throw new Error('a standby');
  const paused = connect({ url: urlOf(standby.socket) }, false);
  paused.run({ text: 'SELECT pg_wal_replay_pause()' });
  paused.close();
  storage.transaction((tx) => void tx.run('UPDATE clock SET high_water = 7'));
  expect(read()).toEqual([[7]]);
  relay.postMessage(socketOf(standby.socket));
  await heard();
  const problem = new DatabaseProblem('disconnected');
  expect(read).toThrow(problem);
  expect(() => copyFromPostgres(storage.source as never, join(makeTempFolder(), 'copy'), () => undefined)).toThrow(
    problem,
  );
  standby.promote();
  expect(read).toThrow(problem);
  relay.postMessage(socketOf(primary.socket));
  await heard();
  expect(read()).toEqual([[7]]);
  storage.close();
});
