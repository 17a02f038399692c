// The second approver: which acts wait for another Partner Admin, by policy, and what becomes of a request. Requester, approver and
// target are three people, and what one administrator alone could be talked into is never a whole account.
import type { Role } from './user.ts';

/** Acts on a person. */
export const ACT_KINDS = ['two_factor_reset', 'password_reset', 'temporary_code', 'reactivation'] as const;
export type ActKind = (typeof ACT_KINDS)[number];
export const APPROVAL_KINDS = [...ACT_KINDS, 'second_approver_off'] as const;
export type ApprovalKind = (typeof APPROVAL_KINDS)[number];

/** What is stored; that a request has run out follows from the time. */
export type StoredApprovalState = 'pending' | 'approved' | 'declined' | 'cancelled' | 'carried_out';
export type ApprovalState = StoredApprovalState | 'expired';

/** From the request to the end of carrying it out: whoever asks is on the phone today. */
export const APPROVAL_MS = 24 * 3_600_000;
/** Password and second factor of one person by one administrator within this time are one act. */
export const OTHER_HALF_MS = 24 * 3_600_000;
/** Whom the requester has let in within this time is not a second pair of eyes: it may be the requester's own second account. */
export const INDEPENDENT_AFTER_MS = 24 * 3_600_000;
/** Switching the policy on needs as many: requester, approver and target. */
export const FEWEST_ADMINS = 3;

/** The other half of an account, by what the record calls it. Whoever reactivates hands out a code for a new second factor. */
export const OTHER_HALVES: Readonly<Record<ActKind, readonly string[]>> = {
  two_factor_reset: ['password.reset'],
  temporary_code: ['password.reset'],
  reactivation: ['password.reset'],
  password_reset: ['two_factor.reset', 'user.reactivated'],
};

export function needsSecondApprover(facts: {
  readonly isPolicyOn: boolean;
  readonly targetRole: Role;
  /** Made somebody else of the target within a day, which would be the way around this rule. */
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
];

/** Whoever did this to somebody else may hold that account: it was let in, or made a Partner Admin. */
export const letsIn = (action: string, detail: Readonly<Record<string, unknown>>): boolean =>
  LETS_IN.includes(action) || (action === 'user.edited' && detail['roleTo'] === 'partner_admin');

export const wasDemoted = (action: string, detail: Readonly<Record<string, unknown>>): boolean =>
  action === 'user.edited' && detail['roleFrom'] === 'partner_admin';

/** @param now the latest time that this computer has shown: a clock set back lengthens nothing. */
export function approvalStateAt(
  approval: { readonly state: StoredApprovalState; readonly expiresAt: number; readonly decidedAt: number | null },
  now: number,
): ApprovalState {
  const isOpen = approval.state === 'pending' || approval.state === 'approved';
  if (isOpen) return now >= approval.expiresAt ? 'expired' : approval.state;
  // Closed when somebody asked anew, at the moment in which it had run out.
  return approval.state === 'cancelled' && approval.decidedAt === approval.expiresAt ? 'expired' : approval.state;
}
