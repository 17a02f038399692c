// Guarded attempts: a proof that can be guessed is counted as failed before it is checked, and the counter is cleared
// when the proof was right. A process that is killed in between, or a hundred calls at once, get no more guesses than
// the counter allows. What comes from a desktop of the firm's server counts for that desktop, too.

import { Refusal, refuse } from '../../domain/refusal.ts';
import { toEmailKey } from '../../domain/search-text.ts';
import {
  DESKTOP_COUNTS_MS,
  DESKTOP_FREE_FAILURES,
  decideAttempt,
  type Factor,
  MAX_FAILURES,
  NIST_MAX_FAILURES,
  waitAfter,
  waitOfDesktop,
} from '../../domain/throttle.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { burnStep } from '../../storage/tables/authenticators.ts';
import { addGuess, countGuesses, forgetGuessesOf, takeGuessBack } from '../../storage/tables/desktop-guesses.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { clearThrottle, clearThrottlesEverywhere, getThrottle, setThrottle } from '../../storage/tables/throttles.ts';
import { markFactorDisabled, type User } from '../../storage/tables/users.ts';
import { isLastAbleAdmin } from './able-admin.ts';
import type { Context } from './context.ts';
import { noteAlteredCredential } from './note-altered-credential.ts';
import { recordActivity } from './record-activity.ts';

export const userSubject = (user: { readonly id: number }): string => `user:${user.id}`;

/** Unknown emails are counted like known ones. What was typed is not stored. */
export function emailSubject(context: Context, email: string): string {
  return `email:${Buffer.from(context.secretBox.mac('email', toEmailKey(email))).toString('base64url')}`;
}

/**
 * Counts an attempt as failed before the proof is checked.
 * @param user the owner of the factor, where known. The last able admin gets NIST's 100 attempts instead of 20, because
 * nobody could help them. A factor that becomes disabled is marked on the user's account.
 * @throws Refusal locked_until or factor_disabled.
 */
export function beginAttempt(context: Context, subject: string, factor: Factor, user: User | undefined): void {
  const decision = context.storage.transaction((tx) => {
    const now = context.clock.now();
    const stored = getThrottle(tx, subject, factor);
    // A wait that was set by a clock that ran ahead is cut to what the rule allows from now.
    const state = { ...stored, blockedUntil: Math.min(stored.blockedUntil, now + waitAfter(stored.failures)) };
    const policy = getFirm(tx)?.maxFailures ?? MAX_FAILURES;
    const desktopUntil = waitAtDesktop(context, tx, subject, factor, policy);
    if (desktopUntil !== undefined) return { kind: 'wait', until: desktopUntil } as const;
    const most = user !== undefined && isLastAbleAdmin(context, tx, user) ? NIST_MAX_FAILURES : policy;
    // The recovery kit has waits but no limit: its 160 bits cannot be guessed, and a firm without it would be locked
    // out for good.
    const decided = decideAttempt(state, now, factor === 'recovery_kit' ? Number.POSITIVE_INFINITY : most);
    if (decided.kind === 'go') {
      setThrottle(tx, subject, factor, decided.next);
      countAtDesktop(context, tx, subject, factor);
    } else if (state.blockedUntil !== stored.blockedUntil) setThrottle(tx, subject, factor, state);
    // The process was killed after it counted the last attempt and before it marked the account.
    if (decided.kind === 'disabled' && user !== undefined && !user.isLocked) markDisabled(context, tx, user, factor);
    return decided;
  });
  if (decision.kind === 'disabled') refuse({ code: 'factor_disabled' });
  if (decision.kind === 'wait') refuse({ code: 'locked_until', until: decision.until });
}

function waitAtDesktop({ desktop, clock }: Context, tx: Tx, subject: string, factor: Factor, most: number) {
  if (desktop === undefined) return undefined;
  const now = clock.now();
  return waitOfDesktop(countGuesses(tx, desktop.desktopId, subject, factor, now - DESKTOP_COUNTS_MS), now, most);
}

function countAtDesktop({ desktop, clock }: Context, tx: Tx, subject: string, factor: Factor): void {
  if (desktop === undefined) return;
  const now = clock.now();
  addGuess(tx, { desktopId: desktop.desktopId, subject, factor }, now, now - DESKTOP_COUNTS_MS);
}

/** The person has proved it. What the desktop got wrong for others stays. */
export function succeedAttempt({ desktop }: Context, tx: Tx, subject: string, factor: Factor): void {
  clearThrottle(tx, subject, factor);
  if (desktop !== undefined) forgetGuessesOf(tx, desktop.desktopId, subject, factor);
}

/** Earlier guesses count no longer, on any desktop: there is something new to guess at. */
export function forgiveAttempts(tx: Tx, subject: string, factor: Factor): void {
  clearThrottlesEverywhere(tx, [subject], factor);
}

/** Gives an attempt back that was no guess: an internal error, or an account that has changed in the meantime. */
function returnAttempt(context: Context, subject: string, factor: Factor): void {
  context.storage.transaction((tx) => {
    const state = getThrottle(tx, subject, factor);
    if (state.failures > 0)
      setThrottle(tx, subject, factor, { failures: state.failures - 1, blockedUntil: 0, isDisabled: false });
    if (context.desktop !== undefined) takeGuessBack(tx, context.desktop.desktopId, subject, factor);
  });
}

/**
 * Ends an attempt that threw. A wrong proof is recorded, and locks the account when it was the last one allowed. Any
 * other error gives the attempt back.
 * @param action the record's name for the refusal.
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
    context.storage.settle();
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
    noteSlowDesktop(context, tx, subject, factor);
    if (user === undefined) return;
    noteAlteredCredential(context, tx, user);
    if (error.diagnosedStep !== undefined) burnStep(tx, user.id, error.diagnosedStep);
    if (user.status === 'active' && getThrottle(tx, subject, factor).isDisabled)
      markDisabled(context, tx, user, factor);
  });
}

/** Every Partner Admin is told: somebody there may be trying what many people sign in with. */
function noteSlowDesktop(context: Context, tx: Tx, subject: string, factor: Factor): void {
  if (context.desktop === undefined) return;
  const since = context.clock.now() - DESKTOP_COUNTS_MS;
  const { ofAll } = countGuesses(tx, context.desktop.desktopId, subject, factor, since);
  if (ofAll.failures >= DESKTOP_FREE_FAILURES)
    recordActivity(context, tx, {
      action: 'desktop.slowed',
      outcome: 'done',
      reason: 'too_many_failures',
      detail: { desktopName: context.desktop.name },
    });
}

function markDisabled(context: Context, tx: Tx, user: User, factor: Factor): void {
  // These three do not lock the account: the authenticator still works, and a new one-time code can be issued.
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
