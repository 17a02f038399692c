// Another email for one's own account. Only the firm's own people change theirs: the email of a client's person says whom
// they work for, and there is always somebody of the firm to ask.
import { refuse } from '../../domain/refusal.ts';
import { toEmailKey } from '../../domain/search-text.ts';
import { isPartnerRole } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { moveThrottles } from '../../storage/tables/throttles.ts';
import { getUserByEmail, type User, updateUser } from '../../storage/tables/users.ts';
import type { Acting, Actor } from '../act/actor.ts';
import { emailSubject } from '../act/attempt.ts';
import type { Context } from '../act/context.ts';
import { actWithPresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { describeHolder } from '../users/invite-users.ts';
import { requireOwnAccount } from './own-account.ts';

export const changesOwnEmail = ({ user }: Acting): boolean => isPartnerRole(user.role);

/**
 * A second click finds the new email in place and changes nothing.
 * @throws Refusal forbidden, conflict, bad_input (email), and as actWithPresence.
 */
export function changeOwnEmail(
  context: Context,
  actor: Actor,
  input: { readonly version: number; readonly email: string; readonly code: string },
): void {
  const { version, email, code } = input;
  const check = (reader: Reader): User => {
    const user = requireOwnAccount(context, actor);
    if (!changesOwnEmail({ user })) return refuse({ code: 'forbidden' });
    const holder = getUserByEmail(reader, email);
    if (holder !== undefined && holder.id !== user.id)
      return refuse({
        code: 'bad_input',
        fields: [{ field: 'email', message: describeHolder(reader, actor, holder) }],
      });
    return user;
  };
  actWithPresence(context, actor, code, check, (tx, user) => {
    if (user.email === email) return;
    if (!updateUser(tx, user.id, version, { ...user, email })) return refuse({ code: 'conflict' });
    // Failed attempts are counted by email. They move along, so a new email does not lift a lock.
    if (toEmailKey(email) !== toEmailKey(user.email))
      moveThrottles(tx, emailSubject(context, user.email), emailSubject(context, email));
    recordActivity(context, tx, {
      action: 'user.edited',
      outcome: 'done',
      actor: user,
      target: user,
      detail: { emailFrom: user.email, emailTo: email },
    });
  });
}
