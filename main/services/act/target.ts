// On whom an act is done. The target must be visible to the actor, the act permitted and possible now, and the user
// unchanged since the window last read it.
import { refuse } from '../../domain/refusal.ts';
import { mayActOn, type Relation, type TargetAction } from '../../domain/role-policy.ts';
import { statusAt, type UserId } from '../../domain/user.ts';
import { type ActionTarget, decideAction, rightTo, type UserAction } from '../../domain/user-actions.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import type { User } from '../../storage/tables/users.ts';
import { type Acting, findVisible } from './actor.ts';
import type { Context } from './context.ts';

export interface Target {
  readonly user: User;
  readonly relation: Relation;
}

export const toActionTarget = (context: Context, actor: { readonly id: UserId }, user: User): ActionTarget => ({
  role: user.role,
  status: statusAt(user, context.clock.now()),
  twoFactor: user.twoFactor,
  frozen: user.frozenAt === null ? 'no' : user.frozenAgainstId === actor.id ? 'against_actor' : 'against_other',
  // The rule concerns Partner Admins only, so other targets need no query.
  isSecondApproverRequired:
    user.role === 'partner_admin' && getFirm(context.storage.read)?.isSecondApproverRequired === true,
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
