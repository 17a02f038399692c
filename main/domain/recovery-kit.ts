// The recovery kit: the firm's one break-glass code, for the case that no Partner Admin can sign in. It is written like
// the other codes, but twice as long: it is stored as a plain salted hash, which does not depend on the data key.
import { readCode, writeCode } from './code-text.ts';

/** 160 bits. A code that is stored as a plain salted hash needs at least 128. */
export const KIT_BYTES = 20;
/** If the records say that somebody can still sign in, the kit waits this long, so that they can see and stop it. */
export const KIT_WAIT_MS = 24 * 3_600_000;

/** @param bytes KIT_BYTES random bytes. @returns eight groups of four letters. */
export function toKitCode(bytes: Uint8Array): string {
  if (bytes.length !== KIT_BYTES) throw new RangeError(`a recovery kit is made of ${KIT_BYTES} bytes`);
  return writeCode(bytes);
}

/** Like `parseCodeText`. */
export const parseKitCode = (typed: string): string | undefined => readCode(typed, 32);
