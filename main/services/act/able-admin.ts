// The rule that a firm always keeps one Partner Admin who can sign in: active, not locked or frozen, with a password, and with
// a second factor that is set up and not pending. One that is asked to be replaced still signs in.
import { isAbleAdmin } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { getPasswordHash } from '../../storage/tables/passwords.ts';
import { listAdmins, type User } from '../../storage/tables/users.ts';
import type { Context } from './context.ts';

export function isAble(context: Context, reader: Reader, user: User): boolean {
  // Whose password was reset and not chosen anew yet cannot sign in either.
  return isAbleAdmin(user.role, user, context.clock.now()) && getPasswordHash(reader, user.id) !== undefined;
}

export function listAbleAdmins(context: Context, reader: Reader): readonly User[] {
  return listAdmins(reader).filter((admin) => isAble(context, reader, admin));
}

export function isLastAbleAdmin(context: Context, reader: Reader, user: User): boolean {
  if (!isAble(context, reader, user)) return false;
  return !listAdmins(reader).some((admin) => admin.id !== user.id && isAble(context, reader, admin));
}
