// The user that an act is done to. The target must be visible to the actor, the act permitted and possible now, and the user
// unchanged since the window last read it.
import { refuse } from '../../domain/refusal.ts';
import { mayActOn, mayHandOut, type Relation, type TargetAction } from '../../domain/role-policy.ts';
import { isPartnerRole, statusAt, type UserId } from '../../domain/user.ts';
import { type ActionTarget, decideAction, rightTo, type UserAction } from '../../domain/user-actions.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { hasUnseenClient } from '../../storage/tables/memberships.ts';
import type { User } from '../../storage/tables/users.ts';
import { isReported } from '../independence/reported.ts';
import { type Acting, findVisible, type Party } from './actor.ts';
import type { Context } from './context.ts';

export interface Target {
  readonly user: User;
  readonly relation: Relation;
}

/**
 * The account has access that the actor could not give. A Partner Admin may act on everybody. The firm's own people help
 * each other whatever their clients are, as the permission matrix says, but nobody hands out all clients without having
 * them.
 */
function hasWiderAccess(reader: Reader, actor: Party, user: User): boolean {
  if (actor.role === 'partner_admin' || actor.hasAllClients || actor.id === user.id) return false;
  if (user.hasAllClients || user.joinsNewClients) return true;
  return !isPartnerRole(user.role) && hasUnseenClient(reader, user.id, actor);
}

/** The actor may hand out an account like this one: its role, for its clients. */
export const mayHandOutAccount = (reader: Reader, actor: Acting, user: User): boolean =>
  mayHandOut(actor.user.role, user.role) && !hasWiderAccess(reader, actor.user, user);

export const toActionTarget = (context: Context, actor: Party, user: User): ActionTarget => ({
  role: user.role,
  status: statusAt(user, context.clock.now()),
  twoFactor: user.twoFactor,
  frozen:
    user.frozenAt === null
      ? 'no'
      : isReported(context, context.storage.read, user, actor.id)
        ? 'against_actor'
        : 'against_other',
  lockedBy: user.codeLockedAt !== null ? 'codes' : user.passwordLockedAt !== null ? 'passwords' : 'nothing',
  // The rule concerns Partner Admins only, so other targets need no query.
  isSecondApproverRequired:
    user.role === 'partner_admin' && getFirm(context.storage.read)?.isSecondApproverRequired === true,
  hasWiderAccess: hasWiderAccess(context.storage.read, actor, user),
});

/** @throws Refusal not_found, for a hidden user as for a missing one. */
export function requireVisible(reader: Reader, actor: Acting, userId: UserId): Target {
  const visible = findVisible(reader, actor.user, userId);
  return visible === undefined ? refuse({ code: 'not_found' }) : { user: visible.target, relation: visible.relation };
}

/**
 * @param version the version that the window saw; undefined when other changes do not matter.
 * @throws Refusal not_found, forbidden, not_possible, conflict.
 */
export function requireTarget(
  context: Context,
  reader: Reader,
  actor: Acting,
  userId: UserId,
  action: UserAction,
  version?: number,
): Target {
  const target = requireVisible(reader, actor, userId);
  const availability = decideAction(
    action,
    actor.user.role,
    target.relation,
    toActionTarget(context, actor.user, target.user),
  );
  // Already deactivated or reactivated, by a second click or in another window: not a denial.
  if (availability === null)
    return refuse({ code: mayDoTo(actor, target, rightTo(action)) ? 'conflict' : 'forbidden' });
  if (availability !== 'available') return refuse({ code: 'not_possible', why: availability });
  if (version !== undefined && version !== target.user.version) return refuse({ code: 'conflict' });
  return target;
}

export const mayDoTo = (actor: Acting, target: Target, action: TargetAction): boolean =>
  mayActOn(actor.user.role, target.user.role, target.relation, action);
