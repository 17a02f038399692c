// Who is asking: the signed-in user and the session, read anew for every request, and how they relate to a target.
import { decideClock } from '../../domain/clock-guard.ts';
import { mayActOn, type Relation } from '../../domain/role-policy.ts';
import type { Role, UserId } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { sharesClient } from '../../storage/tables/clients.ts';
import { getHighWater } from '../../storage/tables/clock.ts';
import { getOpenSession, type Session } from '../../storage/tables/sessions.ts';
import { getUser, type User } from '../../storage/tables/users.ts';
import type { Context } from './context.ts';

export interface Actor {
  readonly user: User;
  readonly session: Session;
}

/** Whose rights count: whoever asked for something that is decided in another session. */
export type Acting = Pick<Actor, 'user'>;

/** Undefined when the session has ended or expired, or the account may no longer be signed in. */
export function findActor(context: Context, sessionId: string): Actor | undefined {
  const session = getOpenSession(context.storage.read, sessionId);
  if (session === undefined) return undefined;
  // A clock set back must not lengthen a session.
  const clock = decideClock(getHighWater(context.storage.read), context.clock.now());
  if (clock.kind === 'went_back' || clock.highWater >= session.expiresAt) return undefined;
  const user = getUser(context.storage.read, session.userId);
  // Not `statusAt`: somebody else's wrong guesses lock the next sign-in, they do not end a session that was proved.
  if (user === undefined || user.twoFactor !== 'set_up' || user.status !== 'active' || user.frozenAt !== null)
    return undefined;
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

/** The target when the actor may see it at all: a hidden user and a missing one are not told apart. */
export function findVisible(
  reader: Reader,
  actor: Party,
  id: UserId,
): { readonly target: User; readonly relation: Relation } | undefined {
  const target = getUser(reader, id);
  const relation = target === undefined ? undefined : visibleRelation(reader, actor, target);
  return target === undefined || relation === undefined ? undefined : { target, relation };
}

/** How the actor relates to somebody who was read just now; undefined: the actor does not see them. */
export function visibleRelation(reader: Reader, actor: Party, target: Party): Relation | undefined {
  const relation = relationOf(reader, actor, target);
  return mayActOn(actor.role, target.role, relation, 'see_in_list') ? relation : undefined;
}
