// The names that the list gives to users and columns, and its sentence when there is nobody to show.
import type { UserFilters, UserRow } from '../../../preload/contract/index.ts';
import { fullName } from '../../words/user-words.ts';

/** The columns that a person can hide. */
export const USER_COLUMN_WORDS = {
  role: 'Role',
  clientAccess: 'Client access',
  status: 'Status',
  twoFactor: '2FA',
  lastSignIn: 'Last sign-in',
} as const;

/** The name as its order reads it; for an invited user without one the email, if the role may see it. */
export function listName(user: UserRow, byLastName: boolean): string {
  const { firstName, lastName } = user;
  const name = byLastName ? [lastName, firstName].filter((part) => part !== '').join(', ') : fullName(user);
  return name || user.details?.email || 'Invited, no name yet';
}

export const countFilters = (filters: UserFilters): number =>
  filters.roles.length + filters.statuses.length + filters.twoFactor.length + filters.attention.length;

/** @param client the name of the client in view. */
export function emptySentence(search: string, isFiltered: boolean, client: string | undefined): string {
  const where = client === undefined ? '' : ` at ${client}`;
  if (search !== '')
    return `Nobody${where} has “${search}” in the name or email${isFiltered ? ' and matches the filters' : ''}.`;
  if (isFiltered) return `Nobody${where} matches the filters.`;
  return client === undefined ? 'There are no users to show.' : `${client} has no users yet.`;
}
