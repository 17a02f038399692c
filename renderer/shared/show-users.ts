// Opens the list of all users with one filter, from another page.
import type { UserFilters } from '../../preload/contract/index.ts';
import { useAppStore } from '../state.ts';

/** The search is cleared: it would leave out some of the people that the filter stands for. */
export function showUsers(filters: UserFilters): void {
  const { setPreferences, setUserClient, setPlace, enterGlobalView, showTab } = useAppStore.getState();
  setPreferences((all) => ({ ...all, users: { ...all.users, filters } }));
  setUserClient(undefined);
  setPlace('users', { search: '', topRow: 0 });
  enterGlobalView();
  showTab('users');
}
