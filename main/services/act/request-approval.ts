// Requests a second approver. An act that needs one is stored as a request instead of being carried out: another
// Partner Admin approves it, then the requester carries it out. There is one open request per kind and target, so a
// second click finds the first.
import { refuse } from '../../domain/refusal.ts';
import { type ActKind, APPROVAL_MS, type ApprovalKind, needsSecondApprover } from '../../domain/second-approver.ts';
import type { UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import {
  type Approval,
  type ApprovalRequest,
  closeExpiredApprovals,
  getApproval,
  getOpenApproval,
  insertApproval,
} from '../../storage/tables/approvals.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { nameOf, type User } from '../../storage/tables/users.ts';
import { isInvitedAgain, listOtherHalvesDone } from '../independence/halves-done.ts';
import { endTies, readIndependence } from '../independence/who-is-independent.ts';
import { listAbleAdmins } from './able-admin.ts';
import type { Acting, Actor } from './actor.ts';
import { latestTime } from './check-clock.ts';
import type { Context } from './context.ts';
import { recordActivity } from './record-activity.ts';

export interface WaitsForApproval {
  readonly outcome: 'waits_for_approval';
  readonly approvalId: number;
  readonly expiresAt: number;
  /** May be another administrator, who asked first. */
  readonly requestedBy: string;
}

/** @returns whether this act by this actor needs a second approver for a given target. */
export function secondApproverRule(
  context: Context,
  reader: Reader,
  actor: Acting,
  kind: ActKind,
): (target: User) => boolean {
  const isPolicyOn = getFirm(reader)?.isSecondApproverRequired === true;
  const present = new Set(isPolicyOn ? readIndependence(context, reader).present : []);
  return (target) =>
    needsSecondApprover({
      isPolicyOn,
      targetRole: target.role,
      wasAdminLately: present.has(target.id),
      hasDoneOtherHalf:
        isPolicyOn && listOtherHalvesDone(context, reader, actor.user.id, [target.id], kind).has(target.id),
      givesBothHalves: kind === 'reactivation' && isInvitedAgain(reader, target.id),
    });
}

/**
 * What stands in the way of this requester: they belong together with the target, or nobody who could approve it is
 * independent of both.
 */
export type ApprovalBlock = 'requester_not_independent' | 'no_second_approver';

export function findApprovalBlock(
  context: Context,
  reader: Reader,
  requesterId: UserId,
  targetId: UserId | undefined,
): ApprovalBlock | undefined {
  const concerned = targetId === undefined ? [requesterId] : [requesterId, targetId];
  const { areIndependent } = readIndependence(context, reader, concerned);
  if (!areIndependent(...concerned)) return 'requester_not_independent';
  return listAbleAdmins(context, reader).some(({ id }) => areIndependent(...concerned, id))
    ? undefined
    : 'no_second_approver';
}

/**
 * @param request the facts of the act; never a secret.
 * @returns undefined when the act needs no second approver.
 * @throws Refusal as requestApproval.
 */
export function askSecondApprover(
  context: Context,
  tx: Tx,
  actor: Actor,
  kind: ActKind,
  target: User,
  request: ApprovalRequest,
): WaitsForApproval | undefined {
  return secondApproverRule(context, tx, actor, kind)(target)
    ? requestApproval(context, tx, actor, kind, target, request)
    : undefined;
}

/**
 * @param target undefined for an act on the firm.
 * @throws Refusal not_possible (needs_second_approver), requester_not_independent, no_second_approver.
 */
export function requestApproval(
  context: Context,
  tx: Tx,
  actor: Actor,
  kind: ApprovalKind,
  target: User | undefined,
  request: ApprovalRequest,
): WaitsForApproval {
  closeExpiredApprovals(tx, latestTime(context, tx));
  const open = getOpenApproval(tx, kind, target?.id ?? null);
  if (open !== undefined) return toWaiting(open);
  // Only a Partner Admin carries out an approved act.
  if (actor.user.role !== 'partner_admin') return refuse({ code: 'not_possible', why: 'needs_second_approver' });
  endTies(context, tx);
  // Do not store a request that nobody can approve.
  const block = findApprovalBlock(context, tx, actor.user.id, target?.id);
  if (block !== undefined) return refuse({ code: block });
  const requestedAt = context.clock.now();
  const approvalId = insertApproval(tx, {
    kind,
    targetId: target?.id ?? null,
    requesterId: actor.user.id,
    requesterName: nameOf(actor.user),
    requestedAt,
    expiresAt: requestedAt + APPROVAL_MS,
    request,
  });
  const asked = getApproval(tx, approvalId);
  if (asked === undefined) throw new Error('the request that was just stored is missing');
  const { reason, ...facts } = request;
  recordActivity(context, tx, {
    action: 'approval.requested',
    outcome: 'done',
    actor: actor.user,
    target,
    reason: typeof reason === 'string' ? reason : undefined,
    detail: { ...facts, asked: kind, approvalId, expiresAt: asked.expiresAt },
  });
  return toWaiting(asked);
}

const toWaiting = ({ id, expiresAt, requesterName }: Approval): WaitsForApproval => ({
  outcome: 'waits_for_approval',
  approvalId: id,
  expiresAt,
  requestedBy: requesterName,
});
