// Setting up two-factor authentication: setup code where the reset asked for one, authenticator app, recovery codes.
// Until Finish nothing else can be reached. Every step checks that the account is still as it was when it began.
import { refuse } from '../../domain/refusal.ts';
import { decideCode, stepAt } from '../../domain/two-factor.ts';
import { isSetupOverdue } from '../../domain/user.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { replaceAuthenticator } from '../../storage/tables/authenticators.ts';
import { acknowledgeNotices, getOpenNotice } from '../../storage/tables/notices.ts';
import { removeOneTimeCode } from '../../storage/tables/one-time-codes.ts';
import { setPasswordHash } from '../../storage/tables/passwords.ts';
import {
  getRecoveryCodeSet,
  markRecoveryCodesSaved,
  replaceRecoveryCodes,
} from '../../storage/tables/recovery-codes.ts';
import { getRecoveryKit } from '../../storage/tables/recovery-kit.ts';
import { endSessionsOf } from '../../storage/tables/sessions.ts';
import { getSetupCode, removeSetupCode } from '../../storage/tables/setup-codes.ts';
import { removeTemporaryCode } from '../../storage/tables/temporary-codes.ts';
import { getUser, markActivated, markSetUp, type User } from '../../storage/tables/users.ts';
import { beginAttempt, emailSubject, failAttempt, succeedAttempt, userSubject } from '../act/attempt.ts';
import { checkClock } from '../act/check-clock.ts';
import { type Context, newId } from '../act/context.ts';
import { macOfCode } from '../act/issued-code.ts';
import { makeRecoveryCodes } from '../act/make-recovery-codes.ts';
import { recordActivity } from '../act/record-activity.ts';
import { type Activation, SETUP_STAGE_MS, type Visit, type VisitAt } from '../act/visit.ts';
import { isSameBytes } from '../secrets/secret-box.ts';
import { requireDigits, requireLetters } from '../secrets/typed-code.ts';
import { userWithCode } from './enter-one-time-code.ts';
import { markKitKept } from './make-recovery-kit.ts';
import { beginAuthenticator, beginSession, goOn } from './sign-in.ts';
import { letIn } from './use-recovery-kit.ts';

function unchangedUser(reader: Reader, visit: { readonly userId: User['id']; readonly userVersion: number }): User {
  const user = getUser(reader, visit.userId);
  // A reset, a deactivation or another window's set-up meanwhile ends this one.
  if (user === undefined || user.version !== visit.userVersion) return refuse({ code: 'not_now' });
  return user;
}

/** @throws Refusal wrong_setup_code, setup_overdue, locked_until, factor_disabled. */
export function enterSetupCode(context: Context, visit: VisitAt<'setup_code'>, typed: string): Visit {
  const code = requireLetters(typed, 'setupCode', 'A setup code');
  const subject = userSubject({ id: visit.userId });
  // Before the attempt is counted: a wrong clock is not the person's failure.
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
      succeedAttempt(tx, subject, 'setup_code');
      return beginAuthenticator(context, user, mac);
    });
  } catch (error) {
    failAttempt(context, subject, 'setup_code', getUser(context.storage.read, visit.userId), error);
    throw error;
  }
}

/**
 * Makes the pending secret the user's factor: one transaction that also uses up the setup code, stores the recovery
 * codes and acknowledges the notice of the reset; of an invited person it makes an active user.
 * @param isStillHere false when the window has left this set-up meanwhile.
 * @throws Refusal wrong_code, phone_clock_off, setup_overdue, one_time_code_expired, clock_went_back, not_now.
 */
