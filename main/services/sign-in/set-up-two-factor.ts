// Sets up two-factor authentication: the setup code if the reset asked for one, the authenticator app, the recovery
// codes. Until Finish the window can do nothing else. Every step checks that the account has not changed since the
// setup began.
import { refuse } from '../../domain/refusal.ts';
import { isSetupOverdue } from '../../domain/user.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { acknowledgeNotices, getOpenNotice } from '../../storage/tables/notices.ts';
import { removeOneTimeCode } from '../../storage/tables/one-time-codes.ts';
import { getRecoveryCodeSet, markRecoveryCodesSaved } from '../../storage/tables/recovery-codes.ts';
import { getRecoveryKit } from '../../storage/tables/recovery-kit.ts';
import { getSetupCode, removeSetupCode } from '../../storage/tables/setup-codes.ts';
import { getUser, markActivated, type User } from '../../storage/tables/users.ts';
import {
  beginAttempt,
  emailSubject,
  failAttempt,
  forgiveAttempts,
  succeedAttempt,
  userSubject,
} from '../act/attempt.ts';
import { checkClock } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { setPassword } from '../act/credentials.ts';
import { confirmPendingSecret, enrolAuthenticator } from '../act/enrol-authenticator.ts';
import { macOfCode } from '../act/issued-code.ts';
import { makeRecoveryCodes } from '../act/make-recovery-codes.ts';
import { recordActivity } from '../act/record-activity.ts';
import { type Activation, SETUP_STAGE_MS, type Visit, type VisitAt } from '../act/visit.ts';
import { isSameBytes } from '../secrets/secret-box.ts';
import { requireDigits, requireLetters } from '../secrets/typed-code.ts';
import { userWithCode } from './enter-one-time-code.ts';
import { markKitKept } from './make-recovery-kit.ts';
import { beginAuthenticator, beginSession, continueToSession } from './sign-in.ts';
import { letIn } from './use-recovery-kit.ts';

function unchangedUser(reader: Reader, visit: { readonly userId: User['id']; readonly userVersion: number }): User {
  const user = getUser(reader, visit.userId);
  // A reset, a deactivation or a setup in another window has ended this one.
  if (user === undefined || user.version !== visit.userVersion) return refuse({ code: 'not_now' });
  return user;
}

/** @throws Refusal wrong_setup_code, setup_overdue, locked_until, factor_disabled. */
export function enterSetupCode(context: Context, visit: VisitAt<'setup_code'>, typed: string): Visit {
  const code = requireLetters(typed, 'setupCode', 'A setup code');
  const subject = userSubject({ id: visit.userId });
  // Before the attempt is counted: a wrong clock is not a wrong guess.
  context.storage.transaction((tx) => checkClock(context, tx));
  beginAttempt(context, subject, 'setup_code', unchangedUser(context.storage.read, visit));
  try {
    return context.storage.transaction((tx) => {
      const user = unchangedUser(tx, visit);
      const stored = getSetupCode(tx, user.id);
      const mac = macOfCode(context, 'setup_code', user.id, code);
      if (stored === undefined || !isSameBytes(stored.mac, mac)) return refuse({ code: 'wrong_setup_code' });
      if (stored.expiresAt <= context.clock.now() || isSetupOverdue(user, context.clock.now()))
        return refuse({ code: 'setup_overdue' });
      succeedAttempt(context, tx, subject, 'setup_code');
      return beginAuthenticator(context, user, mac);
    });
  } catch (error) {
    failAttempt(context, subject, 'setup_code', getUser(context.storage.read, visit.userId), error);
    throw error;
  }
}

/**
 * Makes the pending secret the user's factor. The same transaction uses up the setup code, stores the recovery codes
 * and acknowledges the notice of the reset. It also activates an invited user, or carries out a use of the recovery
 * kit.
 * @param isStillHere false when the window has left this setup in the meantime.
 * @throws Refusal wrong_code, old_entry, phone_clock_off, setup_overdue, one_time_code_expired, clock_went_back, not_now.
 */
