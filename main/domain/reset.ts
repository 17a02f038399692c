// Whether a second factor may be reset, and the answers that an administrator gives about why.
import { mayActOn, mayEver, type Relation } from './role-policy.ts';
import type { Role, Status, TwoFactorState } from './user.ts';

export const RESET_REASONS = ['lost_phone', 'stolen_phone', 'new_phone', 'app_removed', 'too_many_attempts', 'setup_code_lost', 'other'] as const;
export type ResetReason = (typeof RESET_REASONS)[number];

/** Knowledge questions (date of birth, last invoice) are not on the list: callers who steal accounts know the answers. */
export const IDENTITY_CHECKS = ['call_back', 'video_with_id', 'in_person', 'vouched_by_colleague'] as const;
export type IdentityCheck = (typeof IDENTITY_CHECKS)[number];

/** An administrator's fresh code stands for this long for further resets. */
export const PRESENCE_MS = 5 * 60_000;

export type ResetAvailability = { readonly kind: 'available' } | { readonly kind: 'unavailable'; readonly why: ResetBlock };
export type ResetBlock = 'own_account' | 'invited' | 'deactivated' | 'not_set_up';

/**
 * May this actor reset this target's second factor? Undefined: the actor's role can never reset anyone, so nothing is
 * offered. The rule about the last able admin needs the whole firm and is checked where the reset is carried out.
 */
export function decideReset(
  actor: Role,
  relation: Relation,
  target: { readonly role: Role; readonly status: Status; readonly twoFactor: TwoFactorState },
): ResetAvailability | undefined {
  if (!mayEver(actor, 'reset_2fa')) return undefined;
  if (relation === 'self') return { kind: 'unavailable', why: 'own_account' };
  if (!mayActOn(actor, target.role, relation, 'reset_2fa')) return undefined;
  if (target.status === 'deactivated') return { kind: 'unavailable', why: 'deactivated' };
  if (target.status === 'invited' || target.status === 'invitation_expired') return { kind: 'unavailable', why: 'invited' };
  if (target.twoFactor === 'not_set_up') return { kind: 'unavailable', why: 'not_set_up' };
  return { kind: 'available' };
}
