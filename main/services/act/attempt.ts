// Guarded attempts: every proof that can be guessed is counted as failed before it is looked at, and cleared when it was
// right. So neither a kill in the middle nor a hundred calls at once get more guesses than the counter allows.
import { Refusal, refuse } from '../../domain/refusal.ts';
import { decideAttempt, type Factor, MAX_FAILURES, NIST_MAX_FAILURES, waitAfter } from '../../domain/throttle.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { burnStep } from '../../storage/tables/authenticators.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { clearThrottle, getThrottle, setThrottle } from '../../storage/tables/throttles.ts';
import { markFactorDisabled, toEmailKey, type User } from '../../storage/tables/users.ts';
import { isLastAbleAdmin } from './able-admin.ts';
import type { Context } from './context.ts';
import { recordActivity } from './record-activity.ts';

export const userSubject = (user: { readonly id: number }): string => `user:${user.id}`;

/** Unknown emails are counted exactly like known ones, without storing what was typed. */
export function emailSubject(context: Context, email: string): string {
  return `email:${Buffer.from(context.secretBox.mac('email', toEmailKey(email))).toString('base64url')}`;
}

/**
 * Counts an attempt as failed before it is looked at.
 * @param user whose factor it is, where that is known: the last Partner Admin who can sign in gets NIST's 100 attempts
 * instead of 20, because nobody could help them; and a factor that is disabled shows on the account.
 * @throws Refusal locked_until or factor_disabled.
 */
export function beginAttempt(context: Context, subject: string, factor: Factor, user: User | undefined): void {
  const decision = context.storage.transaction((tx) => {
    const now = context.clock.now();
    const stored = getThrottle(tx, subject, factor);
    // A wait that began under a clock that was wrongly ahead is not longer than the rule allows from now.
    const state = { ...stored, blockedUntil: Math.min(stored.blockedUntil, now + waitAfter(stored.failures)) };
    const policy = getFirm(tx)?.maxFailures ?? MAX_FAILURES;
    const most = user !== undefined && isLastAbleAdmin(context, tx, user) ? NIST_MAX_FAILURES : policy;
    // The recovery kit only waits: its 160 bits cannot be guessed, and a firm that is locked out of it would be lost.
    const decided = decideAttempt(state, now, factor === 'recovery_kit' ? Number.POSITIVE_INFINITY : most);
    if (decided.kind === 'go') setThrottle(tx, subject, factor, decided.next);
    else if (state.blockedUntil !== stored.blockedUntil) setThrottle(tx, subject, factor, state);
    // A kill between the last attempt and its answer left the counter without its mark.
    if (decided.kind === 'disabled' && user !== undefined && !user.isLocked) markDisabled(context, tx, user, factor);
    return decided;
  });
  if (decision.kind === 'disabled') refuse({ code: 'factor_disabled' });
  if (decision.kind === 'wait') refuse({ code: 'locked_until', until: decision.until });
}

export function succeedAttempt(tx: Tx, subject: string, factor: Factor): void {
  clearThrottle(tx, subject, factor);
}

/** The attempt was no guess (an internal error, an account that changed meanwhile): it is given back. */
export function returnAttempt(context: Context, subject: string, factor: Factor): void {
  context.storage.transaction((tx) => {
    const state = getThrottle(tx, subject, factor);
    if (state.failures > 0)
      setThrottle(tx, subject, factor, { failures: state.failures - 1, blockedUntil: 0, isDisabled: false });
  });
}

/**
 * Ends an attempt that threw: a wrong proof is recorded, and locks the account when it was the last one allowed; anything
 * else is given back.
 * @param action what the activity record calls it.
 */
export function failAttempt(
  context: Context,
  subject: string,
  factor: Factor,
  user: User | undefined,
  error: unknown,
  action = 'sign_in.refused',
): void {
  if (!(error instanceof Refusal) || error.reason.code === 'not_now') {
    returnAttempt(context, subject, factor);
    return;
  }
  context.storage.transaction((tx) => {
    recordActivity(context, tx, {
      action,
      outcome: 'denied',
      actor: user,
      reason: error.reason.code,
      detail: { factor },
    });
    if (user === undefined) return;
    if (error.diagnosedStep !== undefined) burnStep(tx, user.id, error.diagnosedStep);
    if (user.status === 'active' && getThrottle(tx, subject, factor).isDisabled)
      markDisabled(context, tx, user, factor);
  });
}

function markDisabled(context: Context, tx: Tx, user: User, factor: Factor): void {
  // Recovery codes and temporary codes have the authenticator beside them; a one-time code is issued anew. None locks the account.
  if (factor !== 'recovery_code' && factor !== 'one_time_code' && factor !== 'temporary_code')
    markFactorDisabled(tx, user.id, factor === 'password' ? 'password' : 'code', context.clock.now());
  recordActivity(context, tx, {
    action: 'factor.disabled',
    outcome: 'done',
    target: user,
    reason: 'too_many_failures',
    detail: { factor },
  });
}
