// A key and a certificate for it, for the line between a desktop and the firm's server. The certificate is the container in
// which TLS carries the public key: both sides know each other by that key, and nothing else that it says is trusted. So it
// is written here, in some lines of DER, and signed by node:crypto.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export interface Identity {
  /** PKCS #8, DER. */
  readonly key: Uint8Array;
  /** DER. */
  readonly certificate: Uint8Array;
}

const DAY_MS = 24 * 3_600_000;
export const YEAR_MS = 365 * DAY_MS;

function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Uint8Array.from([tag, ...size]), content]);
}
const sequence = (...parts: readonly Uint8Array[]): Uint8Array => der(0x30, ...parts);
const bits = (bytes: Uint8Array): Uint8Array => der(0x03, Uint8Array.of(0), bytes);

// ecdsa-with-SHA256, 1.2.840.10045.4.3.2, and commonName, 2.5.4.3.
const ALGORITHM = sequence(der(0x06, Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)));
const COMMON_NAME = der(0x06, Uint8Array.of(0x55, 0x04, 0x03));
const VERSION_3 = der(0xa0, der(0x02, Uint8Array.of(2)));
/** It says nothing about the firm: everybody who connects can read it. */
const NAME = sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from('Rekey')))));

/** UTCTime until 2049 and GeneralizedTime after it (RFC 5280, 4.1.2.5). */
function time(at: number): Uint8Array {
  const text = new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '');
  return Number(text.slice(0, 4)) < 2050 ? der(0x17, Buffer.from(text.slice(2))) : der(0x18, Buffer.from(text));
}

/** @param now epoch ms. The certificate begins a day before: the clocks of two computers differ. */
export function makeIdentity(now: number, randomBytes: (count: number) => Uint8Array): Identity {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40; // positive, without a zero in front
  const body = sequence(
    VERSION_3,
    der(0x02, serial),
    ALGORITHM,
    NAME,
    sequence(time(now - DAY_MS), time(now + YEAR_MS)),
    NAME,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const certificate = sequence(body, ALGORITHM, bits(sign('sha256', body, privateKey)));
  return { key: privateKey.export({ type: 'pkcs8', format: 'der' }), certificate };
}

/** By which both sides know a key: SHA-256 of the public key (SPKI, DER). */
export const fingerprintOf = (publicKey: KeyObject): Uint8Array =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest();

export const fingerprintOfIdentity = ({ key }: Pick<Identity, 'key'>): Uint8Array =>
  fingerprintOf(createPublicKey(createPrivateKey({ key: Buffer.from(key), type: 'pkcs8', format: 'der' })));

/** As node:tls takes them. */
export function toPem({ key, certificate }: Identity): { readonly key: string; readonly cert: string } {
  const pem = (label: string, bytes: Uint8Array): string =>
    `-----BEGIN ${label}-----\n${Buffer.from(bytes).toString('base64')}\n-----END ${label}-----\n`;
  return { key: pem('PRIVATE KEY', key), cert: pem('CERTIFICATE', certificate) };
}
