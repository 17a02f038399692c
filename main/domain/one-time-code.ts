// Recovery codes, setup codes and one-time codes for a password: 80 random bits, written in Crockford's Base32 in groups of four.
// The alphabet has no I, L, O, U, so a code survives being read out over the telephone and typed by hand.

/** 80 bits; the rule asks for at least 64. */
export const CODE_BYTES = 10;
export const RECOVERY_CODE_COUNT = 10;
/** How long a code stands in for a password: an invitation 7 days, a reset password 24 hours. */
export const ONE_TIME_CODE_MS = { activation: 7 * 24 * 3_600_000, password: 24 * 3_600_000 } as const;
export type OneTimePurpose = keyof typeof ONE_TIME_CODE_MS;

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `bytes` must be CODE_BYTES random bytes. Gives "7F3K-9QWM-2XTP-HV4D". */
export function toOneTimeCode(bytes: Uint8Array): string {
  if (bytes.length !== CODE_BYTES) throw new RangeError(`a one-time code is made of ${CODE_BYTES} bytes`);
  return writeCode(bytes);
}

/** The canonical form of what a person typed: any case, spaces or dashes, O for 0, I or L for 1. Undefined when it
 * cannot be one of our codes. */
export const parseOneTimeCode = (typed: string): string | undefined => readCode(typed, 16);

/** Any number of bytes that makes whole letters. */
export function writeCode(bytes: Uint8Array): string {
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let text = '';
  for (let group = BigInt(bytes.length * 8 - 5); group >= 0n; group -= 5n)
    text += ALPHABET.charAt(Number((bits >> group) & 31n));
  return text.replace(/(.{4})(?=.)/g, '$1-');
}

export function readCode(typed: string, letters: number): string | undefined {
  const text = typed
    .toUpperCase()
    .replace(/[\s\-\u2010-\u2015]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  if (text.length !== letters || [...text].some((letter) => !ALPHABET.includes(letter))) return undefined;
  return text.replace(/(.{4})(?=.)/g, '$1-');
}
