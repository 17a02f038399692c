// The second approver decides, with a fresh code. The approver is an able admin, and requester, approver and target are
// independent of each other. Requester and target can cancel a request. Of two decisions at once, one wins.
import { refuse } from '../../domain/refusal.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { type Approval, getApproval } from '../../storage/tables/approvals.ts';
import { getUser, type User } from '../../storage/tables/users.ts';
import { isAble } from '../act/able-admin.ts';
import { type Actor, relationOf } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { actWithPresence } from '../act/presence.ts';
import { type ApprovalOutcome, settle } from '../act/settle-approvals.ts';
import { mayDoTo } from '../act/target.ts';
import { switchOffSecondApprover } from '../firm/settings.ts';
import { endTies } from '../independence/who-is-independent.ts';
import { isIndependentApprover, isIndependentRequest } from './are-three-people.ts';
import { checkAct, stateOf } from './carry-out-approval.ts';

export interface Decision {
  readonly approvalId: number;
  readonly decision: 'approve' | 'decline';
  readonly note: string;
  /** The approver's own fresh code. May be empty within five minutes of the last one. */
  readonly code: string;
}

interface Decidable {
  readonly approval: Approval;
  readonly requester: User;
}

/**
 * @throws Refusal not_found, own_request, forbidden, approval_expired, conflict, approver_not_independent,
 * requester_not_independent, requester_not_able, and as checkAct.
 */
function requireDecidable(context: Context, reader: Reader, actor: Actor, request: Decision): Decidable {
  const approval = getApproval(reader, request.approvalId);
  const requester = approval === undefined ? undefined : getUser(reader, approval.requesterId);
  if (approval === undefined || requester === undefined) return refuse({ code: 'not_found' });
  const target = approval.targetId === null ? undefined : getUser(reader, approval.targetId);
  if (requester.id === actor.user.id || target?.id === actor.user.id) return refuse({ code: 'own_request' });
  if (
    target !== undefined &&
    !mayDoTo(actor, { user: target, relation: relationOf(reader, actor.user, target) }, 'approve_reset')
  )
    return refuse({ code: 'forbidden' });
  const state = stateOf(context, reader, approval);
  if (state === 'expired') return refuse({ code: 'approval_expired' });
  if (state !== 'pending') return refuse({ code: 'conflict' });
  if (request.decision === 'decline') return { approval, requester };
  if (!isAble(context, reader, actor.user)) return refuse({ code: 'forbidden' });
  if (!isIndependentApprover(context, reader, approval, actor.user.id))
    return refuse({ code: 'approver_not_independent' });
  if (!isIndependentRequest(context, reader, approval)) return refuse({ code: 'requester_not_independent' });
  if (!isAble(context, reader, requester)) return refuse({ code: 'requester_not_able' });
  if (approval.kind !== 'second_approver_off' && approval.targetId !== null)
    checkAct(context, reader, { user: requester }, approval.kind, approval.targetId);
  return { approval, requester };
}

/** @throws Refusal as requireDecidable and as actWithPresence. Nothing is changed then. */
export function decideApproval(context: Context, actor: Actor, request: Decision): void {
  const check = (reader: Reader): Decidable => requireDecidable(context, reader, actor, request);
  actWithPresence(context, actor, request.code, check, (tx, { approval, requester }) => {
    endTies(context, tx);
    const isOff = approval.kind === 'second_approver_off' && request.decision === 'approve';
    const state = request.decision === 'decline' ? 'declined' : isOff ? 'carried_out' : 'approved';
    const action = request.decision === 'approve' ? 'approval.approved' : 'approval.declined';
    settleAs(context, tx, approval, { state, action, by: actor.user, isDecision: true, note: request.note });
    // Nothing is handed out, so the requester need not carry it out.
    if (isOff) switchOffSecondApprover(context, tx, requester, actor.user);
  });
}

/**
 * Requester or target cancel the request. Needs no fresh code, because it only takes something away. A second click is
 * harmless.
 * @throws Refusal not_found, forbidden, approval_expired, conflict (settled by somebody else).
 */
export function cancelApproval(context: Context, actor: Actor, approvalId: number): void {
  context.storage.transaction((tx) => {
    const approval = getApproval(tx, approvalId);
    const isTarget = approval?.targetId === actor.user.id;
    // For anybody else the request does not exist.
    if (approval === undefined || (!isTarget && approval.requesterId !== actor.user.id))
      return refuse({ code: 'not_found' });
    if (approval.state === 'cancelled' && approval.deciderId === actor.user.id) return;
    const state = stateOf(context, tx, approval);
    if (state === 'expired') return refuse({ code: 'approval_expired' });
    if (state !== 'pending' && state !== 'approved') return refuse({ code: 'conflict' });
    settleAs(context, tx, approval, {
      state: 'cancelled',
      action: 'approval.cancelled',
      by: actor.user,
      isDecision: true,
      reason: isTarget ? 'by_target' : 'by_requester',
    });
  });
}

function settleAs(context: Context, tx: Tx, approval: Approval, outcome: ApprovalOutcome): void {
  if (!settle(context, tx, approval, outcome)) refuse({ code: 'conflict' });
}
