// Carries out an approved act. The requester does it, who talks to the user and is shown the code once. Every rule
// about requester, approver, target and time is checked again.
import { refuse } from '../../domain/refusal.ts';
import { type ActKind, type ApprovalState, approvalStateAt } from '../../domain/second-approver.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { markAlertsSeen } from '../../storage/tables/alerts.ts';
import { type Approval, getApproval, markCarriedOut } from '../../storage/tables/approvals.ts';
import { getTieAlert } from '../../storage/tables/ties.ts';
import { getUser, type User } from '../../storage/tables/users.ts';
import { isAble } from '../act/able-admin.ts';
import type { Acting, Actor } from '../act/actor.ts';
import { latestTime } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { actWithPresence } from '../act/presence.ts';
import { requireTarget } from '../act/target.ts';
import { type CarriedOut, carryOutResets, type ResetFacts } from '../users/carry-out-reset.ts';
import {
  carryOutTemporaryCode,
  type TemporaryCodeFacts,
  type TemporaryCodeIssued,
} from '../users/issue-temporary-code.ts';
import { carryOutReactivation, type ReactivationResult } from '../users/reactivate-user.ts';
import { carryOutPasswordReset, checkPasswordTarget, type PasswordResetDone } from '../users/reset-password.ts';
import { checkResetTarget } from '../users/reset-two-factor.ts';
import { isIndependentApprover, isIndependentRequest } from './are-three-people.ts';

export type ApprovedAct =
  | { readonly kind: 'two_factor_reset'; readonly done: CarriedOut }
  | { readonly kind: 'password_reset'; readonly done: PasswordResetDone }
  | { readonly kind: 'temporary_code'; readonly done: TemporaryCodeIssued }
  | { readonly kind: 'reactivation'; readonly target: User; readonly done: ReactivationResult };

/** The state that counts now: an approval lapses when its approver is no longer able or no longer independent. */
export function stateOf(context: Context, reader: Reader, approval: Approval): ApprovalState {
  const state = approvalStateAt(approval, latestTime(context, reader));
  if (state !== 'approved') return state;
  const approver = approval.deciderId === null ? undefined : getUser(reader, approval.deciderId);
  return approver !== undefined &&
    isAble(context, reader, approver) &&
    isIndependentApprover(context, reader, approval, approver.id)
    ? 'approved'
    : 'pending';
}

/**
 * Checks that `by` may still do this to the target as the target is now.
 * @throws Refusal not_found, forbidden, own_account, not_possible, nothing_to_reset, last_able_admin.
 */
export function checkAct(context: Context, reader: Reader, by: Acting, kind: ActKind, targetId: User['id']): User {
  switch (kind) {
    case 'two_factor_reset':
      return checkResetTarget(context, reader, by, targetId, 'revoke_now');
    case 'password_reset':
      return checkPasswordTarget(context, reader, by, targetId);
    case 'temporary_code':
      return requireTarget(context, reader, by, targetId, 'issueTemporaryCode').user;
    case 'reactivation':
      return requireTarget(context, reader, by, targetId, 'reactivate').user;
  }
}

/**
 * @throws Refusal not_found, forbidden, conflict (settled before), approval_expired, not_approved, requester_not_able,
 * requester_not_independent, and as checkAct.
 */
function requireApproved(
  context: Context,
  reader: Reader,
  actor: Actor,
  approvalId: number,
): { readonly approval: Approval; readonly kind: ActKind; readonly target: User } {
  const approval = getApproval(reader, approvalId);
  if (approval === undefined) return refuse({ code: 'not_found' });
  const { kind, targetId } = approval;
  if (approval.requesterId !== actor.user.id) return refuse({ code: 'forbidden' });
  const state = stateOf(context, reader, approval);
  if (state === 'expired') return refuse({ code: 'approval_expired' });
  if (state === 'pending') return refuse({ code: 'not_approved' });
  if (state !== 'approved' || kind === 'second_approver_off' || targetId === null) return refuse({ code: 'conflict' });
  if (!isAble(context, reader, actor.user)) return refuse({ code: 'requester_not_able' });
  if (!isIndependentRequest(context, reader, approval)) return refuse({ code: 'requester_not_independent' });
  return { approval, kind, target: checkAct(context, reader, actor, kind, targetId) };
}

/**
 * @param code the requester's own fresh code. May be empty within five minutes of the last one.
 * @throws Refusal as requireApproved and as actWithPresence. Nothing is changed then.
 */
export function carryOutApproval(
  context: Context,
  actor: Actor,
  { approvalId, code }: { readonly approvalId: number; readonly code: string },
): ApprovedAct {
  return actWithPresence(
    context,
    actor,
    code,
    (reader) => requireApproved(context, reader, actor, approvalId),
    (tx, { approval, kind, target }) => {
      if (!markCarriedOut(tx, approval.id)) return refuse({ code: 'conflict' });
      const act = carryOut(context, tx, actor, target, kind, approval);
      // The act ties requester and target: the requester gets the code. The approver has seen that beforehand.
      const alertId = getTieAlert(tx, target.id, actor.user.id);
      if (alertId !== undefined && approval.deciderId !== null)
        markAlertsSeen(tx, approval.deciderId, [alertId], context.clock.now());
      return act;
    },
  );
}

function carryOut(
  context: Context,
  tx: Tx,
  actor: Actor,
  target: User,
  kind: ActKind,
  approval: Approval,
): ApprovedAct {
  const more = { approvedBy: approval.deciderName ?? '' };
  // The request was checked when it was stored.
  const request = approval.request as unknown as ResetFacts & TemporaryCodeFacts;
  switch (kind) {
    case 'two_factor_reset': {
      const [done] = carryOutResets(context, tx, actor, [target], request, more);
      if (done === undefined) throw new Error('a reset of one person did nothing');
      return { kind, done };
    }
    case 'password_reset':
      return { kind, done: carryOutPasswordReset(context, tx, actor, target, request, more) };
    case 'temporary_code':
      return { kind, done: carryOutTemporaryCode(context, tx, actor, target, request, more) };
    case 'reactivation':
      return { kind, target, done: carryOutReactivation(context, tx, actor, target, more) };
  }
}
