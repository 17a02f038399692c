// Signing in: password, then second factor, then session. Each proof is throttled on its own. An unknown email and a
// wrong password get the same answer in the same time.
import { Refusal, type RefusalReason, refuse } from '../../domain/refusal.ts';
import { DESKTOP_COUNTS_MS, QUIET_MS } from '../../domain/throttle.ts';
import { entryMonthAt, SECRET_BYTES } from '../../domain/two-factor.ts';
import { isSetupOverdue, needsNewReset, statusAt } from '../../domain/user.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { removeActsBefore } from '../../storage/tables/acts.ts';
import { removeGuessesBefore } from '../../storage/tables/desktop-guesses.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { acknowledgeNotices, getOpenNotice } from '../../storage/tables/notices.ts';
import { getRecoveryCodeSet, spendRecoveryCode } from '../../storage/tables/recovery-codes.ts';
import { insertSession, type SessionStart } from '../../storage/tables/sessions.ts';
import { getSetupCode } from '../../storage/tables/setup-codes.ts';
import { getTemporaryCode } from '../../storage/tables/temporary-codes.ts';
import { removeQuietThrottles } from '../../storage/tables/throttles.ts';
import { getUser, getUserByEmail, markSignedIn, type User } from '../../storage/tables/users.ts';
import { acceptAuthenticatorCode } from '../act/accept-authenticator-code.ts';
import { beginAttempt, emailSubject, failAttempt, succeedAttempt, userSubject } from '../act/attempt.ts';
import { checkClock } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import {
  bindRecoveryCode,
  bindSessionWindow,
  newSessionId,
  passwordOf,
  setPassword,
  setRecoveryCodes,
} from '../act/credentials.ts';
import { makeRecoveryCodes } from '../act/make-recovery-codes.ts';
import { recordActivity } from '../act/record-activity.ts';
import { type Activation, CODE_STAGE_MS, SESSION_MS, SETUP_STAGE_MS, type Visit, type VisitAt } from '../act/visit.ts';
import { isRightPassword } from '../secrets/password-hasher.ts';
import { requireDigits, requireLetters } from '../secrets/typed-code.ts';
import { acceptPresentClock } from './accept-present-clock.ts';
import { acceptTemporaryCode } from './accept-temporary-code.ts';
import { isKitMissing, makeRecoveryKit } from './make-recovery-kit.ts';

/** First step. @throws Refusal wrong_credentials, locked_until, factor_disabled, deactivated, setup_overdue, needs_new_reset. */
export async function signIn(
  context: Context,
  input: { readonly email: string; readonly password: string },
): Promise<Visit> {
  const subject = emailSubject(context, input.email);
  const user = getUserByEmail(context.storage.read, input.email);
  beginAttempt(context, subject, 'password', user);
  const hash = user === undefined ? undefined : passwordOf(context, context.storage.read, user.id);
  const isRight = await isRightPassword(context.passwords, hash, input.password);
  if (user === undefined || hash === undefined || !isRight) {
    const refusal = new Refusal({ code: 'wrong_credentials' });
    failAttempt(context, subject, 'password', user, refusal);
    throw refusal;
  }
  const rehashed = context.passwords.isOutdated(hash) ? await context.passwords.hash(input.password) : undefined;
  const next = context.storage.transaction((tx) => {
    // Hashing took time: read the user again, who may have been reset or deactivated since.
    const current = getUser(tx, user.id);
    if (current === undefined || passwordOf(context, tx, user.id) !== hash)
      return refuse({ code: 'wrong_credentials' });
    succeedAttempt(context, tx, subject, 'password');
    if (rehashed !== undefined) setPassword(context, tx, user.id, rehashed, context.clock.now());
    return visitAfterPassword(context, tx, current);
  });
  // After the commit: a right password clears its counter even when the account is refused.
  return 'stage' in next ? next : refuse(next);
}

