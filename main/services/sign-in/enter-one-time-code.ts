// Signing in with a one-time code in place of a password. The code opens an invitation, or lets a user whose password
// was reset choose a new one. Entering it changes nothing: the activation or the new password uses it up. The second
// factor is still needed.
import { refuse } from '../../domain/refusal.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { acknowledgeNotices } from '../../storage/tables/notices.ts';
import { getOneTimeCode, type OneTimeCode, removeOneTimeCode } from '../../storage/tables/one-time-codes.ts';
import { endSessionsOf } from '../../storage/tables/sessions.ts';
import { getUser, getUserByEmail, markPasswordChanged, type User } from '../../storage/tables/users.ts';
import { beginAttempt, emailSubject, failAttempt, forgiveAttempts, succeedAttempt } from '../act/attempt.ts';
import { checkClock } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { setPassword } from '../act/credentials.ts';
import { macOfCode } from '../act/issued-code.ts';
import { recordActivity } from '../act/record-activity.ts';
import { SETUP_STAGE_MS, type Visit, type VisitAt } from '../act/visit.ts';
import { requireUsablePassword } from '../secrets/require-usable-password.ts';
import { isSameBytes } from '../secrets/secret-box.ts';
import { requireLetters } from '../secrets/typed-code.ts';
import { beginAuthenticator, visitAfterPassword } from './sign-in.ts';

/** Compared with when the user has no code. No code has this hash. */
const NO_MAC = new Uint8Array(32);

const isOfItsTime = (user: User, code: OneTimeCode): boolean =>
  user.status === (code.purpose === 'activation' ? 'invited' : 'active');

/**
 * First step, in place of the password. An unknown email, a user without a code and a wrong code get the same answer,
 * cost the same work and are counted alike.
 * @throws Refusal wrong_one_time_code, one_time_code_expired (the code was right), locked_until, factor_disabled,
 * clock_went_back.
 */
export function enterOneTimeCode(context: Context, input: { readonly email: string; readonly code: string }): Visit {
  const code = requireLetters(input.code, 'code', 'A code');
  // Before the attempt is counted: a wrong clock is not a wrong guess.
  context.storage.transaction((tx) => checkClock(context, tx));
  const subject = emailSubject(context, input.email);
  beginAttempt(context, subject, 'one_time_code', undefined);
  try {
    return context.storage.transaction((tx) => {
      const user = getUserByEmail(tx, input.email);
      const stored = user === undefined ? undefined : getOneTimeCode(tx, user.id);
      const mac = macOfCode(context, 'one_time_code', user?.id ?? 0, code);
      const isRight = isSameBytes(stored?.mac ?? NO_MAC, mac);
      if (!isRight || user === undefined || stored === undefined || !isOfItsTime(user, stored))
        return refuse({ code: 'wrong_one_time_code' });
      if (stored.expiresAt <= context.clock.now()) return refuse({ code: 'one_time_code_expired' });
      succeedAttempt(context, tx, subject, 'one_time_code');
      return {
        stage: stored.purpose === 'activation' ? 'activation' : 'new_password',
        userId: user.id,
        userVersion: user.version,
        mac,
        until: context.clock.now() + SETUP_STAGE_MS,
      };
    });
  } catch (error) {
    failAttempt(context, subject, 'one_time_code', getUserByEmail(context.storage.read, input.email), error);
    throw error;
  }
}

/**
 * The user of a visit that a one-time code opened, if account and code have not changed since.
 * @throws Refusal not_now, one_time_code_expired.
 */
export function userWithCode(
  context: Context,
  reader: Reader,
  visit: { readonly userId: User['id']; readonly userVersion: number; readonly mac: Uint8Array },
): User {
  const user = getUser(reader, visit.userId);
  if (user === undefined || user.version !== visit.userVersion) return refuse({ code: 'not_now' });
  const stored = getOneTimeCode(reader, user.id);
  if (stored === undefined || !isSameBytes(stored.mac, visit.mac) || !isOfItsTime(user, stored))
    return refuse({ code: 'not_now' });
  if (stored.expiresAt <= context.clock.now()) return refuse({ code: 'one_time_code_expired' });
  return user;
}

/**
 * Takes the names and the password of an invited user. Nothing is stored: the account becomes active when 2FA is
 * confirmed, and an abandoned activation leaves the invitation and its code as they were.
 */
export async function beginActivation(
  context: Context,
  visit: VisitAt<'activation'>,
  input: { readonly firstName: string; readonly lastName: string; readonly password: string },
): Promise<Visit> {
  const { read } = context.storage;
  const { email } = userWithCode(context, read, visit);
  await requireUsablePassword(read, input.password, { ...input, email });
  const passwordHash = await context.passwords.hash(input.password);
  const user = userWithCode(context, read, visit);
  return beginAuthenticator(context, user, null, {
    firstName: input.firstName,
    lastName: input.lastName,
    passwordHash,
    mac: visit.mac,
  });
}

/**
 * Stores the new password after a reset, then continues as after a right password. One transaction does both, so the
 * code stays valid when the account is refused.
 * @throws Refusal bad_input (password), not_now, one_time_code_expired, and as signIn after a right password.
 */
export async function choosePassword(
  context: Context,
  visit: VisitAt<'new_password'>,
  password: string,
): Promise<Visit> {
  const { read } = context.storage;
  const before = userWithCode(context, read, visit);
  await requireUsablePassword(read, password, before);
  const hash = await context.passwords.hash(password);
  return context.storage.transaction((tx) => {
    checkClock(context, tx);
    const user = userWithCode(context, tx, visit);
    const now = context.clock.now();
    removeOneTimeCode(tx, user.id);
    setPassword(context, tx, user.id, hash, now);
    markPasswordChanged(tx, user.id);
    for (const factor of ['password', 'one_time_code'] as const)
      forgiveAttempts(tx, emailSubject(context, user.email), factor);
    const sessionsEnded = endSessionsOf(tx, user.id, 'password_changed', now);
    // Only the notices that this screen has shown. Those about the second factor are shown when it is set up.
    acknowledgeNotices(tx, user.id, now, 'password_reset');
    recordActivity(context, tx, {
      action: 'password.chosen',
      outcome: 'done',
      actor: user,
      target: user,
      detail: { sessionsEnded },
    });
    const changed = getUser(tx, user.id);
    if (changed === undefined) return refuse({ code: 'not_now' });
    const next = visitAfterPassword(context, tx, changed);
    return 'stage' in next ? next : refuse(next);
  });
}
