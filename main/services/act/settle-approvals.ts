// Settles requests for a second approver: by a decision, or because an event ends them. The events are: the target or
// the requester is frozen, deactivated or given another role; the recovery kit is used; the policy is switched off. A
// request that such an account had approved goes back to waiting for an approver.
import type { Tx } from '../../storage/engine/database.ts';
import {
  type Approval,
  closeExpiredApprovals,
  dropApprovalsBy,
  listOpenApprovals,
  settleApproval,
} from '../../storage/tables/approvals.ts';
import { getUser, nameOf, type User } from '../../storage/tables/users.ts';
import { latestTime } from './check-clock.ts';
import type { Context } from './context.ts';
import { recordActivity } from './record-activity.ts';

export interface ApprovalOutcome {
  readonly state: 'approved' | 'declined' | 'cancelled' | 'carried_out';
  readonly action: 'approval.approved' | 'approval.declined' | 'approval.cancelled';
  readonly by: User;
  /** False when the request ends because of something else that `by` did. */
  readonly isDecision: boolean;
  readonly note?: string;
  readonly reason?: 'by_target' | 'by_requester' | WithdrawalReason;
}

export type WithdrawalReason =
  | 'account_frozen'
  | 'account_deactivated'
  | 'role_changed'
  | 'recovery_kit_used'
  | 'policy_off';

/** Settles one open request and records it. @returns false, and records nothing, when it was settled before. */
export function settle(context: Context, tx: Tx, approval: Approval, outcome: ApprovalOutcome): boolean {
  const { state, action, by, isDecision, note, reason } = outcome;
  const isSettled = settleApproval(tx, approval, {
    state,
    deciderId: isDecision ? by.id : null,
    deciderName: isDecision ? nameOf(by) : null,
    at: context.clock.now(),
    note: note ?? '',
  });
  if (!isSettled) return false;
  const { id: approvalId, kind: asked, requesterName: requestedBy } = approval;
  recordActivity(context, tx, {
    action,
    outcome: 'done',
    actor: by,
    target: approval.targetId === null ? undefined : getUser(tx, approval.targetId),
    reason,
    detail: { ...(note === undefined ? {} : { note }), asked, approvalId, requestedBy },
  });
  return true;
}

/** Ends the open requests that have this user as target or requester. @param by the user who caused the event. */
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
  for (const approval of listOpenApprovals(tx).filter(isEnded))
    settle(context, tx, approval, { state: 'cancelled', action: 'approval.cancelled', by, isDecision: false, reason });
}
