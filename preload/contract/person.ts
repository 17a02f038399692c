// What several screens show of a person: name and role, what was done to the account, how the person signs in, and the
// codes made for them. Nothing here is a secret except `issuedCodeSchema`, which is answered once.
import * as v from 'valibot';
import { count, id, shownEmail, shownName, shownPerson, text, time } from './fields.ts';
import { noticeKindSchema, resetReasonSchema, roleSchema, twoFactorStateSchema } from './words.ts';

export const personSchema = v.strictObject({
  id,
  firstName: shownName,
  lastName: shownName,
  email: shownEmail,
  role: roleSchema,
});
export type Person = v.InferOutput<typeof personSchema>;

export const noticeSchema = v.strictObject({
  kind: noticeKindSchema,
  at: time,
  byName: shownPerson,
  /** Null except for a 2FA reset and a request to replace the authenticator. */
  reason: v.nullable(resetReasonSchema),
});
export type Notice = v.InferOutput<typeof noticeSchema>;

export const twoFactorSchema = v.strictObject({
  state: twoFactorStateSchema,
  at: v.nullable(time),
  resetBy: v.nullable(shownPerson),
  deadlineAt: v.nullable(time),
  /**
   * The next sign-in asks for a new authenticator; the old one works until then. `by` is null where the reader's role may
   * not know the name.
   */
  replaceRequested: v.nullable(v.strictObject({ at: time, by: v.nullable(shownPerson) })),
});

export const signInMethodsSchema = v.strictObject({
  /** Null where there is no password: an invited person has not chosen one yet. */
  passwordSince: v.nullable(time),
  authenticator: v.nullable(v.strictObject({ since: time, lastUsedAt: v.nullable(time) })),
  recoveryCodesLeft: count,
});

export const sessionSchema = v.strictObject({
  startedAt: time,
  /** Null: still open. */
  endedAt: v.nullable(time),
  endedBecause: v.nullable(text(40)),
  isThisWindow: v.boolean(),
});
export type SessionRow = v.InferOutput<typeof sessionSchema>;

/** A code that the administrator passes on. It is shown once; only its keyed hash is stored. */
export const issuedCodeSchema = v.strictObject({
  userId: id,
  email: shownEmail,
  name: shownPerson,
  code: text(19),
  expiresAt: time,
});
export type IssuedCode = v.InferOutput<typeof issuedCodeSchema>;

/** What a 2FA reset removed. */
export const removedSchema = v.strictObject({ authenticators: count, recoveryCodes: count, sessions: count });
/** Which code a reactivated person needs to get in again. */
export const reactivationKindSchema = v.picklist(['setup_code', 'activation_code', 'no_code']);
