// Requests a second approver. An act that needs one is stored as a request instead of being carried out: another
// Partner Admin approves it, then the requester carries it out. There is one open request per kind and target, so a
// second click finds the first.
import { refuse } from '../../domain/refusal.ts';
import {
  type ActKind,
  APPROVAL_MS,
  type ApprovalKind,
  needsSecondApprover,
  OTHER_HALF_MS,
  OTHER_HALVES,
  wasDemoted,
} from '../../domain/second-approver.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { recentOn } from '../../storage/tables/activity.ts';
import {
  type Approval,
  type ApprovalRequest,
  closeExpiredApprovals,
  getApproval,
  getOpenApproval,
  insertApproval,
} from '../../storage/tables/approvals.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { hasDoneTo } from '../../storage/tables/look-back.ts';
import { nameOf, type User } from '../../storage/tables/users.ts';
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
  const since = context.clock.now() - OTHER_HALF_MS;
  return (target) =>
    needsSecondApprover({
      isPolicyOn,
      targetRole: target.role,
      // A Partner Admin can only become Partner Ops.
      wasAdminLately:
        isPolicyOn &&
        target.role === 'partner_ops' &&
        [...recentOn(reader, target.id, since)].some(
          ({ action, outcome, detail }) => outcome === 'done' && wasDemoted(action, detail),
        ),
      hasDoneOtherHalf:
        isPolicyOn && OTHER_HALVES[kind].some((action) => hasDoneTo(reader, target.id, actor.user.id, action, since)),
    });
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
 * @throws Refusal not_possible (needs_second_approver), no_second_approver.
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
  // Do not store a request that nobody can approve.
  if (!listAbleAdmins(context, tx).some(({ id }) => id !== actor.user.id && id !== target?.id))
    return refuse({ code: 'no_second_approver' });
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
