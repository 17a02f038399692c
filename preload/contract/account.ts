// My account: what all signed-in people may do to their own account.
import * as v from 'valibot';
import {
  before,
  count,
  email,
  freshCode,
  givenNames,
  nothing,
  oneNameOf,
  password,
  phone,
  shownEmail,
  shownPhone,
  text,
  time,
  typedCode,
  version,
} from './fields.ts';
import { noticeSchema, personSchema, sessionSchema, signInMethodsSchema } from './person.ts';
import { activityPageSchema } from './record.ts';
import { preferencesSchema, stateSchema } from './screen.ts';

export const accountRequests = {
  'account.get': {
    input: nothing,
    output: v.strictObject({
      user: personSchema,
      phone: shownPhone,
      /** A number that waits for somebody of the firm to confirm it. */
      numberProposal: v.nullable(v.strictObject({ number: shownPhone, at: time })),
      mayChangeEmail: v.boolean(),
      /** Otherwise another number is a proposal. */
      mayChangeNumber: v.boolean(),
      version,
      methods: signInMethodsSchema,
      sessions: v.array(sessionSchema),
      /** The last thing that somebody else did to the account. */
      lastNotice: v.nullable(noticeSchema),
    }),
  },
  /**
   * Whether an act that proves presence needs a fresh code now, and how long the person's app may still show a code that
   * is used up, in ms.
   */
  'account.getPresence': { input: nothing, output: v.strictObject({ needsCode: v.boolean(), waitMs: count }) },
  /** "This was not me", about the last thing that somebody else did to the account. Freezes the account at once. */
  'account.repudiate': { input: nothing, output: stateSchema },
  /** What was done to the account, and who signed in or tried to. */
  'account.listActivity': { input: v.strictObject({ before }), output: activityPageSchema },
  'account.edit': {
    input: v.pipe(v.strictObject({ version, ...givenNames }), oneNameOf()),
    output: stateSchema,
  },
  /** The firm's own people only. */
  'account.changeEmail': { input: v.strictObject({ version, email, code: freshCode }), output: stateSchema },
  /** Proposes a number, which a partner role confirms. For the only Partner Admin it is on file at once. */
  'account.changeNumber': {
    input: v.strictObject({ phone, code: freshCode }),
    output: v.strictObject({ isOnFile: v.boolean() }),
  },
  /** Ends the account's other sessions. */
  'account.changePassword': {
    input: v.strictObject({ currentPassword: password, password }),
    output: v.strictObject({ sessionsEnded: count }),
  },
  'account.endOtherSessions': { input: nothing, output: v.strictObject({ sessionsEnded: count }) },
  /** Needs a current code. The old authenticator works until the new one is confirmed. */
  'account.beginAuthenticator': {
    input: v.strictObject({ code: typedCode }),
    output: v.strictObject({ issuer: text(200), account: shownEmail, setupKey: text(64), otpauthUri: text(1000) }),
  },
  /** The new authenticator replaces the old one, new recovery codes replace the old ones, and other sessions end. */
  'account.confirmAuthenticator': {
    input: v.strictObject({ code: typedCode }),
    output: v.strictObject({ codes: v.array(text(19)), sessionsEnded: count }),
  },
  'account.cancelAuthenticator': { input: nothing, output: nothing },
  'account.regenerateRecoveryCodes': {
    input: v.strictObject({ code: typedCode }),
    output: v.strictObject({ codes: v.array(text(19)) }),
  },
  /** "I have saved these codes". */
  'account.keepRecoveryCodes': { input: nothing, output: nothing },
  'account.savePreferences': { input: v.strictObject({ preferences: preferencesSchema }), output: nothing },
} as const;
