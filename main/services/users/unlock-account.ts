// Unlocks an account that wrong passwords have locked, no matter who entered them. It hands out no code: the person signs in
// with the password and the authenticator that they have. What was tried, and that it was unlocked, stays on record.
import { refuse } from '../../domain/refusal.ts';
import type { UnlockReason } from '../../domain/unlocking.ts';
import { isSetupOverdue, needsNewReset, type UserId } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { markUnlocked, type User } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import { emailSubject, forgiveAttempts } from '../act/attempt.ts';
import { type CallerChecked, toCallerCheck } from '../act/caller-check.ts';
import type { Context } from '../act/context.ts';
import { leaveNotice } from '../act/leave-notice.ts';
import { actWithPresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { requireTarget } from '../act/target.ts';
import { requireCalledNumbers } from './call-back.ts';

export interface Unlocking extends CallerChecked {
  readonly userId: UserId;
  readonly version: number;
  readonly reason: UnlockReason;
  /** The administrator's own fresh code. May be empty within five minutes of the last one. */
  readonly code: string;
}

/**
 * @throws Refusal not_found, forbidden, not_possible, conflict (also when it is unlocked already), number_changed, and as
 * actWithPresence.
 */
export function unlockAccount(context: Context, actor: Actor, request: Unlocking): { readonly isStillLocked: boolean } {
  const check = (reader: Reader): User => {
    const { user } = requireTarget(context, reader, actor, request.userId, 'unlock');
    requireCalledNumbers(context, reader, actor, user, request);
    return user.version === request.version ? user : refuse({ code: 'conflict' });
  };
  return actWithPresence(context, actor, request.code, check, (tx, user) => {
    const now = context.clock.now();
    markUnlocked(tx, user.id);
    forgiveAttempts(tx, emailSubject(context, user.email), 'password');
    leaveNotice(tx, actor, user, 'unlocked', now);
    recordActivity(context, tx, {
      action: 'account.unlocked',
      outcome: 'done',
      actor: actor.user,
      target: user,
      reason: request.reason,
      detail: { ...toCallerCheck(request), lockedAt: user.passwordLockedAt },
    });
    return { isStillLocked: isSetupOverdue(user, now) || needsNewReset(user) };
  });
}