/** The next stage after a right password or one-time code, or why the account may not continue. */
export function visitAfterPassword(context: Context, tx: Tx, user: User): Visit | RefusalReason {
  const now = context.clock.now();
  if (user.status !== 'active') return { code: user.status === 'deactivated' ? 'deactivated' : 'wrong_credentials' };
  if (user.frozenAt !== null) return { code: 'frozen' };
  if (isSetupOverdue(user, now)) return { code: 'setup_overdue' };
  if (needsNewReset(user)) return { code: 'needs_new_reset' };
  if (statusAt(user, now) === 'locked') return { code: 'factor_disabled' };
  if (user.twoFactor === 'set_up')
    return { stage: 'code', userId: user.id, userVersion: user.version, until: now + CODE_STAGE_MS };
  // A reset with a setup code needs that code, even if the policy has changed since.
  const hasSetupCode = getSetupCode(tx, user.id) !== undefined;
  // The policy asks for a code that is not there. A password alone sets up nothing.
  if (user.twoFactor === 'setup_required' && !hasSetupCode && getFirm(tx)?.isSetupCodeRequired === true)
    return { code: 'needs_new_reset' };
  if (hasSetupCode)
    return { stage: 'setup_code', userId: user.id, userVersion: user.version, until: now + SETUP_STAGE_MS };
  return beginAuthenticator(context, user, null);
}

export function beginAuthenticator(
  context: Context,
  user: User,
  setupCodeMac: Uint8Array | null,
  activation: Activation | null = null,
): VisitAt<'authenticator'> {
  const now = context.clock.now();
  return {
    stage: 'authenticator',
    userId: user.id,
    userVersion: user.version,
    secret: context.random.bytes(SECRET_BYTES),
    entryMonth: entryMonthAt(now),
    setupCodeMac,
    activation,
    until: now + SETUP_STAGE_MS,
  };
}

/** The user of this sign-in, if the account still allows it. @throws Refusal not_now. */
function userAtCode(context: Context, tx: Tx, visit: VisitAt<'code'>): User {
  const user = getUser(tx, visit.userId);
  if (
    user === undefined ||
    user.version !== visit.userVersion ||
    user.twoFactor !== 'set_up' ||
    statusAt(user, context.clock.now()) !== 'active'
  )
    return refuse({ code: 'not_now' });
  return user;
}

/**
 * After the last proof. A Partner Admin of a firm without a kept recovery kit is given one first; the others go on to
 * the session.
 */
export function continueToSession(context: Context, tx: Tx, user: User, how: SessionStart): Visit {
  if (user.role !== 'partner_admin' || !isKitMissing(tx)) return beginSession(context, tx, user, how);
  const { code, kit } = makeRecoveryKit(context, tx, user, 'recovery_kit.made');
  return {
    stage: 'recovery_kit',
    userId: user.id,
    userVersion: user.version,
    kitCode: code,
    salt: kit.salt,
    with: how,
    until: context.clock.now() + SETUP_STAGE_MS,
  };
}

/** Begins the session, or leads to the notices that the user has not read yet. */
export function beginSession(context: Context, tx: Tx, user: User, how: SessionStart): Visit {
  if (getOpenNotice(tx, user.id) === undefined) return startSession(context, tx, user, how);
  return {
    stage: 'notice',
    userId: user.id,
    userVersion: user.version,
    with: how,
    until: context.clock.now() + CODE_STAGE_MS,
  };
}

/** "I know about this." @throws Refusal not_now when the account has changed since the notices were shown. */
export function acknowledge(context: Context, visit: VisitAt<'notice'>): Visit {
  return context.storage.transaction((tx) => {
    const user = getUser(tx, visit.userId);
    // A new notice raises the version, so with the same version the screen has shown them all.
    if (user === undefined || user.version !== visit.userVersion) return refuse({ code: 'not_now' });
    acknowledgeNotices(tx, user.id, context.clock.now());
    return startSession(context, tx, user, visit.with);
  });
}

function startSession(context: Context, tx: Tx, user: User, how: SessionStart): Visit {
  const id = newSessionId(context, user.id);
  const now = context.clock.now();
  // A session that a temporary code opened ends no later than the code.
  const latest =
    how === 'temporary_code' ? (getTemporaryCode(tx, user.id)?.expiresAt ?? now) : Number.POSITIVE_INFINITY;
  const { desktop } = context;
  const expiresAt = Math.min(now + SESSION_MS, latest);
  insertSession(
    tx,
    { id, userId: user.id, startedAt: now, expiresAt, startedWith: how },
    desktop && { desktopId: desktop.desktopId, windowMac: bindSessionWindow(context, id, desktop) },
  );
  markSignedIn(tx, user.id, now);
  removeActsBefore(tx, now - 2 * SESSION_MS);
  removeQuietThrottles(tx, now - QUIET_MS);
  removeGuessesBefore(tx, now - DESKTOP_COUNTS_MS);
  recordActivity(context, tx, { action: 'session.started', outcome: 'done', actor: user, detail: { with: how } });
  return { stage: 'signed_in', sessionId: id, with: how };
}

