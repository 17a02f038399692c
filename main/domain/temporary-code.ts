// A temporary code replaces the authenticator of a person whose phone is not at hand today. The code and its session
// end after its hours, and a session that it opened can set up nothing that lasts.

export const TEMPORARY_CODE_REASONS = ['phone_left_behind', 'phone_not_working', 'other'] as const;
export type TemporaryCodeReason = (typeof TEMPORARY_CODE_REASONS)[number];
