// How an administrator checks who is asking: the answers, and the numbers that the help desk can call.
import * as v from 'valibot';
import { personOrEmpty, requireText, shownName, shownPerson, shownPhone, text, time } from './fields.ts';
import { identityCheckSchema } from './words.ts';

/** The numbers that the help desk can call. */
export const callBackSchema = v.strictObject({
  /** The person's own number on file; empty where there is none. */
  phone: shownPhone,
  /** Null: it is as it was when the account was made. */
  since: v.nullable(v.strictObject({ at: time, by: shownPerson })),
  /**
   * What stood before all changes of the last 30 days; null where there was none. `phone` is empty where there was no
   * number, and null where it is not known.
   */
  before: v.nullable(v.strictObject({ phone: v.nullable(shownPhone) })),
  /** The first 5 points of contact of the person's clients. For the firm's own people: other Partner Admins. */
  contacts: v.array(v.strictObject({ name: shownPerson, of: v.nullable(shownName), phone: shownPhone })),
  /** Changes with the numbers. "I called back" is refused with an older one. */
  key: text(64),
});
export type CallBack = v.InferOutput<typeof callBackSchema>;

/** How the administrator checked who is asking. Goes with `nameOfVoucher`. */
export const identityFields = {
  identityCheck: identityCheckSchema,
  vouchedBy: personOrEmpty('name'),
};
/** Of a request about one person. `called` is the `key` of the numbers that were on the screen; see `callBackSchema`. */
export const callFields = { ...identityFields, called: v.optional(text(64), '') };
/** A colleague who vouched has a name. */
export const nameOfVoucher = <TInput extends v.InferOutput<v.ObjectSchema<typeof identityFields, undefined>>>() =>
  requireText<TInput>(
    'vouchedBy',
    'identityCheck',
    'vouched_by_colleague',
    'Enter the name of the colleague who vouched.',
  );
