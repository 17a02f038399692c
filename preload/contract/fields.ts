// The fields that requests and answers share. Every text has a longest length and every number is whole.
// A field that two requests share stands here once, so that the same entry gets the same answer everywhere.
import * as v from 'valibot';

export const nothing = v.strictObject({});
export const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
/** Epoch milliseconds. Safe integers only: SQLite stores whole numbers, and larger ones would be rounded. */
export const time = v.pipe(v.number(), v.safeInteger());
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** Of a user, a client or the settings, as the window read it. A change made since then answers with a conflict. */
export const version = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const search = text(200);
/** Which rows of a list are wanted. */
export const page = { offset: count, limit: v.pipe(count, v.maxValue(200)) };
/** The `next` of the page before; null asks for the newest. */
export const before = v.nullable(id);

// The same types as in main/domain/user.ts, which the contract does not import. The window sends numbers; main receives ids.
export type UserId = number & { readonly brand: 'UserId' };
export type ClientId = number & { readonly brand: 'ClientId' };
export const userId = v.pipe(
  id,
  v.guard((value): value is UserId => value > 0),
);
export const clientId = v.pipe(
  id,
  v.guard((value): value is ClientId => value > 0),
);

// Control characters and invisible direction marks can make one name look like another, or break a line in a letter.
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

/** The email of an account that exists. Only its length is checked: one that nobody has is refused as wrong. */
const existingEmail = (ifMissing: string) =>
  v.pipe(v.string(), v.trim(), v.nonEmpty(ifMissing), v.maxLength(254, 'An email can have at most 254 characters.'));
export const ownEmail = existingEmail('Enter your email.');
export const theirEmail = existingEmail('Enter the email.');
/** An email that an account is given. */
export const email = v.pipe(
  theirEmail,
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
/** The administrator's own fresh code. It may be empty within five minutes of the last one. */
export const freshCode = v.pipe(v.string(), v.trim(), v.maxLength(64, 'That is too long for a code.'));

/** Digits with the usual separators: a person reads and dials the number. Empty: none. */
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

/** A text field must be filled in when another field has a certain value. The problem is shown beside the text field. */
export function requireText<TInput extends object>(
  field: keyof TInput & string,
  when: keyof TInput & string,
  is: string,
  message: string,
): v.RawCheckAction<TInput> {
  const missing = v.object({ [when]: v.literal(is), [field]: v.literal('') });
  return v.rawCheck(({ dataset, addIssue }) => {
    if (!v.is(missing, dataset.value)) return;
    addIssue({
      message,
      path: [{ type: 'object', origin: 'value', input: dataset.value, key: field, value: '' }],
    });
  });
}
