// Calling the firm's server at several addresses, over real TLS on the loopback address.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { callServer } from '../../main/line/call-server.ts';
import { fingerprintOfIdentity, makeIdentity, toPem } from '../../main/services/secrets/certificate.ts';

const identityOf = () => makeIdentity(Date.now(), (count) => Uint8Array.from(randomBytes(count)));
const at = (port: number) => ({ host: '127.0.0.1', port });

async function listen(server: Server, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return port;
}

/** A machine whose system takes connections, and whose server says nothing. */
const silent = (): Server => createServer((socket) => void onTestFinished(() => void socket.destroy()));

test('an address that was refused is called again while another one says nothing', async () => {
  const identity = identityOf();
  const [quiet, later] = [await listen(silent()), await freePort()];
  const call = callServer([at(quiet), at(later)], identityOf(), (found) =>
    Buffer.from(found).equals(fingerprintOfIdentity(identity)),
  );
  const server = createTlsServer({ ...toPem(identity), minVersion: 'TLSv1.3' });
  server.on('secureConnection', (socket) => void onTestFinished(() => void socket.destroy()));
  let refused = 0;
  const closed = createServer((socket) => {
    refused += 1;
    socket.destroy();
  });
  await listen(closed, later);
  await expect.poll(() => refused, { timeout: 8000 }).toBeGreaterThan(0);
  closed.close();
  await listen(server, later);
  const { socket } = await call;
  socket.destroy();
});

test('where nobody answers the call ends, each address is called once, and it says why of each', async () => {
  const called = [0, 0];
  const ports = await Promise.all(
    called.map((_, at) =>
      listen(
        createServer((socket) => {
          called[at] = (called[at] ?? 0) + 1;
          socket.destroy();
        }),
      ),
    ),
  );
  const error = await callServer(ports.map(at), identityOf(), () => true).catch((problem: unknown) => problem);
  expect(error).toMatchObject({
    kind: 'not_reached',
    cause: { errors: [{ kind: 'not_reached' }, { kind: 'not_reached' }] },
  });
  expect(called).toEqual([1, 1]);
});

test('a server with another key is not the one, also where another address says nothing', async () => {
  const other = createTlsServer({ ...toPem(identityOf()), minVersion: 'TLSv1.3' });
  const port = await listen(other);
  const call = callServer([at(port)], identityOf(), () => false);
  await expect(call).rejects.toMatchObject({ kind: 'wrong_server' });
});
