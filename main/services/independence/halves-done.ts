// Both halves of one account: what one group of people has done counts, not what one account has done. Two accounts of
// one person would give that person password and second factor otherwise.
import { type ActKind, OTHER_HALF_MS, OTHER_HALVES } from '../../domain/second-approver.ts';
import type { UserId } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { listDoers, wasDoneTo } from '../../storage/tables/look-back.ts';
import { getPassword } from '../../storage/tables/passwords.ts';
import type { Context } from '../act/context.ts';
import { readIndependence } from './who-is-independent.ts';

/**
 * @returns those of these users who lately had something done to their account that gives the other half, by the actor or by
 * somebody who may be the same person.
 */
export function listOtherHalvesDone(
  context: Context,
  reader: Reader,
  actorId: UserId,
  userIds: readonly UserId[],
  kind: ActKind,
): ReadonlySet<UserId> {
  const doers = listDoers(reader, userIds, OTHER_HALVES[kind], context.clock.now() - OTHER_HALF_MS);
  const others = [...new Set([...doers.values()].flat())].filter((id) => id !== actorId);
  // Most acts find nothing done by others, and need no ties.
  const groupOf = others.length === 0 ? undefined : readIndependence(context, reader, [actorId, ...others]).groupOf;
  const isSamePerson = (id: UserId): boolean =>
    id === actorId || (groupOf !== undefined && groupOf(id) === groupOf(actorId));
  return new Set([...doers].filter(([, ids]) => ids.some(isSamePerson)).map(([userId]) => userId));
}

/**
 * The account was in use and has no password, because that was reset. A code of an invitation opens it whole: it lets the
 * holder choose both the password and the second factor.
 */
export const isInvitedAgain = (reader: Reader, userId: UserId): boolean =>
  getPassword(reader, userId) === undefined && wasDoneTo(reader, userId, 'password.reset', 0);
