// A user: role, status, state of the second factor. The words on the screen are in the renderer.

export type UserId = number & { readonly brand: 'UserId' };
export type ClientId = number & { readonly brand: 'ClientId' };

export const ROLES = ['partner_admin', 'partner_ops', 'client_admin', 'client_ops', 'client_self_service'] as const;
export type Role = (typeof ROLES)[number];

export const isPartnerRole = (role: Role): boolean => role === 'partner_admin' || role === 'partner_ops';

/** The stored status. `invitation_expired` and `locked` follow from it and the time: see `statusAt`. */
export type StoredStatus = 'invited' | 'active' | 'deactivated';
export const STATUSES = ['invited', 'invitation_expired', 'active', 'locked', 'deactivated'] as const;
export type Status = (typeof STATUSES)[number];

export const TWO_FACTOR_STATES = ['not_set_up', 'set_up', 'setup_required'] as const;
export type TwoFactorState = (typeof TWO_FACTOR_STATES)[number];

export interface StatusFacts {
  readonly status: StoredStatus;
  /** Epoch ms; only for invited users. */
  readonly invitationExpiresAt: number | null;
  /** A factor was disabled after too many failures in a row, or the account is frozen. */
  readonly isLocked: boolean;
  readonly twoFactor: TwoFactorState;
  /** Epoch ms; only while setup is required with a setup code. */
  readonly setupDeadlineAt: number | null;
}

/** A required setup locks the account after its deadline: an account never stays open with a password alone. */
export function isSetupOverdue(facts: Pick<StatusFacts, 'twoFactor' | 'setupDeadlineAt'>, now: number): boolean {
  return facts.twoFactor === 'setup_required' && facts.setupDeadlineAt !== null && facts.setupDeadlineAt <= now;
}

export function statusAt(facts: StatusFacts, now: number): Status {
  if (facts.status === 'deactivated') return 'deactivated';
  if (facts.status === 'invited') {
    return facts.invitationExpiresAt !== null && facts.invitationExpiresAt <= now ? 'invitation_expired' : 'invited';
  }
  return facts.isLocked || isSetupOverdue(facts, now) ? 'locked' : 'active';
}

/** A Partner Admin who can sign in and act today: active, not locked, second factor set up and not pending. */
export function isAbleAdmin(role: Role, facts: StatusFacts, now: number): boolean {
  return role === 'partner_admin' && facts.twoFactor === 'set_up' && statusAt(facts, now) === 'active';
}
