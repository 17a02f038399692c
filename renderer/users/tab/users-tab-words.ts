// The names that the list gives to users, and its sentence when there is nobody to show.
import type { UserFilters, UserRow } from '../../../preload/contract/index.ts';
import { fullName } from '../../words/user-words.ts';

/** The name; for an invited user without one the email, if the role may see it. */
export const listName = (user: UserRow): string => fullName(user) || user.details?.email || 'Invited, no name yet';

export const countFilters = (filters: UserFilters): number =>
  filters.roles.length +
  filters.statuses.length +
  filters.twoFactor.length +
  [filters.isOverdue, filters.isReplacing, filters.hasNoNumber].filter(Boolean).length;

/** @param client the name of the client in view. */
export function emptySentence(search: string, isFiltered: boolean, client: string | undefined): string {
  const where = client === undefined ? '' : ` at ${client}`;
  if (search !== '')
    return `Nobody${where} has “${search}” in the name or email${isFiltered ? ' and matches the filters' : ''}.`;
  if (isFiltered) return `Nobody${where} matches the filters.`;
  return client === undefined ? 'There are no users to show.' : `${client} has no users yet.`;
}
