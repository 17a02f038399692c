// What can be done to one user now: yes, not now and why, or never by this role. One rule for the row menu, the details
// and the use cases that carry it out.
import { mayActOn, mayEver, type Relation, type TargetAction } from './role-policy.ts';
import type { Role, Status, TwoFactorState } from './user.ts';

export type Block =
  | 'own_account'
  | 'invited'
  | 'deactivated'
  | 'not_set_up'
  | 'not_invited'
  | 'frozen'
  | 'frozen_against_you'
  | 'locked'
  | 'needs_second_approver';
/** Possible now, or why it is not. A word, not an object: a page of the list carries nine of them for each row. */
export type Availability = 'available' | Block;

export const USER_ACTIONS = [
  'viewDetails',
  'edit',
  'unfreeze',
  'resetTwoFactor',
  'issueTemporaryCode',
  'resetPassword',
  'resendInvitation',
  'deactivate',
  'reactivate',
] as const;
export type UserAction = (typeof USER_ACTIONS)[number];
/** Null: the role can never do it to this user, so nothing is offered. */
export type UserActions = Readonly<Record<UserAction, Availability | null>>;

export interface ActionTarget {
  readonly role: Role;
  readonly status: Status;
  readonly twoFactor: TwoFactorState;
  /** The user has said that an act was not agreed: one of the actor's, or somebody else's. */
  readonly frozen: 'no' | 'against_actor' | 'against_other';
  /** Of a Partner Admin: the firm's policy makes certain acts on them wait for a second one. */
  readonly isSecondApproverRequired: boolean;
}

/** What the permission matrix calls each of them. */
export const RIGHTS: Readonly<Record<UserAction, TargetAction>> = {
  viewDetails: 'view_details',
  edit: 'edit_details',
  unfreeze: 'reset_2fa',
  resetTwoFactor: 'reset_2fa',
  issueTemporaryCode: 'issue_temporary_code',
  resetPassword: 'reset_password',
  resendInvitation: 'resend_invitation',
  deactivate: 'deactivate',
  reactivate: 'reactivate',
};

const isInvited = (status: Status): boolean => status === 'invited' || status === 'invitation_expired';

function findBlock(action: UserAction, target: ActionTarget): Block | undefined {
  switch (action) {
    case 'viewDetails':
      return undefined;
    case 'edit':
      return target.status === 'deactivated' ? 'deactivated' : undefined;
    case 'unfreeze':
      return target.frozen === 'against_actor' ? 'frozen_against_you' : undefined;
    case 'resetTwoFactor':
      if (target.frozen !== 'no') return 'frozen';
      if (target.status === 'deactivated') return 'deactivated';
      if (isInvited(target.status)) return 'invited';
      return target.twoFactor === 'not_set_up' ? 'not_set_up' : undefined;
    case 'issueTemporaryCode':
      if (target.frozen !== 'no') return 'frozen';
      if (target.status === 'deactivated') return 'deactivated';
      if (isInvited(target.status)) return 'invited';
      // It stands in for an authenticator: without one there is nothing to stand in for.
      if (target.twoFactor !== 'set_up') return 'not_set_up';
      if (target.status === 'locked') return 'locked';
      return target.role === 'partner_admin' && !target.isSecondApproverRequired ? 'needs_second_approver' : undefined;
    case 'resetPassword':
      if (target.frozen !== 'no') return 'frozen';
      if (target.status === 'deactivated') return 'deactivated';
      return isInvited(target.status) ? 'invited' : undefined;
    case 'resendInvitation':
      return isInvited(target.status) ? undefined : 'not_invited';
    case 'deactivate':
      return undefined;
    case 'reactivate':
      // It hands out a code: the one whose act was repudiated must not come to one by way of a deactivation.
      return target.frozen === 'no' ? undefined : 'frozen';
  }
}

/**
 * May this actor do this to this target now? The rule about the last able admin needs the whole firm and is checked where
 * the act is carried out.
 */
export function decideAction(
  action: UserAction,
  actor: Role,
  relation: Relation,
  target: ActionTarget,
): Availability | null {
  // One slot in the menu: whoever is deactivated can be reactivated, everyone else deactivated.
  if (action === 'deactivate' && target.status === 'deactivated') return null;
  if (action === 'reactivate' && target.status !== 'deactivated') return null;
  if (action === 'unfreeze' && target.frozen === 'no') return null;
  const right = RIGHTS[action];
  if (relation === 'self' && action !== 'viewDetails') return mayEver(actor, right) ? 'own_account' : null;
  if (!mayActOn(actor, target.role, relation, right)) return null;
  return findBlock(action, target) ?? 'available';
}

export function decideActions(actor: Role, relation: Relation, target: ActionTarget): UserActions {
  return {
    viewDetails: decideAction('viewDetails', actor, relation, target),
    edit: decideAction('edit', actor, relation, target),
    unfreeze: decideAction('unfreeze', actor, relation, target),
    resetTwoFactor: decideAction('resetTwoFactor', actor, relation, target),
    issueTemporaryCode: decideAction('issueTemporaryCode', actor, relation, target),
    resetPassword: decideAction('resetPassword', actor, relation, target),
    resendInvitation: decideAction('resendInvitation', actor, relation, target),
    deactivate: decideAction('deactivate', actor, relation, target),
    reactivate: decideAction('reactivate', actor, relation, target),
  };
}
