// The second approver: listing what waits for one, deciding, cancelling and carrying out.
import * as v from 'valibot';
import { type approvalsRequests, requestSchema } from '../../preload/contract/approvals.ts';
import type { Approval, OutputOf } from '../../preload/contract/index.ts';
import { mayEver } from '../domain/role-policy.ts';
import type { Role, UserId } from '../domain/user.ts';
import { type ApprovedAct, carryOutApproval } from '../services/approvals/carry-out-approval.ts';
import { cancelApproval, decideApproval } from '../services/approvals/decide-approval.ts';
import { listApprovals, type ShownApproval } from '../services/approvals/list-approvals.ts';
import { type HandlersOf, signedIn, theApproval } from './handler.ts';
import { toPerson } from './shown-person.ts';

const { reason, note, identityCheck, vouchedBy, hours, isSingleUse } = requestSchema.entries;
/** Each kind of request stores what it was asked with, and a decision adds its note. */
const storedRequest = v.object({
  reason: v.optional(reason, null),
  note: v.optional(note, ''),
  identityCheck: v.optional(identityCheck, null),
  vouchedBy: v.optional(vouchedBy, ''),
  hours: v.optional(hours, null),
  isSingleUse: v.optional(isSingleUse, null),
  decisionNote: v.optional(note, ''),
});

const mayApprove = (role: Role): boolean => mayEver(role, 'approve_reset');

function toApproval({ approval, state, turn, target }: ShownApproval, viewerId: UserId): Approval {
  const { decisionNote, ...request } = v.parse(storedRequest, approval.request);
  return {
    approvalId: approval.id,
    kind: approval.kind,
    state,
    turn,
    target: target === undefined ? null : toPerson(target),
    requestedBy: approval.requesterName,
    isOwn: approval.requesterId === viewerId,
    requestedAt: approval.requestedAt,
    expiresAt: approval.expiresAt,
    request,
    decidedBy: approval.deciderName,
    decidedAt: approval.decidedAt,
    decisionNote,
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

export const approvalsHandlers: HandlersOf<keyof typeof approvalsRequests> = {
  'approvals.list': signedIn(mayApprove, {
    run(call) {
      const { approvals, needsCode } = listApprovals(call.context, call.actor);
      return { approvals: approvals.map((shown) => toApproval(shown, call.actor.user.id)), needsCode };
    },
  }),
  'approvals.decide': signedIn(mayApprove, {
    recordsAs: ({ decision }) => (decision === 'decline' ? 'approval.declined' : 'approval.approved'),
    about: theApproval,
    changesDirectory: true,
    changesState: true,
    run(call, input) {
      decideApproval(call.context, call.actor, input);
      return {};
    },
  }),
  // Every role: also the person whom the request is about may cancel it.
  'approvals.cancel': signedIn(() => true, {
    about: theApproval,
    changesDirectory: true,
    changesState: true,
    run(call, input) {
      cancelApproval(call.context, call.actor, input.approvalId);
      return call.state();
    },
  }),
  'approvals.carryOut': signedIn(mayApprove, {
    recordsAs: 'approval.carried_out',
    about: theApproval,
    changesDirectory: true,
    changesState: true,
    run: (call, input) => toResult(carryOutApproval(call.context, call.actor, input)),
  }),
};
