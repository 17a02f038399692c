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

/** As `readCode`, for a code of four groups: any case, any spaces or dashes, O for 0, I or L for 1. */
export const parseCodeText = (typed: string): string | undefined => readCode(typed, 16);

/** @param bytes a multiple of five bytes, so that the letters come out even. */
export function writeCode(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length * 8; i += 5) {
    if (i > 0 && i % 20 === 0) text += '-';
    // The five bits from bit i on lie in two bytes.
    const two = ((bytes[i >> 3] ?? 0) << 8) | (bytes[(i >> 3) + 1] ?? 0);
    text += ALPHABET.charAt((two >> (11 - (i & 7))) & 31);
  }
  return text;
}

/** What a person, a form or a file may put between the groups of a code. */
const BETWEEN_GROUPS = '[-/|:,;]';

/**
 * The canonical form of the one code of so many letters that stands in the typed text; undefined when there is none, or
 * more than one.
 */
export function readCode(typed: string, letters: number): string | undefined {
  const plain = toPlainText(typed).toUpperCase();
  const groups = letters / 4;
  // People paste a code with words around it: "Setup code: AB12-CD34-EF56-GH78". "Code" looks like a group of four, so a
  // code in such a text must have signs, or nothing, between its groups.
  const found =
    withoutSeparators(plain).length === letters
      ? [plain]
      : [
          ...plain.matchAll(
            new RegExp(
              `(?<![A-Z0-9-])(?:[A-Z0-9]{4} ?${BETWEEN_GROUPS} ?){${groups - 1}}[A-Z0-9]{4}(?! ?${BETWEEN_GROUPS}[A-Z0-9]|[A-Z0-9-])`,
              'g',
            ),
          ),
          ...plain.matchAll(new RegExp(`(?<![A-Z0-9-])[A-Z0-9]{${letters}}(?![A-Z0-9-])`, 'g')),
        ].map(([match]) => match);
  const [only, ...others] = found.map((code) =>
    code
      .replace(/[ /|:,;-]/g, '')
      .replaceAll('O', '0')
      .replace(/[IL]/g, '1'),
  );
  if (only === undefined || others.length > 0 || [...only].some((letter) => !ALPHABET.includes(letter)))
    return undefined;
  return only.replace(/(.{4})(?=.)/g, '$1-');
}

/** The 6 digits of an authenticator app that stand in the typed text; undefined when there are none, or several. */
export function readDigits(typed: string): string | undefined {
  const plain = toPlainText(typed);
  const all = withoutSeparators(plain);
  if (/^[0-9]{6}$/.test(all)) return all;
  // A spreadsheet writes thousands apart: 123,456 or 123'456.
  const [only, ...others] =
    plain.match(/(?<![0-9A-Z-]|[0-9],)[0-9]{3}[ ,'’\u066C-]?[0-9]{3}(?![0-9A-Z-]|,[0-9])/gi) ?? [];
  return only === undefined || others.length > 0 ? undefined : only.replace(/[^0-9]/g, '');
}

/**
 * Codes arrive in the characters of any keyboard, chat or document: full-width letters, the digits of any script,
 * typographic dashes, invisible marks. The result has plain digits, "-" for all dashes and dots, and single spaces.
 */
const toPlainText = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/\p{Cf}|\p{Mn}/gu, '')
    .replace(/\p{Nd}/gu, toPlainDigit)
    .replace(/[\p{Pd}\u2212._\u00B7\u2022\u2027\u2219\u22C5\u30FB]+/gu, '-')
    .replace(/\s+/g, ' ')
    .replace(/^[\s"'`\p{Pi}\p{Pf}()[\]<>-]+|[\s"'`\p{Pi}\p{Pf}()[\]<>,;:!-]+$/gu, '');

const withoutSeparators = (text: string): string => text.replace(/[ -]/g, '');

/** Unicode encodes the ten digits of each script in a row, from 0 to 9; some rows follow each other. */
function toPlainDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}
