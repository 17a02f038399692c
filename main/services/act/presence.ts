// Presence: an administrator shows with a fresh code of their own that they are at the desk, for acts that hand out a code
// or change the rules. It stands for five minutes.
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

/** Measured from the latest time that this computer has shown: a clock set back does not make presence last. */
export function isPresent(context: Context, presenceAt: number | null): boolean {
  const now = context.clock.now();
  return (
    presenceAt !== null &&
    now >= presenceAt &&
    Math.max(now, getHighWater(context.storage.read)) - presenceAt < PRESENCE_MS
  );
}

/**
 * A temporary code ends with itself: nobody turns one into a password or a factor that stays, or acts with it on others.
 * @throws Refusal temporary_session.
 */
export function requireOwnFactor(actor: Actor): void {
  if (actor.session.startedWith === 'temporary_code') refuse({ code: 'temporary_session' });
}

/**
 * A transaction of its own, before the act: the accepted code stays used whatever happens next.
 * @param typed the actor's own fresh code; may be empty within five minutes of the last one.
 * @throws Refusal temporary_session, fresh_code_needed, bad_input (code), or what is wrong with the code.
 */
export function provePresence(context: Context, actor: Actor, typed: string): void {
  const presenceAt = getOpenSession(context.storage.read, actor.session.id)?.presenceAt ?? null;
  if (isPresent(context, presenceAt)) return;
  requireOwnFactor(actor);
  if (typed === '') refuse({ code: 'fresh_code_needed' });
  proveCode(context, actor, typed);
}

/**
 * An act that needs presence: checked, proved, then checked again and carried out in one transaction. Another window may have acted
 * between the two checks.
 * @param check throws what forbids the act.
 * @throws Refusal clock_went_back, what `check` throws, and as provePresence. Nothing is carried out then.
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

/** Like `provePresence`, but a code of now is needed whatever came before: for the actor's own second factor. */
export function proveCode(context: Context, actor: Actor, typed: string): void {
  requireOwnFactor(actor);
  const code = requireDigits(typed);
  const subject = userSubject(actor.user);
  beginAttempt(context, subject, 'code', actor.user);
  try {
    context.storage.transaction((tx) => {
      acceptAuthenticatorCode(context, tx, actor.user, code);
      succeedAttempt(tx, subject, 'code');
      markPresence(tx, actor.session.id, context.clock.now());
    });
  } catch (error) {
    failAttempt(context, subject, 'code', actor.user, error, 'presence.refused');
    throw error;
  }
}
