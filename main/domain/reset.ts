// The questions that an administrator answers before a reset, with their possible answers.
import { refuse } from './refusal.ts';

/** With `replace` the old authenticator works until the new one is confirmed, or until a deadline. */
export type ResetMode = 'revoke_now' | 'replace';

/** A replacement is for an old phone that its owner holds. There is no "other": it could be a phone that was stolen. */
export const RESET_REASONS = {
  revoke_now: [
    'lost_phone',
    'stolen_phone',
    'new_phone',
    'app_removed',
    'too_many_attempts',
    'setup_code_lost',
    'other',
  ],
  replace: ['changing_phone', 'phone_failing', 'changing_app'],
} as const satisfies Readonly<Record<ResetMode, readonly string[]>>;
export type ResetReason = (typeof RESET_REASONS)[ResetMode][number];

/** @throws Refusal bad_input (reason). */
export function requireReasonFor(mode: ResetMode, reason: ResetReason): void {
  const reasons: readonly ResetReason[] = RESET_REASONS[mode];
  if (!reasons.includes(reason))
    refuse({ code: 'bad_input', fields: [{ field: 'reason', message: 'Choose a reason that fits what happened.' }] });
}

/**
 * Knowledge questions (date of birth, last invoice) are missing on purpose: people who steal accounts know the answers.
 */
export const IDENTITY_CHECKS = ['call_back', 'video_with_id', 'in_person', 'vouched_by_colleague'] as const;
export type IdentityCheck = (typeof IDENTITY_CHECKS)[number];

/** Presence: how long an administrator's fresh code is enough for further acts. */
export const PRESENCE_MS = 5 * 60_000;

/** A number on file that was changed within this time may be the caller's own. */
export const NUMBER_IS_FRESH_MS = 30 * 24 * 3_600_000;
