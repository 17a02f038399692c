// Seals the secrets that are stored: AES-256-GCM under a key derived from the data key. The place of the secret is the
// associated data, so a sealed secret does not open in another place. It also makes keyed hashes: HMAC-SHA-256, one
// derived key per purpose.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

export interface SecretBox {
  seal(place: string, secret: Uint8Array): Uint8Array;
  /** @throws AlteredSecret */
  open(place: string, sealed: Uint8Array): Uint8Array;
  /** Keyed hash of a text for one purpose. Without the data key it is of no use to a thief of the database. */
  mac(purpose: MacPurpose, text: string): Uint8Array;
}

type MacPurpose =
  | 'setup_code'
  | 'one_time_code'
  | 'temporary_code'
  | 'recovery_code'
  | 'recovery_kit'
  | 'session'
  | 'session_window'
  | 'email'
  | 'record'
  | 'anchor'
  | 'moved'
  | 'desktop'
  | 'act'
  | 'issued_code'
  | 'evidence';

/** It was altered, moved, or sealed under another key. */
export class AlteredSecret extends Error {
  constructor(cause: unknown) {
    super('the sealed secret does not belong here', { cause });
    this.name = 'AlteredSecret';
  }
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @param dataKey 32 bytes. @param randomBytes makes nonces: with 96 random bits none repeats under one key. */
export function createSecretBox(dataKey: Uint8Array, randomBytes: (count: number) => Uint8Array): SecretBox {
  if (dataKey.length !== 32) throw new RangeError('the data key has 32 bytes');
  const derive = (purpose: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', dataKey, new Uint8Array(0), `rekey/${purpose}`, 32));
  const sealKey = derive('seal');
  const macKeys = new Map<string, Uint8Array>();
  const macKeyOf = (purpose: string): Uint8Array => {
    const known = macKeys.get(purpose) ?? derive(purpose);
    macKeys.set(purpose, known);
    return known;
  };
  return {
    seal(place, secret) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce);
      cipher.setAAD(Buffer.from(place));
      return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
    },
    open(place, sealed) {
      try {
        const decipher = createDecipheriv('aes-256-gcm', sealKey, sealed.subarray(0, NONCE_BYTES), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAAD(Buffer.from(place));
        decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
        return Buffer.concat([
          decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES)),
          decipher.final(),
        ]);
      } catch (error) {
        throw new AlteredSecret(error);
      }
    },
    mac: (purpose, text) => createHmac('sha256', macKeyOf(purpose)).update(text).digest(),
  };
}

/** Takes the same time wherever the bytes differ. */
export const isSameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);
