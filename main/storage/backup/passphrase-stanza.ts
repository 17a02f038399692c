// The part of a backup's header that the passphrase opens: age's scrypt stanza, for the interfaces Recipient and Identity of
// age-encryption. The library writes and reads the same bytes itself, but derives the key in JavaScript, in the thread that
// reads and writes the file, and has no way to derive it again while the file is written.
// https://github.com/C2SP/C2SP/blob/main/age.md, "The scrypt recipient type"
import { randomBytes } from 'node:crypto';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { Stanza } from 'age-encryption';

/** Base 2 logarithm of scrypt's N, as `age -p` has it: 256 MB. */
const WORK_FACTOR = 18;
const SALT_BYTES = 16;
const TYPE = 'scrypt';
/** Each key opens one stanza only, because its salt is new. */
const NONCE = new Uint8Array(12);

/** What a key is derived from, beside the passphrase. */
export interface Salted {
  /** 16 bytes in base64 without padding. */
  readonly salt: string;
  readonly workFactor: number;
}

export const newSalt = (): Salted => ({
  salt: randomBytes(SALT_BYTES).toString('base64').replace(/=+$/, ''),
  workFactor: WORK_FACTOR,
});

/** @param key see derive-key.ts. */
export const closeStanza = (fileKey: Uint8Array, key: Uint8Array, { salt, workFactor }: Salted): Stanza =>
  new Stanza([TYPE, salt, String(workFactor)], chacha20poly1305(key, NONCE).encrypt(fileKey));

/**
 * @param key derived from the passphrase and from what the header says.
 * @returns the key of the file; null: the passphrase is another one.
 * @throws Error where the stanzas are not what the header said.
 */
export function openStanza(
  stanzas: readonly Stanza[],
  key: Uint8Array,
  { salt, workFactor }: Salted,
): Uint8Array | null {
  const [stanza, ...others] = stanzas;
  const isExpected = stanza?.args.join(' ') === `${TYPE} ${salt} ${workFactor}` && others.length === 0;
  if (!isExpected) throw new Error('the header is another one');
  try {
    return chacha20poly1305(key, NONCE).decrypt(stanza.body);
  } catch {
    return null;
  }
}
