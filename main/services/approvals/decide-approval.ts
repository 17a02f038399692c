// The second approver decides, with a fresh code: a third person, able to sign in, and not somebody whom the requester has let in
// lately. Requester and target can cancel. Of two decisions at once exactly one wins.
import { refuse } from '../../domain/refusal.ts';
import { INDEPENDENT_AFTER_MS, letsIn } from '../../domain/second-approver.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { recentOn } from '../../storage/tables/activity.ts';
import { type Approval, getApproval, settleApproval } from '../../storage/tables/approvals.ts';
import { getUser, nameOf, type User } from '../../storage/tables/users.ts';
import { isAble } from '../act/able-admin.ts';
import { type Actor, relationOf } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { actWithPresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { mayDoTo } from '../act/target.ts';
import { switchOffSecondApprover } from '../firm/settings.ts';
import { checkAct, stateOf } from './carry-out-approval.ts';

export interface Decision {
  readonly approvalId: number;
  readonly decision: 'approve' | 'decline';
  readonly note: string;
  /** The approver's own fresh code; empty within five minutes of the last one. */
  readonly code: string;
}

interface Decidable {
  readonly approval: Approval;
  readonly target: User | undefined;
  readonly requester: User;
}

/** The requester has lately handed this person an account, or the role: the two may be one. */
export function isLetInBy(context: Context, reader: Reader, approver: User, requesterId: number): boolean {
  return [...recentOn(reader, approver.id, context.clock.now() - INDEPENDENT_AFTER_MS)].some(
    ({ actorId, action, outcome, detail }) => actorId === requesterId && outcome === 'done' && letsIn(action, detail),
  );
}

/** @throws Refusal not_found, own_request, forbidden, approval_expired, conflict, approver_not_independent, requester_not_able, and as checkAct. */
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
  if (request.decision === 'decline') return { approval, target, requester };
  if (!isAble(context, reader, actor.user)) return refuse({ code: 'forbidden' });
  if (isLetInBy(context, reader, actor.user, requester.id)) return refuse({ code: 'approver_not_independent' });
  if (!isAble(context, reader, requester)) return refuse({ code: 'requester_not_able' });
  if (approval.kind !== 'second_approver_off' && approval.targetId !== null)
    checkAct(context, reader, { user: requester }, approval.kind, approval.targetId);
  return { approval, target, requester };
}

/** @throws Refusal as requireDecidable, and what is wrong with the approver's code. Nothing is changed then. */
export function decideApproval(context: Context, actor: Actor, request: Decision): void {
  const check = (reader: Reader): Decidable => requireDecidable(context, reader, actor, request);
  actWithPresence(context, actor, request.code, check, (tx, { approval, target, requester }) => {
    const isOff = approval.kind === 'second_approver_off' && request.decision === 'approve';
    const state = request.decision === 'decline' ? 'declined' : isOff ? 'carried_out' : 'approved';
    settle(context, tx, actor, approval, state, request.note);
    record(
      context,
      tx,
      actor,
      approval,
      target,
      request.decision === 'approve' ? 'approval.approved' : 'approval.declined',
      { note: request.note },
    );
    // Nothing is handed out: there is nothing to wait for.
    if (isOff) switchOffSecondApprover(context, tx, requester, actor.user);
  });
}

/**
 * By who asked, or by whom it is about. Needs no fresh code: it only takes away. A second click is harmless.
 * @throws Refusal not_found, forbidden, approval_expired, conflict (settled by somebody else).
 */
export function cancelApproval(context: Context, actor: Actor, approvalId: number): void {
  context.storage.transaction((tx) => {
    const approval = getApproval(tx, approvalId);
    const isTarget = approval?.targetId === actor.user.id;
    // What does not concern them is not there for them.
    if (approval === undefined || (!isTarget && approval.requesterId !== actor.user.id))
      return refuse({ code: 'not_found' });
    if (approval.state === 'cancelled' && approval.deciderId === actor.user.id) return;
    const state = stateOf(context, tx, approval);
    if (state === 'expired') return refuse({ code: 'approval_expired' });
    if (state !== 'pending' && state !== 'approved') return refuse({ code: 'conflict' });
    settle(context, tx, actor, approval, 'cancelled', '');
    const target = approval.targetId === null ? undefined : getUser(tx, approval.targetId);
    record(context, tx, actor, approval, target, 'approval.cancelled', {}, isTarget ? 'by_target' : 'by_requester');
  });
}

function settle(
  context: Context,
  tx: Tx,
  actor: Actor,
  approval: Approval,
  state: 'approved' | 'declined' | 'cancelled' | 'carried_out',
  note: string,
): void {
  const settlement = {
    state,
    deciderId: actor.user.id,
    deciderName: nameOf(actor.user),
    at: context.clock.now(),
    note,
  };
  if (!settleApproval(tx, approval, settlement)) refuse({ code: 'conflict' });
}

function record(
  context: Context,
  tx: Tx,
  actor: Actor,
  approval: Approval,
  target: User | undefined,
  action: 'approval.approved' | 'approval.declined' | 'approval.cancelled',
  detail: Readonly<Record<string, string>>,
  reason?: 'by_target' | 'by_requester',
): void {
  const { id: approvalId, kind: asked, requesterName: requestedBy } = approval;
  recordActivity(context, tx, {
    action,
    outcome: 'done',
    actor: actor.user,
    target,
    reason,
    detail: { ...detail, asked, approvalId, requestedBy },
  });
}
