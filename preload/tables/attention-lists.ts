// What asks for somebody to act, with the filter of Users that lists it. The line above Users and Overview share these
// lists, so that each number stands for the same people in both.
import type { UserFilters } from '../contract/index.ts';

export const NO_USER_FILTERS: UserFilters = { roles: [], statuses: [], twoFactor: [], attention: [] };

export const ATTENTION_LISTS = {
  without_two_factor: { ...NO_USER_FILTERS, attention: ['without_two_factor'] },
  setup_required: { ...NO_USER_FILTERS, twoFactor: ['setup_required'] },
  setup_overdue: { ...NO_USER_FILTERS, attention: ['setup_overdue'] },
  /** Only for those who unfreeze accounts. */
  frozen: { ...NO_USER_FILTERS, statuses: ['frozen'] },
  locked: { ...NO_USER_FILTERS, statuses: ['locked'] },
  invitation_expiring: { ...NO_USER_FILTERS, attention: ['invitation_expiring'] },
  invitation_expired: { ...NO_USER_FILTERS, statuses: ['invitation_expired'] },
  recently_reset: { ...NO_USER_FILTERS, attention: ['recently_reset'] },
  no_number: { ...NO_USER_FILTERS, attention: ['no_number'] },
} as const satisfies Readonly<Record<string, Readonly<UserFilters>>>;

export type AttentionList = keyof typeof ATTENTION_LISTS;
export const attentionLists = Object.keys(ATTENTION_LISTS) as readonly AttentionList[];
