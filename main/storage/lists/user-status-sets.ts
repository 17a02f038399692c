// The users in each status, and those who need attention. The rules are those of domain/user.ts (`statusAt`,
// `isSetupOverdue`, `needsNewReset`), for all users at once.
import { type Attention, INVITATION_EXPIRING_MS, RECENT_RESET_MS, type Status } from '../../domain/user.ts';
import { type Bitset, createBitset, difference, intersect, union, whereAtMost } from './bitset.ts';
import type { UserIndexBuffers } from './user-index-buffers.ts';

const overdueUsers = (buffers: UserIndexBuffers, now: number): Bitset =>
  whereAtMost(union(buffers.twoFactor.setup_required, buffers.replacing), buffers.setupDeadlineAt, now);

/**
 * Computes each set when it is first asked for.
 * @param seesFrozen false: a frozen account counts as locked.
 */
export function statusSets(buffers: UserIndexBuffers, now: number, seesFrozen: boolean): (status: Status) => Bitset {
  const { invited, active, deactivated } = buffers.stored;
  const frozen = seesFrozen ? intersect(active, buffers.frozen) : createBitset(buffers.capacity);
  let expired: Bitset | undefined;
  let shut: Bitset | undefined;
  return (status) => {
    switch (status) {
      case 'deactivated':
        return deactivated;
      case 'frozen':
        return frozen;
      case 'invited':
      case 'invitation_expired':
        expired ??= whereAtMost(invited, buffers.invitationExpiresAt, now);
        return status === 'invited' ? difference(invited, expired) : expired;
      case 'active':
      case 'locked':
        shut ??= intersect(active, union(buffers.locked, overdueUsers(buffers, now)));
        return status === 'active' ? difference(active, shut) : difference(shut, frozen);
    }
  };
}

/** The users who need this kind of attention. */
export function attentionSet(buffers: UserIndexBuffers, now: number, attention: Attention): Bitset {
  const { stored, twoFactor, everReset } = buffers;
  switch (attention) {
    case 'without_two_factor':
      return difference(stored.active, twoFactor.set_up);
    case 'setup_overdue':
      return overdueUsers(buffers, now);
    case 'replacing':
      return buffers.replacing;
    case 'invitation_expiring': {
      const until = (time: number): Bitset => whereAtMost(stored.invited, buffers.invitationExpiresAt, time);
      return difference(until(now + INVITATION_EXPIRING_MS), until(now));
    }
    case 'recently_reset':
      return difference(everReset, whereAtMost(everReset, buffers.lastResetAt, now - RECENT_RESET_MS));
    case 'no_number':
      return buffers.withoutNumber;
  }
}
