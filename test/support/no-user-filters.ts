// The whole list of users.
import type { UserFilters } from '../../main/storage/lists/user-query.ts';

export const NO_USER_FILTERS: UserFilters = {
  roles: [],
  statuses: [],
  twoFactor: [],
  attention: [],
};
