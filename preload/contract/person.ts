// What is shown of a person: the name, what was done to the account, how they sign in, and the codes made for them.
import * as v from 'valibot';
import { count, id, text, time } from './fields.ts';
import { resetReasonSchema, roleSchema, twoFactorStateSchema } from './words.ts';

export const personSchema = v.strictObject({
  id,
  firstName: text(100),
  lastName: text(100),
  email: text(254),
  role: roleSchema,
});

export const noticeSchema = v.strictObject({
  kind: v.picklist([
    'two_factor_reset',
    'password_reset',
    'reactivated',
    'replace_requested',
    'temporary_code',
    'unfrozen',
  ]),
  at: time,
  byName: text(201),
  /** Only of a reset of 2FA, and of a request to replace the authenticator. */
  reason: v.nullable(resetReasonSchema),
});

export const twoFactorSchema = v.strictObject({
  state: twoFactorStateSchema,
  at: v.nullable(time),
  resetBy: v.nullable(text(201)),
  deadlineAt: v.nullable(time),
  /** A new authenticator is asked for at the next sign-in; the old one works until then. `by` null: hidden from the role. */
  replaceRequested: v.nullable(v.strictObject({ at: time, by: v.nullable(text(201)) })),
});

/** Passed on once, by letter or by word; only its keyed hash is stored. */
export const issuedCodeSchema = v.strictObject({
  userId: id,
  email: text(254),
  name: text(201),
  code: text(19),
  expiresAt: time,
});
export type IssuedCode = v.InferOutput<typeof issuedCodeSchema>;

export const removedSchema = v.strictObject({ authenticators: count, recoveryCodes: count, sessions: count });
export const reactivationKindSchema = v.picklist(['setup_code', 'activation_code', 'no_code']);

export const sessionSchema = v.strictObject({
  startedAt: time,
  /** Null: still open. */
  endedAt: v.nullable(time),
  endedBecause: v.nullable(text(40)),
  isThisWindow: v.boolean(),
});
export type SessionRow = v.InferOutput<typeof sessionSchema>;

export const signInMethodsSchema = v.strictObject({
  /** Null: there is none, or an invited person has not chosen one yet. */
  passwordSince: v.nullable(time),
  authenticator: v.nullable(v.strictObject({ since: time, lastUsedAt: v.nullable(time) })),
  recoveryCodesLeft: count,
});
