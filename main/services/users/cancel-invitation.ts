// Cancels an invitation, also one that has run out. An account that nobody has ever signed in to has done nothing, so it
// is removed and its email is free again; the activity record keeps the name. An account that was in use before and was
// invited again is deactivated as before.

import type { UserId } from '../../domain/user.ts';
import { setPointOfContact } from '../../storage/tables/clients.ts';
import { listContactOf } from '../../storage/tables/memberships.ts';
import { removeOneTimeCode } from '../../storage/tables/one-time-codes.ts';
import { markDeactivated, removeUser } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import { latestTime } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { recordActivity } from '../act/record-activity.ts';
import { requireTarget } from '../act/target.ts';

/**
 * @returns `contactsCleared`: clients that have no point of contact now.
 * @throws Refusal not_found, forbidden, conflict (also once the account is in use).
 */
export function cancelInvitation(
  context: Context,
  actor: Actor,
  userId: UserId,
  version: number,
): { readonly isRemoved: boolean; readonly contactsCleared: number } {
  return context.storage.transaction((tx) => {
    const { user } = requireTarget(context, tx, actor, userId, 'cancelInvitation', version);
    const isRemoved = user.lastSignInAt === null;
    const contactOf = listContactOf(tx, user.id);
    for (const { clientId } of contactOf) setPointOfContact(tx, clientId, null, latestTime(context, tx));
    recordActivity(context, tx, {
      action: 'invitation.cancelled',
      outcome: 'done',
      actor: actor.user,
      target: user,
      detail: { email: user.email, accountRemoved: isRemoved, contactsCleared: contactOf.length },
    });
    if (isRemoved) removeUser(tx, user.id);
    else {
      removeOneTimeCode(tx, user.id);
      markDeactivated(tx, user.id);
    }
    return { isRemoved, contactsCleared: contactOf.length };
  });
}
