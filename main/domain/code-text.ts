// How every code that Rekey makes is written and read: recovery codes, setup codes, one-time codes and temporary codes.
// 80 random bits in Crockford's Base32, in groups of four. The alphabet has no I, L, O and U, so that a code can be
// read out over the telephone and typed by hand.

/** 80 bits. At least 64 are required. */
export const CODE_BYTES = 10;
export const RECOVERY_CODE_COUNT = 10;

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** @param bytes CODE_BYTES random bytes. @returns a code like "7F3K-9QWM-2XTP-HV4D". */
export function toCodeText(bytes: Uint8Array): string {
  if (bytes.length !== CODE_BYTES) throw new RangeError(`a code is made of ${CODE_BYTES} bytes`);
  return writeCode(bytes);
}

/**
 * The canonical form of a typed code: any case, any spaces or dashes, O for 0, I or L for 1. Undefined when it cannot
 * be a code of ours.
 */
export const parseCodeText = (typed: string): string | undefined => readCode(typed, 16);

/** @param bytes a multiple of five bytes, so that the letters come out even. */
export function writeCode(bytes: Uint8Array): string {
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let text = '';
  for (let group = BigInt(bytes.length * 8 - 5); group >= 0n; group -= 5n)
    text += ALPHABET.charAt(Number((bits >> group) & 31n));
  return text.replace(/(.{4})(?=.)/g, '$1-');
}

/** The canonical form of a typed code of so many letters; undefined when it is none. */
export function readCode(typed: string, letters: number): string | undefined {
  const text = typed
    .toUpperCase()
    .replace(/[\s\-\u2010-\u2015]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  if (text.length !== letters || [...text].some((letter) => !ALPHABET.includes(letter))) return undefined;
  return text.replace(/(.{4})(?=.)/g, '$1-');
}
