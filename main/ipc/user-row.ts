// One user as a list shows them to the signed-in person.
import type { OutputOf } from '../../preload/contract/index.ts';
import { isPartnerRole, type Role } from '../domain/user.ts';
import { decideActions, NO_ACTIONS } from '../domain/user-actions.ts';
import type { Context } from '../services/act/context.ts';
import { toActionTarget } from '../services/act/target.ts';
import type { UserListEntry } from '../services/users/list-users.ts';
import type { User } from '../storage/tables/users.ts';

export function toTwoFactor(user: User, actorRole: Role): OutputOf<'users.get'>['twoFactor'] {
  const { twoFactor, twoFactorAt, twoFactorResetBy, setupDeadlineAt, replaceRequestedAt, replaceRequestedBy } = user;
  // Client roles never learn the names of the firm's own people.
  const seesNames = isPartnerRole(actorRole);
  return {
    state: twoFactor,
    at: twoFactorAt,
    resetBy: seesNames ? twoFactorResetBy : null,
    deadlineAt: setupDeadlineAt,
    replaceRequested:
      replaceRequestedAt === null ? null : { at: replaceRequestedAt, by: seesNames ? replaceRequestedBy : null },
  };
}

export function toUserRow(context: Context, entry: UserListEntry, actor: User): OutputOf<'users.list'>['rows'][number] {
  const { id, firstName, lastName, role, user, status } = entry;
  const seen = { id, firstName, lastName, role };
  if (user === null || status === null) return { ...seen, details: null, actions: NO_ACTIONS };
  return {
    ...seen,
    details: {
      email: user.email,
      status,
      clientAccess: { isAll: user.hasAllClients, count: entry.clientCount, onlyClient: entry.onlyClient },
      twoFactor: toTwoFactor(user, actor.role),
      invitationExpiresAt: user.invitationExpiresAt,
      lastSignInAt: user.lastSignInAt,
      version: user.version,
    },
    actions: decideActions(actor.role, entry.relation, toActionTarget(context, actor, user)),
  };
}
