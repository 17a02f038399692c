// Signing in, setting up, locking and leaving. Almost every request is answered with where the window stands after it.
import * as v from 'valibot';
import { givenNames, nothing, oneNameOf, ownEmail, password, theirEmail, typedCode } from './fields.ts';
import { stateSchema } from './screen.ts';

export const signInRequests = {
  'session.signIn': { input: v.strictObject({ email: ownEmail, password }), output: stateSchema },
  'session.verifyCode': { input: v.strictObject({ code: typedCode }), output: stateSchema },
  /** A Partner Admin issued it in place of the authenticator. */
  'session.useTemporaryCode': { input: v.strictObject({ temporaryCode: typedCode }), output: stateSchema },
  'session.useRecoveryCode': { input: v.strictObject({ recoveryCode: typedCode }), output: stateSchema },
  /** An activation code or a code for a new password. It replaces the password once. */
  'session.enterOneTimeCode': { input: v.strictObject({ email: ownEmail, code: typedCode }), output: stateSchema },
  /** Names and password of an invited person. The account becomes active when 2FA is confirmed. */
  'session.activate': {
    input: v.pipe(v.strictObject({ ...givenNames, password }), oneNameOf()),
    output: stateSchema,
  },
  'session.choosePassword': { input: v.strictObject({ password }), output: stateSchema },
  /** Break-glass: the firm's recovery kit opens the account of one Partner Admin. */
  'session.useRecoveryKit': { input: v.strictObject({ email: theirEmail, code: typedCode }), output: stateSchema },
  'session.chooseKitPassword': { input: v.strictObject({ password }), output: stateSchema },
  /** "Use this copy again", where the firm was moved away: a Partner Admin proves password and second factor at once. */
  'firm.useAgain': { input: v.strictObject({ email: ownEmail, password, code: typedCode }), output: stateSchema },
  /** Leaves a sign-in or a setup that is under way. */
  'session.cancel': { input: nothing, output: stateSchema },
  /** "I know about this": the session begins. */
  'session.acknowledge': { input: nothing, output: stateSchema },
  /** "This was not me": freezes the account at once. */
  'session.repudiate': { input: nothing, output: stateSchema },
  'session.lock': { input: nothing, output: stateSchema },
  'session.unlock': { input: v.strictObject({ password }), output: stateSchema },
  /** A key or the mouse was used in the window. */
  'session.touch': { input: nothing, output: nothing },
  'session.signOut': { input: nothing, output: stateSchema },
  'setUp.enterSetupCode': { input: v.strictObject({ setupCode: typedCode }), output: stateSchema },
  'setUp.confirm': { input: v.strictObject({ code: typedCode }), output: stateSchema },
  'setUp.finish': { input: nothing, output: stateSchema },
  /** "I have put the recovery kit in a safe place": the session begins. */
  'setUp.keepRecoveryKit': { input: nothing, output: stateSchema },
} as const;
