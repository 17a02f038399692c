// The rule that a firm always keeps one Partner Admin who can sign in.
import { isAbleAdmin } from '../domain/user.ts';
import type { Reader } from '../storage/database.ts';
import { listAdmins, type User } from '../storage/users.ts';
import type { Context } from './context.ts';

export function isLastAbleAdmin(context: Context, reader: Reader, user: User): boolean {
  const now = context.clock.now();
  if (!isAbleAdmin(user.role, user, now)) return false;
  return !listAdmins(reader).some((admin) => admin.id !== user.id && isAbleAdmin(admin.role, admin, now));
}
