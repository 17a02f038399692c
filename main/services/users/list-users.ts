// One page of the Users tab: the users that the actor may see, in their current state.
import { shownStatus } from '../../domain/role-policy.ts';
import { type ClientId, type Status, statusAt, type UserId } from '../../domain/user.ts';
import {
  countUsersBy,
  type ListedUser,
  listUserIds as listStoredUserIds,
  listUsers as listStoredUsers,
} from '../../storage/lists/user-list.ts';
import type { UserFilters, UserSort } from '../../storage/lists/user-query.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';

/** Which users, and in which order. */
export interface UserSelection {
  readonly search: string;
  readonly clientId: ClientId | null;
  readonly filters: UserFilters;
  readonly sort: UserSort;
}

export interface UserListRequest extends UserSelection {
  readonly offset: number;
  readonly limit: number;
}

export interface UserListEntry extends ListedUser {
  /** Null when the actor sees name and role only. */
  readonly status: Status | null;
}

export async function listUsers(
  context: Context,
  actor: Actor,
  request: UserListRequest,
): Promise<{ readonly rows: readonly UserListEntry[]; readonly total: number }> {
  const now = context.clock.now();
  const page = await listStoredUsers(context.storage, { ...request, actor: actor.user, now });
  return {
    rows: page.rows.map(
      (row): UserListEntry => ({
        ...row,
        status: row.user === null ? null : shownStatus(actor.user.role, statusAt(row.user, now)),
      }),
    ),
    total: page.total,
  };
}

/** How many users each of the filters leaves. */
export function countUsers(
  context: Context,
  actor: Actor,
  request: Pick<UserSelection, 'search' | 'clientId'> & { readonly filters: readonly UserFilters[] },
): Promise<readonly number[]> {
  const { filters, ...base } = request;
  return countUsersBy(context.storage, { ...base, actor: actor.user, now: context.clock.now() }, filters);
}

/** The ids of all matching users in their order, at most `max`, for selecting everything. */
export function listUserIds(
  context: Context,
  actor: Actor,
  request: UserSelection,
  max: number,
): Promise<readonly UserId[]> {
  return listStoredUserIds(context.storage, { ...request, actor: actor.user, now: context.clock.now() }, max);
}
