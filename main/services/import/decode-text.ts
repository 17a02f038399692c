// Turns the bytes of a file into text: UTF-8 with and without a byte order mark, UTF-16 of both orders, and otherwise what
// Windows writes in western Europe. No byte becomes U+FFFD: where a text cannot be what its mark says, it is refused.

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** @returns undefined where the bytes are no text in the encoding that their mark names. */
export function decodeText(bytes: Uint8Array): string | undefined {
  const marked = encodingOfMark(bytes);
  if (marked !== undefined) return decode(bytes, marked);
  const wide = wideEncoding(bytes);
  if (wide !== undefined) return decode(bytes, wide);
  return decode(bytes, 'utf-8') ?? decodeWindows(bytes);
}

function encodingOfMark(bytes: Uint8Array): Encoding | undefined {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/** UTF-16 without a mark: most letters of a list have a zero before or after them. */
function wideEncoding(bytes: Uint8Array): Encoding | undefined {
  const looked = Math.min(bytes.length - (bytes.length % 2), 4096);
  if (looked < 4) return undefined;
  let [even, odd] = [0, 0];
  for (let i = 0; i < looked; i += 2) {
    if (bytes[i] === 0) even += 1;
    if (bytes[i + 1] === 0) odd += 1;
  }
  const most = looked / 2;
  if (odd > most * 0.4 && even < most * 0.1) return 'utf-16le';
  return even > most * 0.4 && odd < most * 0.1 ? 'utf-16be' : undefined;
}

/** `fatal` refuses what would become U+FFFD. The mark is taken off. */
function decode(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** From 0x80 to 0x9F. Five of them are no characters, and stay the control characters that they are in Latin-1. */
const WINDOWS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Windows-1252, which has a character for each byte. Some releases of Node decode it as Latin-1. */
const decodeWindows = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (character) => WINDOWS[character.charCodeAt(0) - 0x80] ?? character);
