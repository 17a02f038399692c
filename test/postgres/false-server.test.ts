import { appendFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { DatabaseProblem } from '../../main/storage/engine/database-problem.ts';
import { connect } from '../../main/storage/engine/postgres/connection.ts';
import { findPostgres, startPostgres } from '../../scripts/toolchain/postgres.mjs';
import { makeCertificate } from '../support/certificate.ts';

let certificate = '';
let port = 0;
let stop: () => void;

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address() as { port: number };
      server.close(() => resolve(free));
    });
  });

beforeAll(async () => {
  const { certificate: made, key } = makeCertificate();
  certificate = made;
  port = await freePort();
  const files = [`ssl_cert_file=${certificate}`, `ssl_key_file=${key}`];
  const server = startPostgres(findPostgres() ?? '', [
    'ssl=on',
    ...files,
    'listen_addresses=127.0.0.1',
    `port=${port}`,
  ]);
  ({ stop } = server);
  appendFileSync(join(server.socket, 'data', 'pg_hba.conf'), 'host all all 127.0.0.1/32 trust\n');
  const local = connect({ url: `postgres:///postgres?host=${server.socket}&port=${port}&user=rekey` }, false);
  local.run({ text: 'SELECT pg_reload_conf()' });
  local.close();
}, 60_000);

afterAll(() => stop());
afterEach(() => void vi.unstubAllEnvs());

const urlOf = (host: string, root = `&sslrootcert=${certificate}`, at = port): string =>
  `postgres://rekey@${host}:${at}/postgres?sslmode=verify-full${root}`;

const connects = (...to: Parameters<typeof urlOf>): string => {
  try {
    connect({ url: urlOf(...to), password: 'secret' }, false).close();
    return 'connected';
  } catch (error) {
    if (error instanceof DatabaseProblem && error.cause instanceof Error) return error.cause.message;
    throw error;
  }
};

test('a certificate for another name or of somebody else is refused, whatever the environment says', async () => {
  await vi.waitFor(() => expect(connects('localhost')).toBe('connected'), { timeout: 20_000 });
  expect(connects('127.0.0.1')).toContain("does not match certificate's altnames");
  expect(connects('localhost', '')).toMatch(/self.signed/);
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  vi.stubEnv('PGSSLMODE', 'disable');
  // The thread that is there has the environment of before. The next one has this one.
  const before = connect({ url: urlOf('localhost') }, false);
  expect(connects('localhost', '')).toMatch(/self.signed/);
  expect(connects('127.0.0.1')).toContain("does not match certificate's altnames");
  before.close();
});

/** A server in a thread of its own: this one waits while it connects. */
const SERVER = `
const { parentPort, workerData } = require('node:worker_threads');
const server = require('node:net').createServer((socket) => {
  socket.on('error', () => undefined).on('data', (data) => {
    parentPort.postMessage(data);
    socket.write(workerData, 'latin1');
  });
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`;

test.each([
  ['has no TLS', 'N', 'does not support SSL'],
  ['says more before TLS', 'S-and-more', 'error establishing an SSL'],
  ['asks for the password in place of TLS', 'R\0\0\0\u0008\0\0\0\u0003', 'error establishing an SSL'],
])('a server that %s hears nothing but the question for TLS', async (_, answer, error) => {
  const heard: string[] = [];
  const server = new Worker(SERVER, { eval: true, workerData: answer });
  const at = await new Promise<number>((resolve) => server.once('message', resolve));
  server.on('message', (data: Uint8Array) => heard.push(Buffer.from(data).toString('hex')));
  expect(connects('localhost', undefined, at)).toContain(error);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(heard).toEqual(['0000000804d2162f']);
  await server.terminate();
});
