// Who acts: the signed-in user and the session, read again for every request, and how the actor relates to a target.
import { decideClock } from '../../domain/clock-guard.ts';
import { mayActOn, type Relation } from '../../domain/role-policy.ts';
import { isSetupOverdue, type Role, type UserId } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { sharesClient } from '../../storage/tables/clients.ts';
import { getHighWater } from '../../storage/tables/clock.ts';
import { getOpenSession, type Session } from '../../storage/tables/sessions.ts';
import { getUser, type User } from '../../storage/tables/users.ts';
import type { Context } from './context.ts';
import { isSessionOf } from './credentials.ts';

export interface Actor {
  readonly user: User;
  readonly session: Session;
}

/** The user whose rights count. A requester has no session while an approver decides in another one. */
export type Acting = Pick<Actor, 'user'>;

/** Undefined when the session has ended or expired, or when the account may not be signed in any more. */
export function findActor(context: Context, sessionId: string): Actor | undefined {
  const session = getOpenSession(context.storage.read, sessionId);
  if (session === undefined || !isSessionOf(context, sessionId, session.userId)) return undefined;
  // A clock set back must not lengthen a session.
  const clock = decideClock(getHighWater(context.storage.read), context.clock.now());
  if (clock.kind === 'went_back' || clock.highWater >= session.expiresAt) return undefined;
  const user = getUser(context.storage.read, session.userId);
  // Not `statusAt`: wrong guesses by a stranger lock the next sign-in. They do not end a session that both factors have
  // opened.
  if (user === undefined || user.twoFactor !== 'set_up' || user.status !== 'active' || user.frozenAt !== null)
    return undefined;
  // The old authenticator was to be replaced by now.
  if (isSetupOverdue(user, context.clock.now())) return undefined;
  return { user, session };
}

export interface Party {
  readonly id: UserId;
  readonly role: Role;
  readonly hasAllClients: boolean;
}

export function relationOf(reader: Reader, actor: Party, target: Party): Relation {
  if (actor.id === target.id) return 'self';
  if (actor.role === 'partner_admin') return 'other';
  if (actor.hasAllClients || target.hasAllClients || sharesClient(reader, actor.id, target.id)) return 'shares_client';
  return 'no_shared_client';
}

/** Undefined for a hidden user as for a missing one: the actor cannot tell them apart. */
export function findVisible(
  reader: Reader,
  actor: Party,
  id: UserId,
): { readonly target: User; readonly relation: Relation } | undefined {
  const target = getUser(reader, id);
  const relation = target === undefined ? undefined : visibleRelation(reader, actor, target);
  return target === undefined || relation === undefined ? undefined : { target, relation };
}

/** How the actor relates to a user. Undefined when the actor may not see that user. */
export function visibleRelation(reader: Reader, actor: Party, target: Party): Relation | undefined {
  const relation = relationOf(reader, actor, target);
  return mayActOn(actor.role, target.role, relation, 'see_in_list') ? relation : undefined;
}
