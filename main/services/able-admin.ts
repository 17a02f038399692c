// The rule that a firm always keeps one Partner Admin who can sign in.
import { isAbleAdmin } from '../domain/user.ts';
import type { Reader } from '../storage/database.ts';
import { getPasswordHash } from '../storage/passwords.ts';
import { listAdmins, type User } from '../storage/users.ts';
import type { Context } from './context.ts';

export function isLastAbleAdmin(context: Context, reader: Reader, user: User): boolean {
  const now = context.clock.now();
  // Whose password was reset and not chosen anew yet cannot sign in either.
  const isAble = (admin: User): boolean => isAbleAdmin(admin.role, admin, now) && getPasswordHash(reader, admin.id) !== undefined;
  if (!isAble(user)) return false;
  return !listAdmins(reader).some((admin) => admin.id !== user.id && isAble(admin));
}
