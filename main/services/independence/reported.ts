// Whose act the user of a frozen account has reported. With the second approver on, that is a person and not an account:
// another account that may be the same person's does not unfreeze it either.
import type { UserId } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import type { User } from '../../storage/tables/users.ts';
import type { Context } from '../act/context.ts';
import { readIndependence } from './who-is-independent.ts';

export function isReported(context: Context, reader: Reader, user: User, actorId: UserId): boolean {
  const reported = user.frozenAgainstId as UserId | null;
  if (reported === null || reported === actorId) return reported === actorId;
  return (
    getFirm(reader)?.isSecondApproverRequired === true &&
    !readIndependence(context, reader, [actorId, reported]).areIndependent(actorId, reported)
  );
}
