// The second approver: which acts wait for another Partner Admin, by policy, and the states of a request. Requester,
// approver and target are three people. A caller who persuades one administrator alone must never get a whole account.
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
/**
 * One administrator who resets password and second factor of one person within this time holds both halves of the
 * account.
 */
export const OTHER_HALF_MS = 24 * 3_600_000;
/**
 * An account that the requester let in within this time cannot approve: it may be the requester's own second account.
 */
export const INDEPENDENT_AFTER_MS = 24 * 3_600_000;
/** Partner Admins that it takes to switch the policy on: requester, approver and target. */
export const FEWEST_ADMINS = 3;

/**
 * The acts that give the other half of an account, as the record names them. A reactivation hands out a code for a new
 * second factor.
 */
export const OTHER_HALVES = {
  two_factor_reset: ['password.reset'],
  temporary_code: ['password.reset'],
  reactivation: ['password.reset'],
  password_reset: ['two_factor.reset', 'user.reactivated'],
} as const satisfies Readonly<Record<ActKind, readonly string[]>>;

export function needsSecondApprover(facts: {
  readonly isPolicyOn: boolean;
  readonly targetRole: Role;
  /** The target was a Partner Admin until within the last day. Without this a demotion would get around the rule. */
  readonly wasAdminLately: boolean;
  readonly hasDoneOtherHalf: boolean;
}): boolean {
  return facts.isPolicyOn && (facts.targetRole === 'partner_admin' || facts.wasAdminLately || facts.hasDoneOtherHalf);
}

const LETS_IN = [
  'user.invited',
  'invitation.resent',
  'two_factor.reset',
  'password.reset',
  'temporary_code.issued',
  'user.reactivated',
  'user.made_partner_admin',
];

/**
 * Acts after which the actor may hold the account: it was let in, or made a Partner Admin. Before schema 4 a new role was
 * recorded as an edit.
 */
export const letsIn = (action: string, detail: Readonly<Record<string, unknown>>): boolean =>
  LETS_IN.includes(action) || (action === 'user.edited' && detail['roleTo'] === 'partner_admin');

export const wasDemoted = (action: string, detail: Readonly<Record<string, unknown>>): boolean =>
  action === 'user.edited' && detail['roleFrom'] === 'partner_admin';

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
