// When the Users tab asks before the window draws: once for each letter, and once for a number above the list.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ATTENTION_LISTS } from '../../../preload/tables/attention-lists.ts';
import { type AppStore, NO_USER_FILTERS, useAppStore } from '../../../renderer/state.ts';
import { followSearch } from '../../../renderer/users/tab/use-user-pages.ts';
import { clearUserFilters, setFilters } from '../../../renderer/users/tab/users-tab-filters.ts';

const { setPlace } = useAppStore.getState();
const asked: AppStore[] = [];
let end = (): void => undefined;

beforeEach(() => {
  vi.useFakeTimers();
  asked.splice(0);
  useAppStore.setState({ signedIn: {} as NonNullable<AppStore['signedIn']>, places: {} });
  setFilters(NO_USER_FILTERS);
  end = followSearch('users', (state) => asked.push(state));
});
afterEach(() => {
  end();
  vi.useRealTimers();
});

test('each letter is asked for, and neither scrolling nor the search of another list', () => {
  setPlace('users', { search: 'm', topRow: 0 });
  setPlace('users', { search: 'ma', topRow: 0 });
  setPlace('users', { topRow: 12 });
  setPlace('users of 3', { search: 'x' });
  expect(asked.map(({ places }) => places['users']?.search)).toEqual(['m', 'ma']);
});

test('a number above the list that clears a search is asked for once, with its filter', () => {
  setPlace('users', { search: 'm' });
  setFilters(ATTENTION_LISTS.locked);
  asked.splice(0);
  clearUserFilters();
  setFilters(ATTENTION_LISTS.frozen);
  setPlace('users', { search: '', topRow: 0 });
  expect(asked.map(({ preferences }) => preferences.users.filters)).toEqual([ATTENTION_LISTS.frozen]);
});

test('signing out forgets the search, which is no question', () => {
  setPlace('users', { search: 'm' });
  useAppStore.setState({ signedIn: undefined, places: {} });
  expect(asked).toHaveLength(1);
});
