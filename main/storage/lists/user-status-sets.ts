// The users in each status. The rules are those of domain/user.ts (`statusAt`, `isSetupOverdue`, `needsNewReset`), for
// all users at once.
import type { Status } from '../../domain/user.ts';
import { type Bitset, difference, intersect, union, whereAtMost } from './bitset.ts';
import type { UserIndexBuffers } from './user-index-buffers.ts';

export const overdueUsers = (buffers: UserIndexBuffers, now: number): Bitset =>
  whereAtMost(union(buffers.twoFactor.setup_required, buffers.replacing), buffers.setupDeadlineAt, now);

/** Computes each set when it is first asked for. */
export function statusSets(buffers: UserIndexBuffers, now: number): (status: Status) => Bitset {
  const { invited, active, deactivated } = buffers.stored;
  let expired: Bitset | undefined;
  let locked: Bitset | undefined;
  return (status) => {
    switch (status) {
      case 'deactivated':
        return deactivated;
      case 'invited':
      case 'invitation_expired':
        expired ??= whereAtMost(invited, buffers.invitationExpiresAt, now);
        return status === 'invited' ? difference(invited, expired) : expired;
      case 'active':
      case 'locked':
        locked ??= intersect(active, union(buffers.locked, overdueUsers(buffers, now)));
        return status === 'active' ? difference(active, locked) : locked;
    }
  };
}