export async function confirmSetup(
  context: Context,
  visit: VisitAt<'authenticator'>,
  typed: string,
  isStillHere: () => boolean,
): Promise<Visit> {
  const code = requireDigits(typed);
  // A clock that was once wrongly ahead must not end the firm: the recovery kit accepts the present time when it is used.
  if (visit.kit === undefined) context.storage.transaction((tx) => checkClock(context, tx));
  const decision = decideCode({ secret: visit.secret, code, now: context.clock.now(), lastStep: 0 });
  if (decision.kind === 'phone_clock_off') return refuse({ code: 'phone_clock_off', minutes: decision.minutes });
  if (decision.kind !== 'accepted') return refuse({ code: 'wrong_code' });
  const made = await makeRecoveryCodes(context);
  return context.storage.transaction((tx) => {
    if (visit.kit === undefined) checkClock(context, tx);
    // Cancelled while the codes were made: an abandoned set-up leaves no factor behind.
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
    const id = newId(context.random);
    replaceAuthenticator(tx, user.id, {
      id,
      sealedSecret: context.secretBox.seal(id, visit.secret),
      confirmedAt: now,
      // The code that confirmed is used up too; so is everything older.
      lastStep: Math.max(decision.step, stepAt(now) - 1),
    });
    replaceRecoveryCodes(tx, user.id, { salt: made.salt, hashes: made.hashes, createdAt: now });
    removeTemporaryCode(tx, user.id);
    markSetUp(tx, user.id, now);
    // Of one that is replaced: whoever is signed in elsewhere was so with the old one.
    endSessionsOf(tx, user.id, 'authenticator_changed', now);
    // Only what this screen has shown; the rest is read before the session begins. With the recovery kit none was on the screen.
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

/** Whose factor it becomes, after what the way to this set-up carries out first. */
function userToSetUp(context: Context, tx: Tx, visit: VisitAt<'authenticator'>): User {
  if (visit.activation !== null) return activate(context, tx, visit, visit.activation);
  const user = unchangedUser(tx, visit);
  return visit.kit === undefined ? user : letIn(context, tx, user, visit.kit);
}

/** The invited person becomes a user, with the password and the second factor at once. */
function activate(context: Context, tx: Tx, visit: VisitAt<'authenticator'>, activation: Activation): User {
  const invited = userWithCode(context, tx, {
    userId: visit.userId,
    userVersion: visit.userVersion,
    mac: activation.mac,
  });
  const now = context.clock.now();
  removeOneTimeCode(tx, invited.id);
  setPasswordHash(tx, invited.id, activation.passwordHash, now);
  markActivated(tx, invited.id, activation);
  // Guesses at this email before the account was open are not this account's.
  for (const factor of ['password', 'one_time_code'] as const)
    succeedAttempt(tx, emailSubject(context, invited.email), factor);
  const user = getUser(tx, invited.id);
  if (user === undefined) return refuse({ code: 'not_now' });
  recordActivity(context, tx, { action: 'user.activated', outcome: 'done', actor: user, target: user });
  return user;
}

/** The user said that the recovery codes are kept safe: the session begins. */
export function finishSetup(context: Context, visit: VisitAt<'recovery_codes'>): Visit {
  return context.storage.transaction((tx) => {
    const user = unchangedUser(tx, visit);
    if (user.status !== 'active' || user.twoFactor !== 'set_up') return refuse({ code: 'not_now' });
    // Another window has made newer codes: those on this screen are dead, and nobody should keep them.
    const set = getRecoveryCodeSet(tx, user.id);
    if (set === undefined || !isSameBytes(set.salt, visit.salt)) return refuse({ code: 'not_now' });
    markRecoveryCodesSaved(tx, user.id, context.clock.now());
    return goOn(context, tx, user, 'set_up');
  });
}

/** The first Partner Admin, or whoever was shown a fresh recovery kit, said that it is kept safe: the session begins. */
export function finishRecoveryKit(context: Context, visit: VisitAt<'recovery_kit'>): Visit {
  return context.storage.transaction((tx) => {
    const user = unchangedUser(tx, visit);
    if (user.status !== 'active' || user.twoFactor !== 'set_up' || user.role !== 'partner_admin')
      return refuse({ code: 'not_now' });
    // Another Partner Admin has made a newer one: nobody should keep the one on this screen.
    const kit = getRecoveryKit(tx);
    if (kit === undefined || !isSameBytes(kit.salt, visit.salt)) return refuse({ code: 'recovery_kit_replaced' });
    markKitKept(context, tx, user);
    return beginSession(context, tx, user, visit.with);
  });
}
