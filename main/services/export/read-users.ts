// The users for a file: those that the list shows, in its order, with what the actor may see of each.
import { mayActOn, shownStatus } from '../../domain/role-policy.ts';
import { type Status, statusAt } from '../../domain/user.ts';
import { listClientNamesOf } from '../../storage/tables/memberships.ts';
import { listUsersById, type User } from '../../storage/tables/users.ts';
import { type Actor, visibleRelation } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { listUserIds, type UserSelection } from '../users/list-users.ts';
import type { Batch } from './write-export.ts';

const BATCH = 500;

export interface ReadUser extends Pick<User, 'firstName' | 'lastName' | 'role'> {
  /** Undefined where the actor may see name and role only. */
  readonly details: { readonly user: User; readonly status: Status; readonly clients: readonly string[] } | undefined;
}

export async function* readUsers(
  context: Context,
  actor: Actor,
  selection: UserSelection,
): AsyncGenerator<Batch<ReadUser>> {
  const { read } = context.storage;
  const ids = await listUserIds(context, actor, selection, Number.MAX_SAFE_INTEGER);
  for (let from = 0; from < ids.length; from += BATCH) {
    const batch = ids.slice(from, from + BATCH);
    const users = listUsersById(read, batch);
    const clients = listClientNamesOf(read, batch, actor.user);
    const now = context.clock.now();
    const rows = batch.flatMap((id): ReadUser[] => {
      const user = users.get(id);
      const relation = user === undefined ? undefined : visibleRelation(read, actor.user, user);
      if (user === undefined || relation === undefined) return [];
      const { firstName, lastName, role } = user;
      const seesDetails = mayActOn(actor.user.role, role, relation, 'see_email');
      const status = shownStatus(actor.user.role, statusAt(user, now));
      const details = seesDetails ? { user, status, clients: clients.get(id) ?? [] } : undefined;
      return [{ firstName, lastName, role, details }];
    });
    yield { rows, done: from + batch.length, total: ids.length };
  }
}
