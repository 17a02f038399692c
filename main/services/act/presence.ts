// Presence: administrators prove with a fresh code of their own that they are at the desk. Acts that hand out a code or
// change the rules need it. It lasts five minutes.
import { refuse } from '../../domain/refusal.ts';
import { PRESENCE_MS } from '../../domain/reset.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { getHighWater } from '../../storage/tables/clock.ts';
import { getOpenSession, markPresence } from '../../storage/tables/sessions.ts';
import { requireDigits } from '../secrets/typed-code.ts';
import { acceptAuthenticatorCode } from './accept-authenticator-code.ts';
import type { Actor } from './actor.ts';
import { beginAttempt, failAttempt, succeedAttempt, userSubject } from './attempt.ts';
import { checkClock } from './check-clock.ts';
import type { Context } from './context.ts';

/** Measured by the latest time that this computer has shown, so setting the clock back does not extend presence. */
export function isPresent(context: Context, presenceAt: number | null): boolean {
  const now = context.clock.now();
  return (
    presenceAt !== null &&
    now >= presenceAt &&
    Math.max(now, getHighWater(context.storage.read)) - presenceAt < PRESENCE_MS
  );
}

/**
 * Nobody turns a temporary code into a password or a factor that lasts, or uses it to act on others.
 * @throws Refusal temporary_session.
 */
export function requireOwnFactor(actor: Actor): void {
  if (actor.session.startedWith === 'temporary_code') refuse({ code: 'temporary_session' });
}

/**
 * Uses a transaction of its own before the act, so an accepted code stays used when the act fails.
 * @param typed the actor's own fresh code; may be empty within five minutes of the last one.
 * @throws Refusal temporary_session, fresh_code_needed, bad_input (code), locked_until, factor_disabled, and as
 * acceptAuthenticatorCode.
 */
export function provePresence(context: Context, actor: Actor, typed: string): void {
  const presenceAt = getOpenSession(context.storage.read, actor.session.id)?.presenceAt ?? null;
  if (isPresent(context, presenceAt)) return;
  requireOwnFactor(actor);
  if (typed === '') refuse({ code: 'fresh_code_needed' });
  proveCode(context, actor, typed);
}

/**
 * An act that needs presence. It is checked, presence is proved, and one transaction checks it again and carries it
 * out: another window may have acted in between.
 * @param check throws the refusal that forbids the act.
 * @throws Refusal clock_went_back, as `check`, and as provePresence. Nothing is carried out then.
 */
export function actWithPresence<T, R>(
  context: Context,
  actor: Actor,
  typed: string,
  check: (reader: Reader) => T,
  carryOut: (tx: Tx, checked: T) => R,
): R {
  context.storage.transaction((tx) => checkClock(context, tx));
  check(context.storage.read);
  provePresence(context, actor, typed);
  return context.storage.transaction((tx) => carryOut(tx, check(tx)));
}

/**
 * Like `provePresence`, but needs a code even within the five minutes: for changes to the actor's own second factor.
 */
export function proveCode(context: Context, actor: Actor, typed: string): void {
  requireOwnFactor(actor);
  const code = requireDigits(typed);
  const subject = userSubject(actor.user);
  beginAttempt(context, subject, 'code', actor.user);
  try {
    context.storage.transaction((tx) => {
      acceptAuthenticatorCode(context, tx, actor.user, code);
      succeedAttempt(context, tx, subject, 'code');
      markPresence(tx, actor.session.id, context.clock.now());
    });
    context.storage.settle();
  } catch (error) {
    failAttempt(context, subject, 'code', actor.user, error, 'presence.refused');
    throw error;
  }
}
