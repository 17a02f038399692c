// A firm always keeps one able admin: a Partner Admin who is active, neither locked nor frozen, and has a password and
// a second factor that is set up. A Partner Admin who was asked to replace the factor can still sign in with the old
// one, but only until a deadline: the firm does not rely on them.
import { isAbleAdmin, type UserId } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { getPassword } from '../../storage/tables/passwords.ts';
import { listAdmins, listAdminsWithPassword, type User } from '../../storage/tables/users.ts';
import type { Context } from './context.ts';

/** One of the first is nearly always able, and each sign-in of a Partner Admin asks. */
const ASKED_AT_ONCE = 8;

export function isAble(context: Context, reader: Reader, user: User): boolean {
  // A user whose password was reset has none until they choose a new one.
  return isAbleAdmin(user.role, user, context.clock.now()) && getPassword(reader, user.id) !== undefined;
}

export function listAbleAdmins(context: Context, reader: Reader): readonly User[] {
  return listAdmins(reader).filter((admin) => isAble(context, reader, admin));
}

/** No other Partner Admin is there. One who is locked, frozen or without 2FA is there. */
export const isOnlyAdmin = (reader: Reader, id: UserId): boolean =>
  listAdmins(reader).every((admin) => admin.id === id || admin.status !== 'active');

export function isLastAbleAdmin(context: Context, reader: Reader, user: User): boolean {
  if (!isAble(context, reader, user)) return false;
  const isOther = (admin: User): boolean =>
    admin.id !== user.id && admin.replaceRequestedAt === null && isAble(context, reader, admin);
  for (let after = 0; ; ) {
    const some = listAdminsWithPassword(reader, after, ASKED_AT_ONCE);
    if (some.some(isOther)) return false;
    const last = some.at(-1);
    if (last === undefined || some.length < ASKED_AT_ONCE) return true;
    after = last.id;
  }
}
