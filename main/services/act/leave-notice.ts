// Leaves a notice for a user: who did what to the account, when and why. The user must read it at the next sign-in.
import type { Tx } from '../../storage/engine/database.ts';
import { insertNotice, type NoticeKind } from '../../storage/tables/notices.ts';
import { nameOf, type User } from '../../storage/tables/users.ts';
import type { Acting } from './actor.ts';

export function leaveNotice(tx: Tx, by: Acting, user: User, kind: NoticeKind, at: number, reason = ''): void {
  insertNotice(tx, user.id, { kind, at, byName: nameOf(by.user), byId: by.user.id, reason });
}
