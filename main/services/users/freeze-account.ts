// "This was not me" freezes the account at once. The user must be signed in or have proved the password. All codes
// issued for the account stop working, and a setup or a replacement that was asked for ends. Only a Partner Admin can unfreeze it, and not the one whose act the user
// reported.
import { refuse } from '../../domain/refusal.ts';
import type { UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { acknowledgeNotices, getReportedNotice } from '../../storage/tables/notices.ts';
import { removeOneTimeCode } from '../../storage/tables/one-time-codes.ts';
import { endSessionsOf } from '../../storage/tables/sessions.ts';
import { removeSetupCode } from '../../storage/tables/setup-codes.ts';
import { removeTemporaryCode } from '../../storage/tables/temporary-codes.ts';
import {
  clearReplaceRequest,
  endRequiredSetups,
  getUser,
  markFrozen,
  markUnfrozen,
  type User,
} from '../../storage/tables/users.ts';
import { isLastAbleAdmin } from '../act/able-admin.ts';
import type { Actor } from '../act/actor.ts';
import { type CallerChecked, toCallerCheck } from '../act/caller-check.ts';
import type { Context } from '../act/context.ts';
import { leaveNotice } from '../act/leave-notice.ts';
import { actWithPresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { withdrawApprovalsOf } from '../act/settle-approvals.ts';
import { requireTarget } from '../act/target.ts';
import type { Visit } from '../act/visit.ts';
import { requireCalledNumbers } from './call-back.ts';

/**
 * @param userVersion the version that the window saw; undefined when a session proves the user.
 * @throws Refusal not_now, last_able_admin (the firm would be locked out), conflict (nobody else has done anything to
 * the account).
 */
export function freezeAccount(context: Context, userId: UserId, userVersion: number | undefined): Visit {
  const visit = context.storage.transaction((tx): Visit => {
    const user = getUser(tx, userId);
    if (user === undefined || (userVersion !== undefined && user.version !== userVersion))
      return refuse({ code: 'not_now' });
    if (isLastAbleAdmin(context, tx, user)) return refuse({ code: 'last_able_admin' });
    const repudiated = getReportedNotice(tx, user.id);
    // For a user who was invited again the notice is from an earlier account: there is nothing to freeze yet.
    if (repudiated === undefined || user.status !== 'active') return refuse({ code: 'conflict' });
    const sessionsEnded = freeze(context, tx, user, repudiated.byId);
    recordActivity(context, tx, {
      action: 'account.frozen',
      outcome: 'done',
      actor: user,
      target: user,
      reason: repudiated.kind,
      detail: { repudiatedBy: repudiated.byName, repudiatedAt: repudiated.at, sessionsEnded },
    });
    return { stage: 'signed_out', because: 'frozen' };
  });
  context.storage.settle();
  return visit;
}

function freeze(context: Context, tx: Tx, user: User, againstId: number | null): number {
  const now = context.clock.now();
  markFrozen(tx, user.id, now, againstId);
  removeSetupCode(tx, user.id);
  endRequiredSetups(tx, user.id);
  if (user.replaceRequestedAt !== null) clearReplaceRequest(tx, user.id);
  removeOneTimeCode(tx, user.id);
  removeTemporaryCode(tx, user.id);
  acknowledgeNotices(tx, user.id, now);
  withdrawApprovalsOf(context, tx, user, 'account_frozen', user);
  return endSessionsOf(tx, user.id, 'frozen', now);
}

export interface Unfreezing extends CallerChecked {
  readonly userId: UserId;
  readonly version: number;
  /** The administrator's own fresh code. May be empty within five minutes of the last one. */
  readonly code: string;
}

/**
 * @throws Refusal not_found, forbidden, not_possible (frozen_against_you), conflict, number_changed, and as
 * actWithPresence.
 */
export function unfreezeAccount(context: Context, actor: Actor, request: Unfreezing): void {
  const check = (reader: Reader): User => {
    const { user } = requireTarget(context, reader, actor, request.userId, 'unfreeze');
    requireCalledNumbers(context, reader, actor, user, request);
    return user.version === request.version ? user : refuse({ code: 'conflict' });
  };
  actWithPresence(context, actor, request.code, check, (tx, user) => {
    markUnfrozen(tx, user.id);
    leaveNotice(tx, actor, user, 'unfrozen', context.clock.now());
    recordActivity(context, tx, {
      action: 'account.unfrozen',
      outcome: 'done',
      actor: actor.user,
      target: user,
      detail: toCallerCheck(request),
    });
  });
}
