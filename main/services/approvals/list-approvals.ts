// The requests for a second approver as one Partner Admin sees them, and what users are told about requests on their
// own account.
import type { ApprovalKind, ApprovalState } from '../../domain/second-approver.ts';
import {
  type Approval,
  listOpenApprovals,
  listOpenApprovalsOn,
  listSettledApprovals,
} from '../../storage/tables/approvals.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { getUser, type User } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { isPresent } from '../act/presence.ts';
import { isIndependentApprover } from './are-three-people.ts';
import { stateOf } from './carry-out-approval.ts';

const SETTLED_SHOWN = 20;

/** What the user can do about a request. `not_independent`: they may be one person with requester or target. */
export type ApprovalTurn = 'decide' | 'not_independent' | 'carry_out' | 'wait' | 'about_you' | 'settled';

export interface ShownApproval {
  readonly approval: Approval;
  readonly state: ApprovalState;
  readonly turn: ApprovalTurn;
  readonly target: User | undefined;
}

/** The open requests and the latest settled ones. */
export function listApprovals(
  context: Context,
  actor: Actor,
): { readonly approvals: readonly ShownApproval[]; readonly needsCode: boolean } {
  const { read } = context.storage;
  const approvals = [...listOpenApprovals(read), ...listSettledApprovals(read, SETTLED_SHOWN)];
  return {
    approvals: approvals.map((approval) => ({
      ...toTurn(context, actor.user, approval),
      approval,
      target: approval.targetId === null ? undefined : getUser(read, approval.targetId),
    })),
    needsCode: !isPresent(context, actor.session.presenceAt),
  };
}

function toTurn(
  context: Context,
  user: User,
  approval: Approval,
): { readonly state: ApprovalState; readonly turn: ApprovalTurn } {
  const { read } = context.storage;
  const state = stateOf(context, read, approval);
  if (state !== 'pending' && state !== 'approved') return { state, turn: 'settled' };
  if (approval.targetId === user.id) return { state, turn: 'about_you' };
  if (approval.requesterId === user.id) return { state, turn: state === 'approved' ? 'carry_out' : 'wait' };
  if (state === 'approved') return { state, turn: 'wait' };
  return { state, turn: isIndependentApprover(context, read, approval, user.id) ? 'decide' : 'not_independent' };
}

export interface OwnApprovals {
  /** For a Partner Admin, while the policy is on or a request is open. */
  readonly isShown: boolean;
  /** How many requests this user must decide or carry out. */
  readonly waiting: number;
  /** Open requests on this user's own account. */
  readonly aboutMe: readonly {
    readonly approvalId: number;
    readonly kind: ApprovalKind;
    readonly byName: string;
    readonly requestedAt: number;
  }[];
}

export function approvalsFor(context: Context, user: User): OwnApprovals {
  const { read } = context.storage;
  const isOpen = (approval: Approval): boolean => stateOf(context, read, approval) !== 'expired';
  const aboutMe = listOpenApprovalsOn(read, user.id)
    .filter(isOpen)
    .map(({ id, kind, requesterName, requestedAt }) => ({ approvalId: id, kind, byName: requesterName, requestedAt }));
  if (user.role !== 'partner_admin') return { isShown: false, waiting: 0, aboutMe };
  const open = listOpenApprovals(read).filter(isOpen);
  const waiting = open.filter((approval) =>
    ['decide', 'carry_out'].includes(toTurn(context, user, approval).turn),
  ).length;
  return { isShown: open.length > 0 || getFirm(read)?.isSecondApproverRequired === true, waiting, aboutMe };
}
