// The fields that requests and answers share: each text has a longest length, each number is whole.
import * as v from 'valibot';

export const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
// Safe integers: SQLite's are whole, and a larger number would be rounded on the way.
export const time = v.pipe(v.number(), v.safeInteger());
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
export const nothing = v.strictObject({});

// Control characters and invisible direction marks let one name pass for another, or break a line in a letter.
const INVISIBLE = /[\p{Cc}\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/u;
export const named = (what: string) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.normalize('NFC'),
    v.nonEmpty(`Enter the ${what}.`),
    v.maxLength(100, `The ${what} can have at most 100 characters.`),
    v.check(
      (value) => !INVISIBLE.test(value),
      `The ${what} contains characters that cannot be seen. Type it again by hand.`,
    ),
  );
export const email = v.pipe(
  v.string(),
  v.trim(),
  v.nonEmpty('Enter the email.'),
  v.maxLength(254, 'An email can have at most 254 characters.'),
  v.check(
    (value) => /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(value) && !INVISIBLE.test(value),
    'This is not an email. It looks like name@firm.com.',
  ),
);
export const password = v.pipe(
  v.string(),
  v.nonEmpty('Enter the password.'),
  v.maxLength(1024, 'Use at most 128 characters.'),
);
export const typedCode = v.pipe(
  v.string(),
  v.trim(),
  v.nonEmpty('Enter the code.'),
  v.maxLength(64, 'That is too long for a code.'),
);

// Digits with what people put between them; the number is read by a person, not dialled.
export const phone = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(40, 'A phone number can have at most 40 characters.'),
  v.check(
    (value) => value === '' || /^\+?[0-9][0-9 ()./-]{3,}( ?(ext|x)\.? ?[0-9]{1,6})?$/i.test(value),
    'This is not a phone number. It looks like +44 20 7946 0000.',
  ),
);
export const note = v.pipe(v.string(), v.trim(), v.maxLength(500, 'Use at most 500 characters.'));
/** The administrator's own fresh code; empty within five minutes of the last one. */
export const freshCode = v.pipe(v.string(), v.trim(), v.maxLength(64, 'That is too long for a code.'));
export const version = count;
export const before = v.nullable(id);
