// What a phone number can look like, however it was typed or pasted, and the one form in which it is stored: plain digits
// in the groups of the person who typed them, and the extension as "ext. 12". A person reads and dials it.
import { withoutUnseen } from './characters.ts';

/** Recommendation ITU-T E.164: at most 15 digits. No firm is reached with fewer than 5. */
const FEWEST_DIGITS = 5;
const MOST_DIGITS = 15;
const SCHEME = /^(?:tel(?:ephone)?|callto|phone|mobile|mob|cell|t|m|p)(?:\s*[.:]{1,2}\s*|\s+)(?=[+(\d])/i;
const EXTENSION = /[\s,;]*\(?(?:\b(?:ext(?:ension|n)?|x|int|poste|dw|durchwahl)|(?<=\d)x|#)[\s.:=#]*(\d{1,6})\)?$/i;
/** A telephone before the number, and the end of a sentence after it. */
const AROUND = /^[\p{So}\s]+|[\s.,;]+$/gu;
/** Each bracket is closed, and a plus stands first. */
const NUMBER = /^\+?(?:[\d ./-]|\(\+?[\d ./-]+\))+$/;

/** @returns undefined for what is no phone number. */
export function toPhoneNumber(text: string): string | undefined {
  const plain = withoutUnseen(text.replace(/\s+/g, ' '))
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, toPlainDigit)
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(/\s+/g, ' ')
    .replace(AROUND, '')
    .replace(SCHEME, '');
  const extension = EXTENSION.exec(plain);
  const number = plain
    .slice(0, extension?.index ?? plain.length)
    .replace(/\( /g, '(')
    .replace(/ \)/g, ')')
    .trim();
  const digits = number.replace(/\D/g, '');
  const isNumber =
    NUMBER.test(number) &&
    /^[+(\d].*[\d)]$/.test(number) &&
    (number.match(/\+/g)?.length ?? 0) <= 1 &&
    digits.length >= FEWEST_DIGITS &&
    digits.length <= MOST_DIGITS &&
    !/^(\d)\1*$/.test(digits);
  if (!isNumber) return undefined;
  return extension === null ? number : `${number} ext. ${extension[1]}`;
}

/** Unicode encodes the ten digits of each script in a row, from 0 to 9; some rows follow each other. */
function toPlainDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}
