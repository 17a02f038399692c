// Whether requester, approver and target of a request are three people, as far as the ties of their accounts tell.
import type { UserId } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import type { Approval } from '../../storage/tables/approvals.ts';
import type { Context } from '../act/context.ts';
import { readIndependence } from '../independence/who-is-independent.ts';

const concernedIn = ({ requesterId, targetId }: Approval): readonly UserId[] =>
  targetId === null ? [requesterId] : [requesterId, targetId];

export function isIndependentRequest(context: Context, reader: Reader, approval: Approval): boolean {
  const concerned = concernedIn(approval);
  return readIndependence(context, reader, concerned).areIndependent(...concerned);
}

/** The approver is independent of the requester and of the target. */
export function isIndependentApprover(
  context: Context,
  reader: Reader,
  approval: Approval,
  approverId: UserId,
): boolean {
  const concerned = concernedIn(approval);
  const { areIndependent } = readIndependence(context, reader, [...concerned, approverId]);
  return concerned.every((id) => areIndependent(id, approverId));
}
