// One page of the Users tab: the users that the actor may see, in their current state.
import { type ClientId, type Status, statusAt, type UserId } from '../../domain/user.ts';
import {
  type ListedUser,
  listUserIds as listStoredUserIds,
  listUsers as listStoredUsers,
} from '../../storage/lists/user-list.ts';
import type { UserFilters } from '../../storage/lists/user-query.ts';
import type { UserColumn } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';

/** Which users, and in which order. */
export interface UserSelection {
  readonly search: string;
  readonly clientId: ClientId | null;
  readonly filters: UserFilters;
  readonly sort: { readonly column: UserColumn; readonly isDescending: boolean };
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
      (row): UserListEntry => ({ ...row, status: row.user === null ? null : statusAt(row.user, now) }),
    ),
    total: page.total,
  };
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
