// The role policy: which role may do what to which user. Only this file decides it. The door and the use cases ask
// here, and the screens show the answer. Tests compare it with every line of the firm's matrices in test/data
// (permission-matrix, firm-permissions, invite-matrix).
import { isPartnerRole, ROLES, type Role, type Status } from './user.ts';

export const TARGET_ACTIONS = [
  'see_in_list',
  'see_email',
  'view_details',
  'edit_details',
  'change_role',
  'manage_client_access',
  'resend_invitation',
  'reset_password',
  'issue_temporary_code',
  'reset_2fa',
  'approve_reset',
  'deactivate',
  'reactivate',
] as const;
export type TargetAction = (typeof TARGET_ACTIONS)[number];

/** `other`: another user, seen by a Partner Admin. Client access plays no part then. */
export type Relation = 'self' | 'other' | 'shares_client' | 'no_shared_client';

const SEE: readonly TargetAction[] = ['see_in_list', 'see_email', 'view_details'];
const MANAGE: readonly TargetAction[] = [
  ...SEE,
  'edit_details',
  'change_role',
  'manage_client_access',
  'resend_invitation',
];
const NOTHING: readonly TargetAction[] = [];

/** These lead into the target's account or widen what it may do. Nobody does them to a role that they may not invite. */
const HANDS_OUT: readonly TargetAction[] = [
  'change_role',
  'manage_client_access',
  'resend_invitation',
  'reset_password',
  'issue_temporary_code',
  'reset_2fa',
  'approve_reset',
  'reactivate',
];

function actionsOn(actor: Role, target: Role, relation: Relation): readonly TargetAction[] {
  const actions = actionsNear(actor, target, relation);
  return mayHandOut(actor, target) ? actions : actions.filter((action) => !HANDS_OUT.includes(action));
}

function actionsNear(actor: Role, target: Role, relation: Relation): readonly TargetAction[] {
  if (relation === 'self') {
    if (actor !== target) return NOTHING;
    // Client Ops has no list of users. Their own account is under My account.
    return actor === 'client_ops' ? ['see_email', 'view_details'] : SEE;
  }
  const sharesClient = relation === 'shares_client' || relation === 'other';
  switch (actor) {
    case 'partner_admin':
      return TARGET_ACTIONS;
    case 'partner_ops':
      if (target === 'partner_admin') return ['see_in_list'];
      return target === 'partner_ops' || sharesClient ? [...MANAGE, 'reset_password'] : NOTHING;
    case 'client_admin':
    case 'client_self_service':
      return !isPartnerRole(target) && sharesClient ? MANAGE : NOTHING;
    case 'client_ops':
      return NOTHING;
  }
}

export function mayActOn(actor: Role, target: Role, relation: Relation, action: TargetAction): boolean {
  return actionsOn(actor, target, relation).includes(action);
}

/**
 * False: this role can never do it to anyone. The screens do not offer it, and the door refuses before it looks at the
 * user.
 */
export function mayEver(actor: Role, action: TargetAction): boolean {
  return (['self', 'other', 'shares_client'] as const).some((relation) =>
    ROLES.some((target) => mayActOn(actor, target, relation, action)),
  );
}

/** Everybody else reads that a frozen account is locked: that somebody has repudiated an act is not for them. */
export const seesFrozen = (role: Role): boolean => mayEver(role, 'reset_2fa');
/** The status as the role reads it. */
export const shownStatus = (role: Role, status: Status): Status =>
  status === 'frozen' && !seesFrozen(role) ? 'locked' : status;

/**
 * The help desk calls the number on file, so a client's own people do not choose it. They propose one. Nobody confirms
 * their own. For the only Partner Admin of a firm see `changesOwnNumber`.
 */
export const mayChangeNumbers = (actor: Role): boolean => isPartnerRole(actor);

export const FIRM_ACTIONS = [
  'view_clients',
  'add_client',
  'edit_client',
  'terminate_client',
  'edit_firm',
  'edit_policy',
  'view_activity',
  'export_activity',
  'import_users',
  'export_users',
  'backup',
  'restore',
] as const;
export type FirmAction = (typeof FIRM_ACTIONS)[number];

const FIRM_RIGHTS: Readonly<Record<Role, readonly FirmAction[]>> = {
  partner_admin: FIRM_ACTIONS,
  partner_ops: ['view_clients', 'add_client'],
  client_admin: ['view_clients'],
  client_ops: [],
  client_self_service: ['view_clients'],
};

/** Actions on the firm or its clients. A user without all clients may do them to their own clients only. */
export const mayDo = (actor: Role, action: FirmAction): boolean => FIRM_RIGHTS[actor].includes(action);

/** The firm's own people see the firm's numbers. What each role counts and reads there follows from its other rights. */
export const seesOverview = (role: Role): boolean => isPartnerRole(role);

/** The role reads status and 2FA of people with this role. Of a Partner Admin, Partner Ops sees name and role only. */
export const readsStateOf = (actor: Role, target: Role): boolean =>
  mayActOn(actor, target, 'shares_client', 'see_email');

const INVITES: Readonly<Record<Role, readonly Role[]>> = {
  partner_admin: ROLES,
  partner_ops: ['partner_ops', 'client_admin', 'client_ops', 'client_self_service'],
  client_admin: ['client_admin', 'client_ops', 'client_self_service'],
  client_ops: [],
  client_self_service: ['client_ops', 'client_self_service'],
};

/** The roles that an actor may invite: none above their own. */
export const rolesToInvite = (actor: Role): readonly Role[] => INVITES[actor];

/** An account of this role may be handed out by the actor: by an invitation, or by whatever else leads into it. */
export const mayHandOut = (actor: Role, role: Role): boolean => INVITES[actor].includes(role);

/** The new role may hand out what the old one may not, so it is a promotion. */
export const isPromotion = (from: Role, to: Role): boolean => INVITES[to].some((role) => !mayHandOut(from, role));

/**
 * Roles that the actor may give this target, including its current one. Empty where the actor may not change the role.
 */
export function rolesToGrant(actor: Role, target: Role, relation: Relation): readonly Role[] {
  if (!mayActOn(actor, target, relation, 'change_role')) return [];
  // A role change never moves a person between the firm's own people and a client's people.
  return ROLES.filter(
    (role) => isPartnerRole(role) === isPartnerRole(target) && (role === target || mayHandOut(actor, role)),
  );
}
