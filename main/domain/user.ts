// A user: role, status, state of the second factor. The words on the screen are in the renderer.

export type UserId = number & { readonly brand: 'UserId' };
export type ClientId = number & { readonly brand: 'ClientId' };

export const ROLES = ['partner_admin', 'partner_ops', 'client_admin', 'client_ops', 'client_self_service'] as const;
export type Role = (typeof ROLES)[number];
export const isRole = (role: unknown): role is Role => ROLES.some((one) => one === role);

export const isPartnerRole = (role: Role): boolean => role === 'partner_admin' || role === 'partner_ops';

/** The stored status. The others follow from it, from locks and from the time: see `statusAt`. */
export type StoredStatus = 'invited' | 'active' | 'deactivated';
export const STATUSES = ['invited', 'invitation_expired', 'active', 'locked', 'frozen', 'deactivated'] as const;
export type Status = (typeof STATUSES)[number];

export const TWO_FACTOR_STATES = ['not_set_up', 'set_up', 'setup_required'] as const;
export type TwoFactorState = (typeof TWO_FACTOR_STATES)[number];

/** What asks for somebody's attention, in the order in which it is shown. A user can have several of them. */
export const ATTENTION = [
  'without_two_factor',
  'setup_overdue',
  'replacing',
  'invitation_expiring',
  'recently_reset',
  'no_number',
] as const;
export type Attention = (typeof ATTENTION)[number];
const DAY_MS = 24 * 60 * 60 * 1000;
/** An invitation that runs out within this time asks for attention. */
export const INVITATION_EXPIRING_MS = 3 * DAY_MS;
/** For so long after a reset of 2FA a user counts as recently reset. */
export const RECENT_RESET_MS = 30 * DAY_MS;

export interface StatusFacts {
  readonly status: StoredStatus;
  /** Epoch ms; only for invited users. */
  readonly invitationExpiresAt: number | null;
  /** A factor was disabled after too many failures in a row, or the account is frozen. */
  readonly isLocked: boolean;
  /** Epoch ms; "This was not me". */
  readonly frozenAt: number | null;
  readonly twoFactor: TwoFactorState;
  /** Epoch ms; until when 2FA is set up after a reset, or replaced. */
  readonly setupDeadlineAt: number | null;
}

type SetupFacts = Pick<StatusFacts, 'twoFactor' | 'setupDeadlineAt'>;

/**
 * Past its deadline a required setup locks the account: an account never stays open with a password alone. A replacement
 * does the same: the old authenticator does not sign in for ever.
 */
export const isSetupOverdue = ({ setupDeadlineAt }: SetupFacts, now: number): boolean =>
  setupDeadlineAt !== null && setupDeadlineAt <= now;

/** The setup was ended: its user reported the reset, or the policy now asks for a code that was never made. */
export const needsNewReset = ({ twoFactor, setupDeadlineAt }: SetupFacts): boolean =>
  twoFactor === 'setup_required' && setupDeadlineAt === null;

export function statusAt(facts: StatusFacts, now: number): Status {
  if (facts.status === 'deactivated') return 'deactivated';
  if (facts.status === 'invited') {
    return facts.invitationExpiresAt !== null && facts.invitationExpiresAt <= now ? 'invitation_expired' : 'invited';
  }
  if (facts.frozenAt !== null) return 'frozen';
  return facts.isLocked || needsNewReset(facts) || isSetupOverdue(facts, now) ? 'locked' : 'active';
}

/** A Partner Admin who can sign in and act today: active, not locked, second factor set up and not pending. */
export function isAbleAdmin(role: Role, facts: StatusFacts, now: number): boolean {
  return role === 'partner_admin' && facts.twoFactor === 'set_up' && statusAt(facts, now) === 'active';
}
