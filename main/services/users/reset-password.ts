// Resets a user's password. The old one ends at once, and a code that is shown once lets the user choose a new one. The
// second factor stays, and is still needed.
import { refuse } from '../../domain/refusal.ts';
import type { UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { removePassword } from '../../storage/tables/passwords.ts';
import { endSessionsOf } from '../../storage/tables/sessions.ts';
import { removeTemporaryCode } from '../../storage/tables/temporary-codes.ts';
import { markPasswordChanged, type User } from '../../storage/tables/users.ts';
import { isLastAbleAdmin } from '../act/able-admin.ts';
import type { Acting, Actor } from '../act/actor.ts';
import { emailSubject, forgiveAttempts } from '../act/attempt.ts';
import { type CallerCheck, type CallerChecked, toCallerCheck } from '../act/caller-check.ts';
import type { Context } from '../act/context.ts';
import { issueOneTimeCode } from '../act/issue-one-time-code.ts';
import type { IssuedCode } from '../act/issued-code.ts';
import { leaveNotice } from '../act/leave-notice.ts';
import { actWithPresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { askSecondApprover, type WaitsForApproval } from '../act/request-approval.ts';
import { requireTarget } from '../act/target.ts';
import { listOtherHalvesDone } from '../independence/halves-done.ts';
import { requireCalledNumbers } from './call-back.ts';

export interface PasswordReset extends CallerChecked {
  readonly userId: UserId;
  readonly version: number;
  /** The administrator's own fresh code. May be empty within five minutes of the last one. */
  readonly code: string;
}

export type PasswordResetDone = {
  readonly outcome: 'done';
  readonly issued: IssuedCode;
  readonly sessionsEnded: number;
};

/** @throws Refusal not_found, forbidden, not_possible, conflict, last_able_admin. */
export function checkPasswordTarget(
  context: Context,
  reader: Reader,
  actor: Acting,
  userId: UserId,
  version?: number,
): User {
  const { user } = requireTarget(context, reader, actor, userId, 'resetPassword', version);
  // Nobody could sign in until the last able admin has chosen a new password.
  return isLastAbleAdmin(context, reader, user) ? refuse({ code: 'last_able_admin' }) : user;
}

/**
 * Resets the password, or requests a second approver if the policy needs one.
 * @throws Refusal as checkPasswordTarget, number_changed, no_second_approver, and as actWithPresence. The target is unchanged then.
 */
export function resetPassword(
  context: Context,
  actor: Actor,
  request: PasswordReset,
): PasswordResetDone | WaitsForApproval {
  const { userId, version, code } = request;
  return actWithPresence(
    context,
    actor,
    code,
    (reader) => {
      const user = checkPasswordTarget(context, reader, actor, userId);
      requireCalledNumbers(context, reader, actor, user, request);
      return user.version === version ? user : refuse({ code: 'conflict' });
    },
    (tx, user) =>
      askSecondApprover(context, tx, actor, 'password_reset', user, toCallerCheck(request)) ??
      carryOutPasswordReset(context, tx, actor, user, request),
  );
}

/** The caller has checked everything, in the same transaction. @param more facts for the record: the approver. */
export function carryOutPasswordReset(
  context: Context,
  tx: Tx,
  actor: Actor,
  user: User,
  request: CallerCheck,
  more: Readonly<Record<string, string>> = {},
): PasswordResetDone {
  const now = context.clock.now();
  removePassword(tx, user.id);
  markPasswordChanged(tx, user.id);
  forgiveAttempts(tx, emailSubject(context, user.email), 'password');
  const sessionsEnded = endSessionsOf(tx, user.id, 'password_reset', now);
  // A temporary code and a code for the password, both from an administrator, would open the whole account.
  removeTemporaryCode(tx, user.id);
  const issued = issueOneTimeCode(context, tx, user, 'password');
  leaveNotice(tx, actor, user, 'password_reset', now);
  recordActivity(context, tx, {
    action: 'password.reset',
    outcome: 'done',
    actor: actor.user,
    target: user,
    detail: {
      ...toCallerCheck(request),
      sessionsEnded,
      expiresAt: issued.expiresAt,
      // If so, one person has held both halves of this account, and an alert follows.
      alsoResetTwoFactor: listOtherHalvesDone(context, tx, actor.user.id, [user.id], 'password_reset').has(user.id),
      ...more,
    },
  });
  return { outcome: 'done', issued, sessionsEnded };
}
