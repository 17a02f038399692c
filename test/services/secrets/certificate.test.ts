import { X509Certificate } from 'node:crypto';
import { connect, createServer } from 'node:tls';
import { expect, test } from 'vitest';
import {
  fingerprintOf,
  fingerprintOfIdentity,
  makeIdentity,
  toPem,
  YEAR_MS,
} from '../../../main/services/secrets/certificate.ts';
import { createSeededRandom } from '../../support/seeded.ts';

const random = createSeededRandom('certificate').bytes;

test.each([
  '2026-11-30T06:00:00Z',
  '2049-12-31T12:00:00Z',
  '2071-01-01T00:00:00Z',
])('a certificate of %s is one that OpenSSL reads and finds signed by its own key, for a year', (day) => {
  const now = Date.parse(day);
  const identity = makeIdentity(now, random);
  const certificate = new X509Certificate(identity.certificate);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.subject).toBe('CN=Rekey');
  expect(certificate.validToDate.getTime()).toBe(now + YEAR_MS);
  expect(certificate.validFromDate.getTime()).toBe(now - 24 * 3_600_000);
  expect(fingerprintOf(certificate.publicKey)).toEqual(fingerprintOfIdentity(identity));
  expect(makeIdentity(now, random).key).not.toEqual(identity.key);
});

test('both sides of a TLS connection prove such a key, and see that of the other', async () => {
  const [ours, theirs] = [makeIdentity(Date.now(), random), makeIdentity(Date.now(), random)];
  const options = { minVersion: 'TLSv1.3', rejectUnauthorized: false } as const;
  const server = createServer({ ...toPem(ours), ...options, requestCert: true }, (socket) => {
    const key = socket.getPeerX509Certificate()?.publicKey;
    socket.end(key === undefined ? '' : Buffer.from(fingerprintOf(key)).toString('hex'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const socket = connect({ host: '127.0.0.1', port, ...toPem(theirs), ...options });
  const heard: Buffer[] = [];
  for await (const part of socket) heard.push(part as Buffer);
  expect(Buffer.concat(heard).toString()).toBe(Buffer.from(fingerprintOfIdentity(theirs)).toString('hex'));
  server.close();
});
