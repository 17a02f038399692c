// A one-time code replaces a password: it opens an invitation, or leads to a new password after a reset.

/** How long it lasts: 7 days for an invitation, 24 hours after a password reset. */
export const ONE_TIME_CODE_MS = { activation: 7 * 24 * 3_600_000, password: 24 * 3_600_000 } as const;
export type OneTimePurpose = keyof typeof ONE_TIME_CODE_MS;