export async function confirmSetup(
  context: Context,
  visit: VisitAt<'authenticator'>,
  typed: string,
  isStillHere: () => boolean,
): Promise<Visit> {
  const code = requireDigits(typed);
  // A clock that once ran ahead must not lock the firm out: using the recovery kit makes the present time count again.
  if (visit.kit === undefined) context.storage.transaction((tx) => checkClock(context, tx));
  const step = confirmPendingSecret(context, visit, code, {
    replacesOf: whoReplaces(context.storage.read, visit),
    mayGoBack: visit.kit !== undefined,
  });
  const made = await makeRecoveryCodes(context, visit.userId);
  return context.storage.transaction((tx) => {
    if (visit.kit === undefined) checkClock(context, tx);
    // Cancelled while the codes were made: an abandoned setup leaves no factor behind.
    if (!isStillHere()) return refuse({ code: 'not_now' });
    const now = context.clock.now();
    const user = userToSetUp(context, tx, visit);
    if (isSetupOverdue(user, now)) return refuse({ code: 'setup_overdue' });
    const setupCode = getSetupCode(tx, user.id);
    const isCodeStillGood =
      visit.setupCodeMac === null
        ? setupCode === undefined
        : setupCode !== undefined && isSameBytes(setupCode.mac, visit.setupCodeMac);
    if (!isCodeStillGood) return refuse({ code: 'not_now' });
    removeSetupCode(tx, user.id);
    enrolAuthenticator(context, tx, user, { ...visit, step, recoveryCodes: made });
    // Only the kind of notice that this screen has shown; the user reads the rest before the session begins. A holder
    // of the recovery kit was shown none.
    if (visit.kit === undefined) acknowledgeNotices(tx, user.id, now, getOpenNotice(tx, user.id)?.kind);
    recordActivity(context, tx, {
      action: 'two_factor.set_up',
      outcome: 'done',
      actor: user,
      target: user,
      detail: {
        method: 'authenticator_app',
        withSetupCode: visit.setupCodeMac !== null,
        replacesAnother: user.replaceRequestedAt !== null,
      },
    });
    return {
      stage: 'recovery_codes',
      userId: user.id,
      userVersion: user.version + 1,
      codes: made.codes,
      salt: made.salt,
      until: now + SETUP_STAGE_MS,
    };
  });
}

/** The user who has just proved the authenticator that the new one replaces. */
function whoReplaces(reader: Reader, visit: VisitAt<'authenticator'>): User | undefined {
  const user = getUser(reader, visit.userId);
  return visit.kit === undefined && user?.replaceRequestedAt != null ? user : undefined;
}

/**
 * Carries out what led to this setup: an activation or a use of the recovery kit.
 * @returns the user who gets the factor.
 */
function userToSetUp(context: Context, tx: Tx, visit: VisitAt<'authenticator'>): User {
  if (visit.activation !== null) return activate(context, tx, visit, visit.activation);
  const user = unchangedUser(tx, visit);
  return visit.kit === undefined ? user : letIn(context, tx, user, visit.kit);
}

/** Activates an invited user. The second factor follows in the same transaction. */
function activate(context: Context, tx: Tx, visit: VisitAt<'authenticator'>, activation: Activation): User {
  const invited = userWithCode(context, tx, {
    userId: visit.userId,
    userVersion: visit.userVersion,
    mac: activation.mac,
  });
  const now = context.clock.now();
  removeOneTimeCode(tx, invited.id);
  setPassword(context, tx, invited.id, activation.passwordHash, now);
  markActivated(tx, invited.id, activation);
  // Guesses at this email from before the activation do not count against the account.
  for (const factor of ['password', 'one_time_code'] as const)
    forgiveAttempts(tx, emailSubject(context, invited.email), factor);
  const user = getUser(tx, invited.id);
  if (user === undefined) return refuse({ code: 'not_now' });
  recordActivity(context, tx, { action: 'user.activated', outcome: 'done', actor: user, target: user });
  return user;
}

/** "I have saved these codes": the session begins. */
export function finishSetup(context: Context, visit: VisitAt<'recovery_codes'>): Visit {
  return context.storage.transaction((tx) => {
    const user = unchangedUser(tx, visit);
    if (user.status !== 'active' || user.twoFactor !== 'set_up') return refuse({ code: 'not_now' });
    // Another window has made newer codes, so nobody should keep those on this screen.
    const set = getRecoveryCodeSet(tx, user.id);
    if (set === undefined || !isSameBytes(set.salt, visit.salt)) return refuse({ code: 'not_now' });
    markRecoveryCodesSaved(tx, user.id, context.clock.now());
    return continueToSession(context, tx, user, 'set_up');
  });
}

/** "I have put the recovery kit in a safe place": the session begins. */
export function finishRecoveryKit(context: Context, visit: VisitAt<'recovery_kit'>): Visit {
  return context.storage.transaction((tx) => {
    const user = unchangedUser(tx, visit);
    if (user.status !== 'active' || user.twoFactor !== 'set_up' || user.role !== 'partner_admin')
      return refuse({ code: 'not_now' });
    // Another Partner Admin has made a newer kit, so nobody should keep the one on this screen.
    const kit = getRecoveryKit(tx);
    if (kit === undefined || !isSameBytes(kit.salt, visit.salt)) return refuse({ code: 'recovery_kit_replaced' });
    markKitKept(context, tx, user);
    return beginSession(context, tx, user, visit.with);
  });
}
