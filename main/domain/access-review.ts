// The rules of an access review: when one is due, who reviews whom, what deserves a look, and which recorded act decides
// about an account. A review is the firm's look at who has which access, account by account.
import type { ActivityRecord } from './activity-chain.ts';
import { mayActOn, mayEver } from './role-policy.ts';
import { isRole, type Role } from './user.ts';

/** Months from one complete review until the next is due; 0: the firm makes none. */
export type ReviewMonths = 0 | 3 | 6 | 12;

/** What deserves a look, the most pressing first. An account may have several. */
export const REVIEW_REASONS = [
  'partner_admin',
  'never_signed_in',
  'long_away',
  'without_two_factor',
  'all_clients',
] as const;
export type ReviewReason = (typeof REVIEW_REASONS)[number];
/** Who has not signed in for so long is long away. */
export const LONG_AWAY_MS = 90 * 24 * 3_600_000;

export type ReviewDecision = 'confirmed' | 'changed' | 'deactivated';

/** Why an account of a list was not confirmed. */
export type NotConfirmed = 'own_account' | 'changed_meanwhile' | 'decided' | 'stands_out' | 'gone';

/** The role takes part in reviews. To deactivate is the strongest decision, so it decides. */
export const mayReview = (role: Role): boolean => mayEver(role, 'deactivate');

/** Nobody decides about their own account, and nobody about an account that they could not deactivate. */
export const mayDecideAbout = (actor: Role, target: Role): boolean => mayActOn(actor, target, 'other', 'deactivate');

const isNewAccess = ({ action, detail }: ActivityRecord): boolean =>
  action === 'user.made_partner_admin' ||
  (action === 'user.edited' &&
    ['roleTo', 'clientsAdded', 'clientsRemoved', 'hasAllClientsTo', 'joinsNewClientsTo'].some(
      (fact) => detail[fact] !== undefined,
    ));

/**
 * What a recorded act means for the account in an open review. `open`: somebody has to look again, because access was
 * given or changed by somebody who does not decide about this account, or the account was opened again.
 * @returns undefined where it means nothing.
 */
export function followsFrom(record: ActivityRecord): ReviewDecision | 'open' | undefined {
  const { action, outcome, actorId, actorRole, targetId, targetRole } = record;
  if (outcome !== 'done' || targetId === null) return undefined;
  if (action === 'user.reactivated') return 'open';
  // An account that was in use before is deactivated with its invitation. Another one is removed, and its row with it.
  const isDeactivated = action === 'user.deactivated' || action === 'invitation.cancelled';
  const decision = isDeactivated ? 'deactivated' : isNewAccess(record) ? 'changed' : undefined;
  if (decision === undefined) return undefined;
  const isReviewer =
    actorId !== null &&
    actorId !== targetId &&
    isRole(actorRole) &&
    isRole(targetRole) &&
    mayDecideAbout(actorRole, targetRole);
  return isReviewer ? decision : 'open';
}
