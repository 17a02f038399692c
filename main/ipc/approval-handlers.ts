// The second approver: what waits for one, deciding, cancelling and carrying out.
import type { Approval, OutputOf, RequestName } from '../../preload/contract/index.ts';
import { mayEver } from '../domain/role-policy.ts';
import type { UserId } from '../domain/user.ts';
import { type ApprovedAct, carryOutApproval } from '../services/approvals/carry-out-approval.ts';
import { cancelApproval, decideApproval } from '../services/approvals/decide-approval.ts';
import { listApprovals, type ShownApproval } from '../services/approvals/list-approvals.ts';
import { type HandlersOf, signedIn } from './handler.ts';
import { toPerson } from './screen.ts';

const whoApproves = signedIn((role) => mayEver(role, 'approve_reset'));

function toShown({ approval, state, turn, target }: ShownApproval, userId: UserId): Approval {
  const { id, kind, requesterId, requesterName, requestedAt, expiresAt, request, deciderName, decidedAt } = approval;
  // As the request was checked when it was made; the contract looks at it once more.
  const { reason, note, identityCheck, vouchedBy, hours, isSingleUse, decisionNote } = request as Partial<
    Approval['request'] & { decisionNote: string }
  >;
  return {
    approvalId: id,
    kind,
    state,
    turn,
    target: target === undefined ? null : toPerson(target),
    requestedBy: requesterName,
    isOwn: requesterId === userId,
    requestedAt,
    expiresAt,
    request: {
      reason: reason ?? null,
      note: note ?? '',
      identityCheck: identityCheck ?? null,
      vouchedBy: vouchedBy ?? '',
      hours: hours ?? null,
      isSingleUse: isSingleUse ?? null,
    },
    decidedBy: deciderName,
    decidedAt,
    decisionNote: decisionNote ?? '',
  };
}

function toResult(act: ApprovedAct): OutputOf<'approvals.carryOut'> {
  switch (act.kind) {
    case 'two_factor_reset': {
      const { target, ...done } = act.done;
      return { kind: act.kind, user: toPerson(target), ...done };
    }
    case 'password_reset':
      return { kind: act.kind, issued: act.done.issued, sessionsEnded: act.done.sessionsEnded };
    case 'temporary_code':
      return { kind: act.kind, issued: act.done.issued };
    case 'reactivation': {
      const { kind: codeKind, issued, deadlineAt } = act.done;
      return { kind: act.kind, user: toPerson(act.target), codeKind, issued, deadlineAt };
    }
  }
}

export const approvalHandlers: HandlersOf<Extract<RequestName, `approvals.${string}`>> = {
  'approvals.list': {
    access: whoApproves,
    run(call) {
      const { approvals, needsCode } = listApprovals(call.context, call.actor);
      return { approvals: approvals.map((shown) => toShown(shown, call.actor.user.id)), needsCode };
    },
  },
  'approvals.decide': {
    access: whoApproves,
    recordsAs: 'approval.approved',
    changesDirectory: true,
    changesState: true,
    run(call, input) {
      decideApproval(call.context, call.actor, input);
      return {};
    },
  },
  'approvals.cancel': {
    // Also whoever it is about, whatever their role.
    access: signedIn(() => true),
    changesDirectory: true,
    changesState: true,
    run(call, input) {
      cancelApproval(call.context, call.actor, input.approvalId);
      return call.state();
    },
  },
  'approvals.carryOut': {
    access: whoApproves,
    recordsAs: 'approval.carried_out',
    changesDirectory: true,
    changesState: true,
    run: (call, input) => toResult(carryOutApproval(call.context, call.actor, input)),
  },
};