/**
 * Second step with an authenticator code.
 * @throws Refusal not_now, locked_until, factor_disabled, and as acceptAuthenticatorCode.
 */
export async function verifyCode(context: Context, visit: VisitAt<'code'>, typed: string): Promise<Visit> {
  const code = requireDigits(typed);
  // Before the attempt is counted: a wrong clock is not a wrong guess.
  context.storage.transaction((tx) => checkClock(context, tx));
  return withSecondFactor(
    context,
    visit,
    'code',
    async () => (tx, user) => acceptAuthenticatorCode(context, tx, user, code),
  );
}

/** Second step with a recovery code, which works with any clock. */
export async function verifyRecoveryCode(context: Context, visit: VisitAt<'code'>, typed: string): Promise<Visit> {
  const code = requireLetters(typed, 'recoveryCode', 'A recovery code');
  const set = getRecoveryCodeSet(context.storage.read, visit.userId);
  return withSecondFactor(context, visit, 'recovery_code', async () => {
    const hash = set === undefined ? undefined : await context.passwords.hashCode(code, set.salt);
    return (tx, user) => {
      const now = context.clock.now();
      const bound = set && hash && bindRecoveryCode(context, user.id, set.salt, hash);
      if (bound === undefined || !spendRecoveryCode(tx, user.id, bound, now)) refuse({ code: 'wrong_recovery_code' });
      if (user.role === 'partner_admin') acceptPresentClock(context, tx, user);
    };
  });
}

/** Second step with a temporary code, which a Partner Admin issued in place of the authenticator. */
export async function verifyTemporaryCode(context: Context, visit: VisitAt<'code'>, typed: string): Promise<Visit> {
  const code = requireLetters(typed, 'temporaryCode', 'A temporary code');
  context.storage.transaction((tx) => checkClock(context, tx));
  return withSecondFactor(
    context,
    visit,
    'temporary_code',
    async () => (tx, user) => acceptTemporaryCode(context, tx, user, code),
  );
}

type Proof = (tx: Tx, user: User) => void;

async function withSecondFactor(
  context: Context,
  visit: VisitAt<'code'>,
  factor: 'code' | 'recovery_code' | 'temporary_code',
  prepare: () => Promise<Proof>,
): Promise<Visit> {
  // Before the attempt is counted: after a reset, the attempt must not count against the factor that will replace this
  // one.
  const before = getUser(context.storage.read, visit.userId);
  if (before === undefined || before.version !== visit.userVersion) return refuse({ code: 'not_now' });
  const subject = userSubject(before);
  beginAttempt(context, subject, factor, before);
  let proved: Visit | User;
  try {
    const prove = await prepare();
    proved = context.storage.transaction((tx) => {
      const user = userAtCode(context, tx, visit);
      prove(tx, user);
      succeedAttempt(context, tx, subject, factor);
      // A temporary code leads to nothing that lasts: no new authenticator and no new recovery codes.
      if (factor === 'temporary_code') return startSession(context, tx, user, factor);
      // Both factors were just proved, so the new authenticator needs no setup code. The old one works until it is
      // confirmed.
      if (user.replaceRequestedAt !== null) return beginAuthenticator(context, user, null);
      // Codes that were never marked as saved count as lost: the user gets a new set first.
      if (getRecoveryCodeSet(tx, user.id)?.savedAt == null) return user;
      return continueToSession(context, tx, user, factor);
    });
  } catch (error) {
    failAttempt(context, subject, factor, getUser(context.storage.read, visit.userId), error);
    throw error;
  }
  return 'stage' in proved ? proved : beginRecoveryCodes(context, proved);
}

async function beginRecoveryCodes(context: Context, user: User): Promise<Visit> {
  const made = await makeRecoveryCodes(context, user.id);
  return context.storage.transaction((tx) => {
    const current = getUser(tx, user.id);
    if (current === undefined || current.version !== user.version) return refuse({ code: 'not_now' });
    setRecoveryCodes(context, tx, user.id, { salt: made.salt, hashes: made.hashes, createdAt: context.clock.now() });
    return {
      stage: 'recovery_codes',
      userId: user.id,
      userVersion: user.version,
      codes: made.codes,
      salt: made.salt,
      until: context.clock.now() + SETUP_STAGE_MS,
    };
  });
}
