// The questions that an administrator answers before a reset, with their possible answers.

export const RESET_REASONS = [
  'lost_phone',
  'stolen_phone',
  'new_phone',
  'app_removed',
  'too_many_attempts',
  'setup_code_lost',
  'other',
] as const;
export type ResetReason = (typeof RESET_REASONS)[number];

/**
 * Knowledge questions (date of birth, last invoice) are missing on purpose: people who steal accounts know the answers.
 */
export const IDENTITY_CHECKS = ['call_back', 'video_with_id', 'in_person', 'vouched_by_colleague'] as const;
export type IdentityCheck = (typeof IDENTITY_CHECKS)[number];

/** Presence: how long an administrator's fresh code is enough for further acts. */
export const PRESENCE_MS = 5 * 60_000;

/** A number on file that was changed within this time may be the caller's own. */
export const NUMBER_IS_FRESH_MS = 30 * 24 * 3_600_000;
