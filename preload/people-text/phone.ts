// Takes a phone number out of the words around an address. `toPhoneNumber` says what a number is.
import { toPhoneNumber } from '../contract/phone-number.ts';

/** The characters that numbers are written with, from a digit to a digit, and perhaps an extension. */
const PHONE =
  /(?<![\p{L}\p{N}])(?:(?:tel(?:ephone)?|phone|mobile|mob|cell|[tmp])(?:[.:]{1,2}\s*|\s+))?[+＋]?[(（]?[+＋]?\p{Nd}[\p{Nd} ()（）./\p{Pd}\u2212]{3,38}\p{Nd}(?:[\s,;]*(?:x|ext(?:ension|n)?|#)[\s.:=]*\p{Nd}{1,6})?(?![\p{L}\p{N}])/iu;
const DATE = /^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4})$/;
/** A shorter one may be the number of an office or a department. In a column of numbers it counts. */
const FEWEST_DIGITS = 7;

export interface Taken {
  /** As it will be stored. Empty: none. */
  readonly phone: string;
  /** The other words. */
  readonly rest: string;
}

export function takePhone(words: string): Taken {
  const found = PHONE.exec(words);
  const phone = found === null || DATE.test(found[0]) ? undefined : toPhoneNumber(found[0]);
  if (found === null || phone === undefined || phone.replace(/\D/g, '').length < FEWEST_DIGITS)
    return { phone: '', rest: words };
  return { phone, rest: `${words.slice(0, found.index)} ${words.slice(found.index + found[0].length)}`.trim() };
}

/** The cell of a column of numbers. */
export function readPhoneCell(cell: string): Taken {
  const phone = toPhoneNumber(cell);
  return phone === undefined ? takePhone(cell) : { phone, rest: '' };
}
