// A client: a business whose books the firm keeps.

export const CLIENT_TYPES = ['company', 'partnership', 'sole_trader', 'charity', 'trust'] as const;
export type ClientType = (typeof CLIENT_TYPES)[number];

export const CLIENT_STATUSES = ['active', 'terminated'] as const;
export type ClientStatus = (typeof CLIENT_STATUSES)[number];

/** A terminated client can be restored for this long. */
export const RESTORABLE_MS = 90 * 24 * 3_600_000;

/**
 * Until when a terminated client can be restored (epoch ms). Null for a client that is not terminated, and after that
 * time.
 * @param latest the latest time that this computer has shown: setting the clock back gives no more days.
 */
export function decideRestorableUntil(terminatedAt: number | null, latest: number): number | null {
  return terminatedAt === null || latest >= terminatedAt + RESTORABLE_MS ? null : terminatedAt + RESTORABLE_MS;
}
