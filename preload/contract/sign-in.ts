// Signing in, setting up, locking and leaving. Almost every request is answered with where the window stands after it.
import * as v from 'valibot';
import { named, nothing, password, typedCode } from './fields.ts';
import { stateSchema } from './screen.ts';

export const signInRequests = {
  'session.signIn': {
    input: v.strictObject({
      email: v.pipe(
        v.string(),
        v.trim(),
        v.nonEmpty('Enter your email.'),
        v.maxLength(254, 'An email can have at most 254 characters.'),
      ),
      password,
    }),
    output: stateSchema,
  },
  'session.verifyCode': { input: v.strictObject({ code: typedCode }), output: stateSchema },
  /** Issued by a Partner Admin in place of the authenticator. */
  'session.useTemporaryCode': { input: v.strictObject({ temporaryCode: typedCode }), output: stateSchema },
  'session.useRecoveryCode': { input: v.strictObject({ recoveryCode: typedCode }), output: stateSchema },
  /** An activation code, or a code for a new password: in place of a password, once. */
  'session.enterOneTimeCode': {
    input: v.strictObject({
      email: v.pipe(
        v.string(),
        v.trim(),
        v.nonEmpty('Enter your email.'),
        v.maxLength(254, 'An email can have at most 254 characters.'),
      ),
      code: typedCode,
    }),
    output: stateSchema,
  },
  /** Names and password of an invited person. The account becomes active when 2FA is confirmed. */
  'session.activate': {
    input: v.strictObject({ firstName: named('first name'), lastName: named('last name'), password }),
    output: stateSchema,
  },
  'session.choosePassword': { input: v.strictObject({ password }), output: stateSchema },
  /** Break-glass: the firm's recovery kit, for the account of one Partner Admin. */
  'session.useRecoveryKit': {
    input: v.strictObject({
      email: v.pipe(
        v.string(),
        v.trim(),
        v.nonEmpty('Enter the email.'),
        v.maxLength(254, 'An email can have at most 254 characters.'),
      ),
      code: typedCode,
    }),
    output: stateSchema,
  },
  'session.chooseKitPassword': { input: v.strictObject({ password }), output: stateSchema },
  /** Leaves a sign-in or a set-up that is under way. */
  'session.cancel': { input: nothing, output: stateSchema },
  /** "I know about this": the session begins. */
  'session.acknowledge': { input: nothing, output: stateSchema },
  /** "This was not me": freezes the account at once. */
  'session.repudiate': { input: nothing, output: stateSchema },
  'session.lock': { input: nothing, output: stateSchema },
  'session.unlock': { input: v.strictObject({ password }), output: stateSchema },
  /** Somebody is at the window: a key or the mouse. */
  'session.touch': { input: nothing, output: nothing },
  'session.signOut': { input: nothing, output: stateSchema },
  'setUp.enterSetupCode': { input: v.strictObject({ setupCode: typedCode }), output: stateSchema },
  'setUp.confirm': { input: v.strictObject({ code: typedCode }), output: stateSchema },
  'setUp.finish': { input: nothing, output: stateSchema },
  /** "I have put the recovery kit in a safe place": the session begins. */
  'setUp.keepRecoveryKit': { input: nothing, output: stateSchema },
} as const;
