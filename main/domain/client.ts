// A client: a business that the firm keeps the books of.

export const CLIENT_TYPES = ['company', 'partnership', 'sole_trader', 'charity', 'trust'] as const;
export type ClientType = (typeof CLIENT_TYPES)[number];

export const CLIENT_STATUSES = ['active', 'terminated'] as const;
export type ClientStatus = (typeof CLIENT_STATUSES)[number];
