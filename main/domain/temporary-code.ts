// A temporary code stands in for the authenticator of somebody whose phone is not at hand today. It ends with itself: neither the
// code nor the session that it opens outlasts its hours, and nothing lasting can be made of it.

export const TEMPORARY_CODE_REASONS = ['phone_left_behind', 'phone_not_working', 'other'] as const;
export type TemporaryCodeReason = (typeof TEMPORARY_CODE_REASONS)[number];
