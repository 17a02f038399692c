// The key that signs evidence packs: Ed25519, derived from the data key and stored nowhere. So it is the same in every backup
// of the firm, and nothing about it can be lost or replaced on its own.
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { SecretBox } from '../secrets/secret-box.ts';

/** PKCS #8 of an Ed25519 key (RFC 8410, 7), before its 32 bytes. */
const PKCS8_START = Buffer.from('302e020100300506032b657004220420', 'hex');
const FINGERPRINT_DIGITS = 40;

export interface FirmKey {
  /** PEM. */
  readonly publicKey: string;
  readonly fingerprint: string;
  /** @returns 64 bytes. */
  sign(text: string): Uint8Array;
}

/**
 * The first 160 bits of the SHA-256 of the public key (SubjectPublicKeyInfo), in groups of four hexadecimal digits: as openssl
 * and sha256sum print it, so that nobody needs Rekey to compare it.
 */
function fingerprintOf(publicKey: KeyObject): string {
  const digest = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
  return digest.slice(0, FINGERPRINT_DIGITS).replace(/(.{4})(?=.)/g, '$1 ');
}

export function firmKeyOf(secretBox: SecretBox): FirmKey {
  const seed = secretBox.mac('evidence', 'the key that signs evidence packs');
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_START, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key);
  return {
    publicKey: String(publicKey.export({ type: 'spki', format: 'pem' })),
    fingerprint: fingerprintOf(publicKey),
    sign: (text) => sign(null, Buffer.from(text), key),
  };
}
