// The second approver: which acts wait for another Partner Admin, by policy, and the states of a request. Requester,
// approver and target are three people who are independent of each other (independence.ts). A caller who persuades one administrator alone must never get a whole account.
import type { Role } from './user.ts';

/** Acts on a person. */
export const ACT_KINDS = ['two_factor_reset', 'password_reset', 'temporary_code', 'reactivation'] as const;
export type ActKind = (typeof ACT_KINDS)[number];
export const APPROVAL_KINDS = [...ACT_KINDS, 'second_approver_off'] as const;
export type ApprovalKind = (typeof APPROVAL_KINDS)[number];

/** The stored state. `expired` is not stored: it follows from the time. */
export type StoredApprovalState = 'pending' | 'approved' | 'declined' | 'cancelled' | 'carried_out';
export type ApprovalState = StoredApprovalState | 'expired';

/** From the request until it must be carried out. The requester has the person on the phone today. */
export const APPROVAL_MS = 24 * 3_600_000;
/** A person who resets both password and second factor of somebody within this time holds both halves of the account. */
export const OTHER_HALF_MS = 24 * 3_600_000;
/** Independent Partner Admins that it takes to switch the policy on: requester, approver and target. */
export const FEWEST_ADMINS = 3;

/**
 * The acts that give the other half of an account, as the record names them. A reactivation hands out a code for a new
 * second factor.
 */
export const OTHER_HALVES = {
  two_factor_reset: ['password.reset'],
  temporary_code: ['password.reset'],
  reactivation: ['password.reset'],
  password_reset: ['two_factor.reset', 'user.reactivated', 'temporary_code.issued'],
} as const satisfies Readonly<Record<ActKind, readonly string[]>>;

export function needsSecondApprover(facts: {
  readonly isPolicyOn: boolean;
  readonly targetRole: Role;
  /** The target was a Partner Admin, and their removal is not over. Without this a demotion would get around the rule. */
  readonly wasAdminLately: boolean;
  readonly hasDoneOtherHalf: boolean;
}): boolean {
  return facts.isPolicyOn && (facts.targetRole === 'partner_admin' || facts.wasAdminLately || facts.hasDoneOtherHalf);
}

/** @param now the latest time that this computer has shown: setting the clock back lengthens nothing. */
export function approvalStateAt(
  approval: { readonly state: StoredApprovalState; readonly expiresAt: number; readonly decidedAt: number | null },
  now: number,
): ApprovalState {
  const isOpen = approval.state === 'pending' || approval.state === 'approved';
  if (isOpen) return now >= approval.expiresAt ? 'expired' : approval.state;
  // An expired request is closed when somebody asks again, with the time of its expiry.
  return approval.state === 'cancelled' && approval.decidedAt === approval.expiresAt ? 'expired' : approval.state;
}
