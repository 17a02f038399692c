// The fields that requests and answers share. Every text has a longest length and every number is whole.
// A field that two requests share stands here once, so that the same entry gets the same answer everywhere.
import * as v from 'valibot';
import { hasUnseen, toLine, toLines } from './characters.ts';
import { isEmailAddress } from './email-address.ts';
import { toPhoneNumber } from './phone-number.ts';

export const nothing = v.strictObject({});
export const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
/** Epoch milliseconds, as far as dates go: outside of that no day can be shown. */
export const time = v.pipe(v.number(), v.safeInteger(), v.minValue(-8.64e15), v.maxValue(8.64e15));
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** Of a user, a client or the settings, as the window read it. A change made since then answers with a conflict. */
export const version = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const search = text(200);
/** A file that was saved at the person's computer, as it is shown. Null: the person chose no place. */
export const savedFile = v.nullable(v.strictObject({ name: text(300), folder: text(1000) }));
export type SavedFile = NonNullable<v.InferOutput<typeof savedFile>>;
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

/** The longest that is stored, in UTF-16 units. What is answered has the same limits. */
const LONGEST = { name: 100, email: 254, phone: 40, place: 300, note: 500 } as const;
const MOST_LINES = 6;
/** A name of a firm, a client or software, or one of a person's two names. */
export const shownName = text(LONGEST.name);
/** A person's whole name, or the email of somebody who has not given one yet. */
export const shownPerson = text(Math.max(2 * LONGEST.name + 1, LONGEST.email));
export const shownEmail = text(LONGEST.email);
export const shownPhone = text(LONGEST.phone);
export const shownPlace = text(LONGEST.place);
export const shownNote = text(LONGEST.note);

/**
 * A typed text. Its length is checked before anything is computed from it, with room for spaces around it, and once more
 * as it will be stored.
 */
const typed = (longest: number, tooLong: string, tidy: (text: string) => string) =>
  v.pipe(v.string(), v.maxLength(2 * longest, tooLong), v.transform(tidy), v.maxLength(longest, tooLong));
const line = (longest: number, tooLong: string) => typed(longest, tooLong, toLine);
const seen = (what: string) =>
  v.check<string, string>(
    (value) => !hasUnseen(value),
    `The ${what} contains characters that cannot be seen. Type it again by hand.`,
  );

const nameUpTo = (longest: number, what: string) =>
  v.pipe(
    line(longest, `The ${what} can have at most ${longest} characters.`),
    seen(what),
    v.check((value) => value === '' || /[\p{L}\p{N}]/u.test(value), `Enter the ${what}.`),
  );
export const namedOrEmpty = (what: string) => nameUpTo(LONGEST.name, what);
/** Both names of a person in one field. */
export const personOrEmpty = (what: string) => nameUpTo(2 * LONGEST.name, what);
/** The two names of a person. Some people have one name, so one of them may be empty: see `oneNameOf`. */
export const givenNames = { firstName: namedOrEmpty('first name'), lastName: namedOrEmpty('last name') };
export const named = (what: string) => v.pipe(namedOrEmpty(what), v.nonEmpty(`Enter the ${what}.`));

/** The email of an account that exists. Only its length is checked: one that nobody has is refused as wrong. */
const existingEmail = (ifMissing: string) =>
  v.pipe(line(LONGEST.email, 'An email can have at most 254 characters.'), v.nonEmpty(ifMissing));
export const ownEmail = existingEmail('Enter your email.');
export const theirEmail = existingEmail('Enter the email.');
/** An email that an account is given. */
export const email = v.pipe(
  theirEmail,
  seen('email'),
  v.check(isEmailAddress, 'Enter a valid email address, such as name@firm.com.'),
);

export const password = v.pipe(
  v.string(),
  v.maxLength(1024, 'Use at most 128 characters.'),
  v.nonEmpty('Enter the password.'),
);
/** The administrator's own fresh code. It may be empty within five minutes of the last one. */
export const freshCode = line(64, 'That is too long for a code.');
export const typedCode = v.pipe(freshCode, v.nonEmpty('Enter the code.'));

/** A number on file, as `toPhoneNumber` writes it. Empty: none. */
export const phone = v.pipe(
  line(LONGEST.phone, 'A phone number can have at most 40 characters.'),
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
    const number = value === '' ? '' : toPhoneNumber(value);
    if (number !== undefined && number.length <= LONGEST.phone) return number;
    addIssue({ message: 'Enter a phone number, such as +44 20 7946 0000.' });
    return NEVER;
  }),
);
/** Where people sign in: a sentence or a few lines of the firm's own. Empty: none. */
export const place = v.pipe(
  typed(LONGEST.place, 'Use at most 300 characters.', toLines),
  // More would push the code of a letter off its page.
  v.check((value) => value.split('\n').length <= MOST_LINES, `Use at most ${MOST_LINES} lines.`),
);
export const note = typed(LONGEST.note, 'Use at most 500 characters.', toLines);

/** A list that is sent. How long it is comes before what is in it. */
export const listOf = <TItem extends v.GenericSchema>(item: TItem, most: number, tooLong?: string) =>
  v.pipe(v.custom<v.InferInput<TItem>[]>(Array.isArray), v.maxLength(most, tooLong), v.array(item));

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

const nameless = v.object({ firstName: v.literal(''), lastName: v.literal('') });
/** One of the two names is filled in. */
export const oneNameOf = <TInput extends v.InferOutput<v.ObjectSchema<typeof givenNames, undefined>>>() =>
  v.rawCheck<TInput>(({ dataset, addIssue }) => {
    if (!v.is(nameless, dataset.value)) return;
    addIssue({
      message: 'Enter a first or a last name.',
      path: [{ type: 'object', origin: 'value', input: dataset.value, key: 'firstName', value: '' }],
    });
  });
