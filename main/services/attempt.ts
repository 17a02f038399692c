// Guarded attempts: every proof that can be guessed is counted as failed before it is looked at, and cleared when it was
// right. So neither a kill in the middle nor a hundred calls at once get more guesses than the counter allows.
import { refuse } from '../domain/refusal.ts';
import { decideAttempt, type Factor } from '../domain/throttle.ts';
import type { Tx } from '../storage/database.ts';
import { clearThrottle, getThrottle, setThrottle } from '../storage/throttles.ts';
import { markFactorDisabled, toEmailKey, type User } from '../storage/users.ts';
import type { Context } from './context.ts';
import { recordActivity } from './record-activity.ts';

export const userSubject = (user: { readonly id: number }): string => `user:${user.id}`;

/** Unknown emails are counted exactly like known ones, without storing what was typed. */
export function emailSubject(context: Context, email: string): string {
  return `email:${Buffer.from(context.secretBox.mac('email', toEmailKey(email))).toString('base64url')}`;
}

/** @throws Refusal locked_until or factor_disabled. */
export function beginAttempt(context: Context, subject: string, factor: Factor): void {
  context.storage.transaction((tx) => {
    const decision = decideAttempt(getThrottle(tx, subject, factor), context.clock.now());
    if (decision.kind === 'disabled') refuse({ code: 'factor_disabled' });
    if (decision.kind === 'wait') refuse({ code: 'locked_until', until: decision.until });
    setThrottle(tx, subject, factor, decision.next);
  });
}

export function succeedAttempt(tx: Tx, subject: string, factor: Factor): void {
  clearThrottle(tx, subject, factor);
}

/** Records the failure, and locks the account when it was the last one allowed. */
export function failAttempt(context: Context, subject: string, factor: Factor, user: User | undefined, reason: string): void {
  context.storage.transaction((tx) => {
    recordActivity(context, tx, { action: 'sign_in.refused', outcome: 'denied', actor: user, reason, detail: { factor } });
    if (user === undefined || user.status !== 'active' || !getThrottle(tx, subject, factor).isDisabled) return;
    if (factor !== 'recovery_code') markFactorDisabled(tx, user.id, factor === 'password' ? 'password' : 'code', context.clock.now());
    recordActivity(context, tx, { action: 'factor.disabled', outcome: 'done', target: user, reason: 'too_many_failures', detail: { factor } });
  });
}
