import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { connect as connectTo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { DatabaseProblem } from '../../main/storage/engine/database-problem.ts';
import { readPostgresUrl } from '../../main/storage/engine/postgres/address.ts';
import { connect, connectPatiently } from '../../main/storage/engine/postgres/connection.ts';
import { createSchema, takeLock } from '../../main/storage/engine/postgres/prepare-database.ts';
import { LIMITS } from '../../main/storage/engine/postgres/protocol.ts';
import { waitForLock } from '../../main/storage/engine/postgres/wait-for-lock.ts';
import { findPostgres, startPostgres } from '../../scripts/toolchain/postgres.mjs';
import { makeCertificate } from '../support/certificate.ts';

interface Host {
  readonly port: number;
  readonly stop: () => void;
  /** At the server itself. */
  say(text: string): void;
  takeChanges(does: boolean): void;
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

let certificate = '';
let hosts: readonly Host[] = [];

async function startHost(): Promise<Host> {
  const port = await freePort();
  const [own, key] = [certificate, certificate.replace('cert', 'key')];
  const settings = [
    'ssl=on',
    `ssl_cert_file=${own}`,
    `ssl_key_file=${key}`,
    'listen_addresses=127.0.0.1',
    `port=${port}`,
  ];
  const { socket, stop } = startPostgres(findPostgres() ?? '', settings);
  const say = (text: string): void => {
    const connection = connect({ url: `postgres:///postgres?host=${socket}&port=${port}&user=rekey` }, false);
    connection.run({ text });
    connection.close();
  };
  appendFileSync(join(socket, 'data', 'pg_hba.conf'), 'hostssl all all 127.0.0.1/32 trust\n');
  say('REVOKE ALL ON DATABASE postgres FROM PUBLIC');
  const made = connect({ url: `postgres:///postgres?host=${socket}&port=${port}&user=rekey` }, false);
  createSchema(made);
  made.close();
  say('SELECT pg_reload_conf()');
  return {
    port,
    stop,
    say,
    takeChanges(does) {
      say(`ALTER SYSTEM SET default_transaction_read_only = ${does ? 'off' : 'on'}`);
      say('SELECT pg_reload_conf()');
    },
  };
}

beforeAll(async () => {
  certificate = makeCertificate().certificate;
  hosts = [await startHost(), await startHost()];
}, 60_000);
afterAll(() => {
  for (const { stop } of hosts) stop();
});

const urlWith = (...ports: readonly number[]): string =>
  `postgres://rekey@${ports.map((port) => `localhost:${port}`).join(',')}/postgres?sslmode=verify-full&sslrootcert=${certificate}&target_session_attrs=read-write`;

test('of several hosts the one that takes changes is used, and followed', async () => {
  const [first, second] = hosts;
  if (first === undefined || second === undefined) throw new Error('two hosts');
  const nobody = await freePort();
  const url = urlWith(nobody, first.port, second.port);
  expect(readPostgresUrl(url)).toBe(url);
  second.takeChanges(false);
  const connectedTo = (): string => {
    const connection = connect({ url }, false);
    connection.close();
    return connection.address.url;
  };
  await vi.waitFor(() => expect(connectedTo()).toBe(urlWith(first.port)), { timeout: 20_000 });
  first.takeChanges(false);
  await vi.waitFor(() => expect(connectedTo).toThrow(new DatabaseProblem('read_only')), { timeout: 20_000 });
  expect(() => connect({ url: urlWith(nobody) }, false)).toThrow(new DatabaseProblem('disconnected'));

  // Another server has the lock of the first host, and then that host takes no changes any longer.
  first.takeChanges(true);
  await vi.waitFor(() => expect(connectedTo()).toBe(urlWith(first.port)), { timeout: 20_000 });
  const other = connect({ url: urlWith(first.port) }, false);
  takeLock(other);
  const said: string[] = [];
  const lock = waitForLock({ url }, { look: () => '', onWait: (waitsFor) => said.push(waitsFor) });
  await vi.waitFor(() => expect(said).toEqual(['another_server']), { timeout: 20_000 });
  first.takeChanges(false);
  await vi.waitFor(() => expect(said).toEqual(['another_server', 'changes']), { timeout: 20_000 });
  second.takeChanges(true);
  const connection = await lock;
  expect(connection.address.url).toBe(urlWith(second.port));
  connection.close();
  other.close();
});

test('a host that is there and says nothing keeps nobody waiting for the one that takes changes', async () => {
  const [first] = hosts;
  if (first === undefined) throw new Error('a host');
  first.takeChanges(true);
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  onTestFinished(() => void silent.close());
  const url = urlWith((silent.address() as { port: number }).port, first.port);
  const from = performance.now();
  const connection = connect({ url }, false);
  expect(performance.now() - from).toBeLessThan(LIMITS.connectMs);
  expect(connection.address.url).toBe(urlWith(first.port));
  connection.close();
});

/** A way to a host, until the machine is gone: then nothing is said any longer and nobody is let in. */
async function openWayTo(port: number): Promise<{ readonly port: number; readonly lose: () => void }> {
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connectTo(port, '127.0.0.1');
    sockets.push(near, far);
    for (const each of [near, far]) each.on('error', () => undefined);
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const each of sockets) each.destroy();
    server.close();
  });
  return {
    port: (server.address() as { port: number }).port,
    lose() {
      server.close();
      for (const each of sockets) each.unpipe().pause();
    },
  };
}

test('a machine that is gone is noticed between two statements and in the middle of one, and a long one is waited for', async () => {
  const [first] = hosts;
  if (first === undefined) throw new Error('a host');
  const [idle, busy, there] = [await openWayTo(first.port), await openWayTo(first.port), await openWayTo(first.port)];
  const [resting, asking, sleeping] = await Promise.all(
    [idle, busy, there].map(({ port }) => connectPatiently({ url: urlWith(port) })),
  );
  if (resting === undefined || asking === undefined || sleeping === undefined) throw new Error('three connections');
  const from = performance.now();
  const sleep = (seconds: number) => ({ text: `SELECT pg_sleep(${seconds})` });
  const lost = new Promise((resolve) => resting.onLost(resolve));
  const asked = asking.runPatiently(sleep(25), 60_000).catch((error: unknown) => error);
  const slept = sleeping.runPatiently(sleep(12), 60_000);
  idle.lose();
  busy.lose();
  const gone = { kind: 'disconnected', cause: { message: 'the machine of the PostgreSQL server does not answer' } };
  expect(await lost).toMatchObject(gone);
  expect(await asked).toMatchObject(gone);
  expect(performance.now() - from).toBeLessThan(20_000);
  expect((await slept).count).toBe(1);
  sleeping.close();
}, 60_000);
