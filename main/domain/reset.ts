// The answers that an administrator gives about a reset.

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

/** Knowledge questions (date of birth, last invoice) are not on the list: callers who steal accounts know the answers. */
export const IDENTITY_CHECKS = ['call_back', 'video_with_id', 'in_person', 'vouched_by_colleague'] as const;
export type IdentityCheck = (typeof IDENTITY_CHECKS)[number];

/** An administrator's fresh code stands for this long for further resets. */
export const PRESENCE_MS = 5 * 60_000;
