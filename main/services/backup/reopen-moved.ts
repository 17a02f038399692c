// "Use this copy again": the way back for a firm that was moved to another computer. A Partner Admin proves password and
// second factor at once. Both copies exist then, and nobody here knows what was used or ended there: codes that were
// issued before are void, as in an older state that is restored.
import { refuse } from '../../domain/refusal.ts';
import { stepAt } from '../../domain/two-factor.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { raiseSteps } from '../../storage/tables/authenticators.ts';
import { getHighWater, setHighWater } from '../../storage/tables/clock.ts';
import { voidIssuedCodes } from '../../storage/tables/issued-codes.ts';
import { stopKitUse } from '../../storage/tables/recovery-kit.ts';
import { endAllSessions } from '../../storage/tables/sessions.ts';
import { getUser, type User } from '../../storage/tables/users.ts';
import { acceptAuthenticatorCode } from '../act/accept-authenticator-code.ts';
import { beginAttempt, failAttempt, succeedAttempt, userSubject } from '../act/attempt.ts';
import { checkClock } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { findMove } from '../act/moved-firm.ts';
import { recordActivity } from '../act/record-activity.ts';
import { requireDigits } from '../secrets/typed-code.ts';
import { signIn } from '../sign-in/sign-in.ts';

export interface Proof {
  readonly email: string;
  readonly password: string;
  /** Of the person's own authenticator. */
  readonly code: string;
}

/**
 * A second click finds the firm at home.
 * @throws Refusal not_now (the firm was not moved, or this account has no second factor that is set up), bad_input (the email
 * of somebody else), and as signIn and acceptAuthenticatorCode.
 */
export async function reopenMoved(context: Context, { email, password, code: typed }: Proof): Promise<void> {
  const { storage } = context;
  if (findMove(context, storage.read) === undefined) refuse({ code: 'not_now' });
  const code = requireDigits(typed);
  storage.transaction((tx) => checkClock(context, tx));
  const visit = await signIn(context, { email, password });
  const user = visit.stage === 'code' ? getUser(storage.read, visit.userId) : undefined;
  if (user === undefined) return refuse({ code: 'not_now' });
  const subject = userSubject(user);
  beginAttempt(context, subject, 'code', user);
  try {
    storage.transaction((tx) => {
      if (getUser(tx, user.id)?.version !== user.version || findMove(context, tx) === undefined)
        refuse({ code: 'not_now' });
      acceptAuthenticatorCode(context, tx, user, code);
      succeedAttempt(context, tx, subject, 'code');
      // Who may not is told so only with both factors right, and the code is used up.
      if (user.role === 'partner_admin') takeBack(context, tx, user);
    });
  } catch (error) {
    failAttempt(context, subject, 'code', user, error);
    throw error;
  }
  if (user.role !== 'partner_admin') forbid(context, user);
  storage.settle();
}

function forbid(context: Context, user: User): never {
  context.storage.transaction((tx) =>
    recordActivity(context, tx, { action: 'firm.used_again', outcome: 'denied', actor: user, reason: 'forbidden' }),
  );
  return refuse({
    code: 'bad_input',
    fields: [{ field: 'email', message: 'Only a Partner Admin can use this copy again. The attempt was recorded.' }],
  });
}

function takeBack(context: Context, tx: Tx, user: User): void {
  const now = context.clock.now();
  // What was begun before the move and proved its password then.
  endAllSessions(tx, 'application_closed', now);
  voidIssuedCodes(tx, now);
  stopKitUse(tx, null);
  // A code that was used on the other computer must not work here.
  setHighWater(tx, Math.max(now, getHighWater(tx)));
  raiseSteps(tx, stepAt(now) + 1);
  recordActivity(context, tx, { action: 'firm.used_again', outcome: 'done', actor: user });
}
