// Locks a window. The session goes on, but the window shows and does nothing until the user enters the password again.
// After the session's twelve hours the user must sign in again with both factors.
import { Refusal, refuse } from '../../domain/refusal.ts';
import { clearPresence } from '../../storage/tables/sessions.ts';
import { type Actor, findActor } from '../act/actor.ts';
import { beginAttempt, emailSubject, failAttempt, succeedAttempt } from '../act/attempt.ts';
import type { Context } from '../act/context.ts';
import { passwordOf } from '../act/credentials.ts';
import type { LockReason, VisitAt } from '../act/visit.ts';
import { isRightPassword } from '../secrets/password-hasher.ts';

/** The window’s export stops: its dialog may be open, and who is at the desk now takes no data out. */
export function lock(visit: VisitAt<'signed_in'>, because: LockReason): VisitAt<'locked'> {
  if (visit.exporting !== undefined) visit.exporting.isStopped = true;
  return { stage: 'locked', signedIn: visit, because };
}

/**
 * Locking ends presence: the password alone does not restore what a fresh code had opened. The caller locks the window
 * first, so a full disk does not keep it open.
 */
export function endPresence(context: Context, { signedIn }: VisitAt<'locked'>): void {
  context.storage.transaction((tx) => clearPresence(tx, signedIn.sessionId));
  context.storage.settle();
}

/** @throws Refusal wrong_password, locked_until, factor_disabled, not_now (the session has ended). */
export async function unlock(
  context: Context,
  visit: VisitAt<'locked'>,
  password: string,
): Promise<VisitAt<'signed_in'>> {
  const { user } = requireSession(context, visit);
  const subject = emailSubject(context, user.email);
  beginAttempt(context, subject, 'password', user);
  const hash = passwordOf(context, context.storage.read, user.id);
  if (!(await isRightPassword(context.passwords, hash, password))) {
    const refusal = new Refusal({ code: 'wrong_password' });
    failAttempt(context, subject, 'password', user, refusal, 'unlock.refused');
    throw refusal;
  }
  return context.storage.transaction((tx) => {
    // Hashing took time. A password that was reset and a session that has ended since then open nothing.
    if (passwordOf(context, tx, user.id) !== hash) return refuse({ code: 'not_now' });
    requireSession(context, visit);
    succeedAttempt(context, tx, subject, 'password');
    // Where the disk was full, locking could not end it.
    clearPresence(tx, visit.signedIn.sessionId);
    return visit.signedIn;
  });
}

function requireSession(context: Context, visit: VisitAt<'locked'>): Actor {
  const actor = findActor(context, visit.signedIn.sessionId);
  return actor === undefined ? refuse({ code: 'not_now' }) : actor;
}
