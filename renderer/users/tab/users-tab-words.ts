// How the list calls a person, and what it says when there is nobody to show.
import type { UserFilters, UserRow } from '../../../preload/contract/index.ts';
import { fullName } from '../../words/user-words.ts';

/** By name; an invited person by email, and where the role may not see that either, by what is known. */
export const listName = (user: UserRow): string => fullName(user) || user.details?.email || 'Invited, no name yet';

export const countFilters = (filters: UserFilters): number =>
  filters.roles.length + filters.statuses.length + filters.twoFactor.length + (filters.isOverdue ? 1 : 0);

/** @param client the name of the client in view */
export function emptySentence(search: string, isFiltered: boolean, client: string | undefined): string {
  const where = client === undefined ? '' : ` at ${client}`;
  if (search !== '')
    return `Nobody${where} has “${search}” in the name or email${isFiltered ? ' and matches the filters' : ''}.`;
  if (isFiltered) return `Nobody${where} matches the filters.`;
  return client === undefined ? 'There are no users to show.' : `${client} has no users yet.`;
}
