// The actions on one user, and what can be done now: yes, not now and why, or never by this role. The row menu, the details
// and the use cases that carry an action out share this one table.
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
  | 'locked_by_codes'
  | 'needs_second_approver'
  | 'wider_access';
/** Possible now, or why not. A word, not an object: a page of the list carries one for each action and row. */
export type Availability = 'available' | Block;

export interface ActionTarget {
  readonly role: Role;
  readonly status: Status;
  readonly twoFactor: TwoFactorState;
  /** The user has repudiated an act: one of the actor's, or one of somebody else's. */
  readonly frozen: 'no' | 'against_actor' | 'against_other';
  /** What wrong guesses have locked. Codes are asked for after the password, so they say that it may be known. */
  readonly lockedBy: 'nothing' | 'passwords' | 'codes';
  /** For a Partner Admin: the firm's policy makes certain acts on them wait for a second approver. */
  readonly isSecondApproverRequired: boolean;
  /** The account has access to clients that the actor could not give. */
  readonly hasWiderAccess: boolean;
}

interface Rule {
  /** The action's name in the permission matrix. */
  readonly right: TargetAction;
  readonly isForOwnAccount?: true;
  /** Somebody who holds the code that it makes comes into the account, or half of the way. */
  readonly leadsIn?: true;
  /** The menu has no entry for it otherwise. */
  readonly isOffered?: (target: ActionTarget) => boolean;
  /** Why it is not possible now. */
  readonly block?: (target: ActionTarget) => Block | undefined;
}

const isInvited = ({ status }: ActionTarget): boolean => status === 'invited' || status === 'invitation_expired';

/** A code is handed out only for an account that is in use, and never for a frozen one. */
function findAccountBlock(target: ActionTarget): Block | undefined {
  if (target.frozen !== 'no') return 'frozen';
  if (target.status === 'deactivated') return 'deactivated';
  return isInvited(target) ? 'invited' : undefined;
}

function findTemporaryCodeBlock({
  role,
  status,
  twoFactor,
  isSecondApproverRequired,
}: ActionTarget): Block | undefined {
  // The code stands in for an authenticator, so there must be one.
  if (twoFactor !== 'set_up') return 'not_set_up';
  if (status === 'locked') return 'locked';
  return role === 'partner_admin' && !isSecondApproverRequired ? 'needs_second_approver' : undefined;
}

const RULES = {
  viewDetails: { right: 'view_details', isForOwnAccount: true },
  edit: {
    right: 'edit_details',
    block: ({ status }) => (status === 'deactivated' ? 'deactivated' : undefined),
  },
  unfreeze: {
    right: 'reset_2fa',
    isOffered: ({ frozen }) => frozen !== 'no',
    block: ({ frozen }) => (frozen === 'against_actor' ? 'frozen_against_you' : undefined),
  },
  // It hands out no code, but it opens the account, so it takes the right that a new password takes.
  unlock: {
    right: 'reset_password',
    leadsIn: true,
    isOffered: ({ lockedBy }) => lockedBy !== 'nothing',
    block: (target) => findAccountBlock(target) ?? (target.lockedBy === 'codes' ? 'locked_by_codes' : undefined),
  },
  resetTwoFactor: {
    right: 'reset_2fa',
    leadsIn: true,
    block: (target) => findAccountBlock(target) ?? (target.twoFactor === 'not_set_up' ? 'not_set_up' : undefined),
  },
  issueTemporaryCode: {
    right: 'issue_temporary_code',
    leadsIn: true,
    block: (target) => findAccountBlock(target) ?? findTemporaryCodeBlock(target),
  },
  resetPassword: { right: 'reset_password', leadsIn: true, block: findAccountBlock },
  resendInvitation: {
    right: 'resend_invitation',
    leadsIn: true,
    block: (target) => (isInvited(target) ? undefined : 'not_invited'),
  },
  // The menu has one slot: an invitation can be cancelled, deactivated users can be reactivated, all others deactivated.
  cancelInvitation: { right: 'deactivate', isOffered: isInvited },
  deactivate: { right: 'deactivate', isOffered: (target) => target.status !== 'deactivated' && !isInvited(target) },
  reactivate: {
    right: 'reactivate',
    leadsIn: true,
    isOffered: ({ status }) => status === 'deactivated',
    // Reactivating hands out a code. An administrator whose act was repudiated must not get one through a deactivation.
    block: ({ frozen }) => (frozen === 'no' ? undefined : 'frozen'),
  },
} satisfies Readonly<Record<string, Rule>>;

export type UserAction = keyof typeof RULES;
/** Null: the role can never do it to this user, so nothing is offered. */
export type UserActions = Readonly<Record<UserAction, Availability | null>>;

export const USER_ACTIONS = Object.keys(RULES) as readonly UserAction[];

const ruleOf = (action: UserAction): Rule => RULES[action];
export const rightTo = (action: UserAction): TargetAction => ruleOf(action).right;

/**
 * May this actor do this to this target now? The rule about the last able admin needs the whole firm and is checked where
 * the action is carried out.
 */
export function decideAction(
  action: UserAction,
  actor: Role,
  relation: Relation,
  target: ActionTarget,
): Availability | null {
  const { right, isForOwnAccount, leadsIn, isOffered, block } = ruleOf(action);
  if (isOffered?.(target) === false) return null;
  if (relation === 'self' && isForOwnAccount !== true) return mayEver(actor, right) ? 'own_account' : null;
  if (!mayActOn(actor, target.role, relation, right)) return null;
  const why = block?.(target);
  if (why !== undefined) return why;
  return leadsIn === true && target.hasWiderAccess ? 'wider_access' : 'available';
}

const forEach = (decide: (action: UserAction) => Availability | null): UserActions =>
  Object.fromEntries(USER_ACTIONS.map((action) => [action, decide(action)])) as UserActions;

export const decideActions = (actor: Role, relation: Relation, target: ActionTarget): UserActions =>
  forEach((action) => decideAction(action, actor, relation, target));

/** For a user who is visible to the actor by name and role only. */
export const NO_ACTIONS: UserActions = forEach(() => null);
