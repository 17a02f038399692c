// Turns the bytes of a file into text, piece by piece: UTF-8 with and without a byte order mark, UTF-16 of both orders, and
// otherwise what Windows writes in western Europe. The pieces may end anywhere, also within a letter. No byte becomes U+FFFD:
// where a text cannot be what it begins as, it is refused.
import type { Buffered } from './buffered.ts';

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** What tells UTF-16 without a mark. */
const HEAD = 4096;
/** From the first letter beyond ASCII: what tells UTF-8. */
const TELLING = 65_536;

/** The bytes are no text, or are cut off within a letter, or go on in another encoding. */
export class NotText extends Error {}

/** @throws NotText. */
export async function* decodeText(source: Buffered): AsyncGenerator<string> {
  const head = await source.peek(HEAD);
  const marked = encodingOfMark(head);
  if (marked !== undefined) source.skip(marked === 'utf-8' ? 3 : 2);
  const encoding = marked ?? wideEncoding(head);
  if (encoding !== undefined) return yield* decode(source.rest(), encoding);
  // Until then, all encodings are the same.
  for (;;) {
    const piece = await source.peek(1);
    if (piece.length === 0) return;
    const beyond = piece.findIndex((byte) => byte > 0x7f);
    const plain = beyond === -1 ? piece : piece.subarray(0, beyond);
    source.skip(plain.length);
    if (plain.length > 0) yield toBuffer(plain).toString('latin1');
    if (beyond !== -1) break;
  }
  const telling = await source.peek(TELLING);
  if (isUtf8(telling)) yield* decode(source.rest(), 'utf-8');
  // Read as another text, each of its letters would become two.
  else if (isBrokenUtf8(telling)) throw new NotText();
  else for await (const piece of source.rest()) yield decodeWindows(piece);
}

function encodingOfMark([first, second, third]: Uint8Array): Encoding | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/** UTF-16 without a mark: most letters of a list have a zero before or after them. */
function wideEncoding(bytes: Uint8Array): Encoding | undefined {
  const looked = Math.min(bytes.length - (bytes.length % 2), HEAD);
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

/** @param bytes begin with a letter beyond ASCII. One that is cut off is none that tells. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, TELLING), { stream: true }) !== '';
  } catch {
    return false;
  }
}

/** A character beyond the first 65,536 as two letters of UTF-8, half of it in each. Some programs and databases write it so. */
const TWO_HALVES = /\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]/;
const HALF = /\xed[\xa0-\xbf][\x80-\xbf]/g;

/** More letters of it are whole in UTF-8 than are not: a list in two encodings, or one with a damaged byte or halves of letters. */
function isBrokenUtf8(bytes: Uint8Array): boolean {
  const looked = bytes.subarray(0, TELLING);
  const asBytes = toBuffer(looked).toString('latin1');
  if (TWO_HALVES.test(asBytes)) return true;
  const text = new TextDecoder('utf-8').decode(looked, { stream: true });
  const lost = text.match(/\uFFFD/g)?.length ?? 0;
  const beyond = text.match(/\P{ASCII}/gu)?.length ?? 0;
  // Each byte of a half is lost for itself.
  const halves = asBytes.match(HALF)?.length ?? 0;
  return beyond - lost > lost - 2 * halves;
}

/** `fatal` refuses what would become U+FFFD. A mark has been taken off. */
async function* decode(pieces: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const next = (work: () => string): string => {
    try {
      return work();
    } catch (error) {
      throw new NotText('', { cause: error });
    }
  };
  for await (const piece of pieces) yield next(() => decoder.decode(piece, { stream: true }));
  yield next(() => decoder.decode());
}

/** From 0x80 to 0x9F. Five of them are no characters, and stay the control characters that they are in Latin-1. */
const WINDOWS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Windows-1252, which has a character for each byte. Some releases of Node decode it as Latin-1. */
const decodeWindows = (bytes: Uint8Array): string =>
  toBuffer(bytes)
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (character) => WINDOWS[character.charCodeAt(0) - 0x80] ?? character);

const toBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
