// The filters of the Users tab: how they are set, and how many users each choice of a filter would leave.
import { useCallback } from 'react';
import type { UserFilters } from '../../../preload/contract/index.ts';
import { TWO_FACTOR_WORDS } from '../../../preload/tables/words.ts';
import { request } from '../../bridge.ts';
import { useChoiceCounts } from '../../shared/reading/use-choice-counts.ts';
import { NO_USER_FILTERS, NOWHERE, useAppStore } from '../../state.ts';
import { keysOf } from '../../words/keys-of.ts';
import { ATTENTION_WORDS, ROLE_WORDS, STATUS_WORDS } from '../../words/user-words.ts';

type FilterKind = keyof UserFilters;
const CHOICES: Readonly<Record<FilterKind, readonly string[]>> = {
  roles: keysOf(ROLE_WORDS),
  statuses: keysOf(STATUS_WORDS),
  twoFactor: keysOf(TWO_FACTOR_WORDS),
  attention: keysOf(ATTENTION_WORDS),
};

export function setFilters(change: Partial<UserFilters>): void {
  useAppStore
    .getState()
    .setPreferences((all) => ({ ...all, users: { ...all.users, filters: { ...all.users.filters, ...change } } }));
}

export function clearUserFilters(): void {
  setFilters(NO_USER_FILTERS);
  useAppStore.getState().setUserClient(undefined);
}

/**
 * The props that a filter's menu needs to show how many users each of its choices leaves, beside the other filters.
 * @param list whose search counts, as it is when the menu opens.
 */
export function useUserCounts(list: string, clientId: number | null, filters: UserFilters) {
  const count = useCallback(
    async (kind: FilterKind) =>
      (
        await request('users.count', {
          search: (useAppStore.getState().places[list] ?? NOWHERE).search,
          clientId,
          filters: CHOICES[kind].map((choice) => withChoice(filters, kind, choice)),
        })
      ).totals,
    [list, clientId, filters],
  );
  return useChoiceCounts(CHOICES, count);
}

/** Choices of one filter are joined by OR, so each counts for itself. What asks for attention is joined by AND. */
function withChoice(filters: UserFilters, kind: FilterKind, choice: string): UserFilters {
  const chosen = kind === 'attention' ? [...new Set([...filters.attention, choice])] : [choice];
  return { ...filters, [kind]: chosen };
}
