// The recovery kit: the firm's one break-glass code, for the day when no Partner Admin can sign in any more. Written like the
// other codes, but twice as long: it is stored as a plain salted hash, so that it does not depend on the data key.
import { readCode, writeCode } from './one-time-code.ts';

/** 160 bits; the rule asks for at least 128. */
export const KIT_BYTES = 20;
/** Where somebody can still sign in, by the records, the kit waits this long: time enough to see it and to stop it. */
export const KIT_WAIT_MS = 24 * 3_600_000;

/** `bytes` must be KIT_BYTES random bytes. Gives eight groups of four. */
export function toKitCode(bytes: Uint8Array): string {
  if (bytes.length !== KIT_BYTES) throw new RangeError(`a recovery kit is made of ${KIT_BYTES} bytes`);
  return writeCode(bytes);
}

/** As `parseOneTimeCode`. */
export const parseKitCode = (typed: string): string | undefined => readCode(typed, 32);
