// Events that end requests for a second approver: an account of theirs was frozen, deactivated or given another role, the recovery kit
// was used, or the policy was switched off. What somebody like that has approved waits for another one.

import type { Tx } from '../../storage/engine/database.ts';
import {
  type Approval,
  closeExpiredApprovals,
  dropApprovalsBy,
  listOpenApprovals,
  settleApproval,
} from '../../storage/tables/approvals.ts';
import { getUser, type User } from '../../storage/tables/users.ts';
import { latestTime } from './check-clock.ts';
import type { Context } from './context.ts';
import { recordActivity } from './record-activity.ts';

export type WithdrawalReason =
  | 'account_frozen'
  | 'account_deactivated'
  | 'role_changed'
  | 'recovery_kit_used'
  | 'policy_off';

/** What concerns this person, as target or as requester. @param by who has done what ends it. */
export function withdrawApprovalsOf(context: Context, tx: Tx, user: User, reason: WithdrawalReason, by: User): void {
  dropApprovalsBy(tx, user.id);
  withdraw(context, tx, ({ targetId, requesterId }) => targetId === user.id || requesterId === user.id, reason, by);
}

export function withdrawAllApprovals(context: Context, tx: Tx, reason: WithdrawalReason, by: User): void {
  withdraw(context, tx, () => true, reason, by);
}

function withdraw(
  context: Context,
  tx: Tx,
  isEnded: (approval: Approval) => boolean,
  reason: WithdrawalReason,
  by: User,
): void {
  closeExpiredApprovals(tx, latestTime(context, tx));
  for (const approval of listOpenApprovals(tx).filter(isEnded)) {
    settleApproval(tx, approval, {
      state: 'cancelled',
      deciderId: null,
      deciderName: null,
      at: context.clock.now(),
      note: '',
    });
    recordActivity(context, tx, {
      action: 'approval.cancelled',
      outcome: 'done',
      actor: by,
      target: approval.targetId === null ? undefined : getUser(tx, approval.targetId),
      reason,
      detail: { asked: approval.kind, approvalId: approval.id, requestedBy: approval.requesterName },
    });
  }
}
