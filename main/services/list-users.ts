// The Users tab: one page of the users that the actor may see, with what may be done to each.
import { decideReset, type ResetAvailability } from '../domain/reset.ts';
import { type ClientId, type Status, statusAt } from '../domain/user.ts';
import { type ListedUser, listUsers as listStoredUsers, type UserColumn } from '../storage/users.ts';
import { type Actor, relationOf } from './actor.ts';
import type { Context } from './context.ts';

export interface UserListRequest {
  readonly search: string;
  readonly clientId: ClientId | null;
  readonly sort: { readonly column: UserColumn; readonly isDescending: boolean };
  readonly offset: number;
  readonly limit: number;
}

export interface UserListEntry extends ListedUser {
  readonly status: Status | null;
  /** Undefined: the actor's role never resets anyone, so there is nothing to show. */
  readonly reset: ResetAvailability | undefined;
}

export function listUsers(
  context: Context,
  actor: Actor,
  request: UserListRequest,
): { readonly rows: readonly UserListEntry[]; readonly total: number } {
  const { read } = context.storage;
  const now = context.clock.now();
  const page = listStoredUsers(read, { ...request, actor: actor.user, now });
  const rows = page.rows.map((row): UserListEntry => {
    if (row.user === null) return { ...row, status: null, reset: undefined };
    const status = statusAt(row.user, now);
    const relation = relationOf(read, actor.user, row.user);
    return { ...row, status, reset: decideReset(actor.user.role, relation, { role: row.role, status, twoFactor: row.user.twoFactor }) };
  });
  return { rows, total: page.total };
}
