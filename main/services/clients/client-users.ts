// The users of one client: who could be added, adding them, and removing one.
import { refuse } from '../../domain/refusal.ts';
import { mayActOn } from '../../domain/role-policy.ts';
import { type ClientId, isPartnerRole, ROLES, type Role, type UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { listUsers } from '../../storage/lists/user-list.ts';
import { type Client, getVisibleClient } from '../../storage/tables/clients.ts';
import {
  addMemberships,
  countMemberships,
  dropLostContacts,
  isMember,
  removeMemberships,
} from '../../storage/tables/memberships.ts';
import { nameOf, raiseVersion, type User } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { actWithPresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { mayDoTo, requireTarget, type Target } from '../act/target.ts';

export interface Candidate {
  readonly id: UserId;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

const MAX_CANDIDATES = 50;
const LOOKED_AT_ONCE = 200;
/** A search that finds almost nobody among so many users is narrowed by typing on. */
const LOOKED_AT_MOST = 20_000;

const requireClient = (reader: Reader, actor: Actor, clientId: ClientId): Client =>
  getVisibleClient(reader, actor.user, clientId) ?? refuse({ code: 'not_found' });

/** Users, by name, who are not the client's yet and whose access the actor may manage. @throws Refusal not_found. */
export async function listCandidates(
  context: Context,
  actor: Actor,
  clientId: ClientId,
  search: string,
): Promise<readonly Candidate[]> {
  const { read } = context.storage;
  requireClient(read, actor, clientId);
  const found: Candidate[] = [];
  for (let offset = 0; offset < LOOKED_AT_MOST; offset += LOOKED_AT_ONCE) {
    const page = await listUsers(context.storage, {
      actor: actor.user,
      search,
      clientId: null,
      filters: {
        roles: ROLES.filter((role) => isManageable(actor, role)),
        statuses: ['invited', 'invitation_expired', 'active', 'locked', 'frozen'],
        twoFactor: [],
        attention: [],
      },
      sort: { column: 'name', isDescending: false },
      offset,
      limit: LOOKED_AT_ONCE,
      now: context.clock.now(),
    });
    for (const { user, relation } of page.rows) {
      if (user === null || user.hasAllClients || isMember(read, user.id, clientId)) continue;
      if (!mayDoTo(actor, { user, relation }, 'manage_client_access')) continue;
      found.push({ id: user.id, name: nameOf(user) || user.email, email: user.email, role: user.role });
      if (found.length === MAX_CANDIDATES) return found;
    }
    if (page.rows.length < LOOKED_AT_ONCE) break;
  }
  return found;
}

const isManageable = (actor: Actor, role: Role): boolean =>
  (['other', 'shares_client'] as const).some((relation) =>
    mayActOn(actor.user.role, role, relation, 'manage_client_access'),
  );

/** @throws Refusal not_found, forbidden, not_possible. */
function requireManageable(context: Context, reader: Reader, actor: Actor, userId: UserId): Target {
  const target = requireTarget(context, reader, actor, userId, 'edit');
  return mayDoTo(actor, target, 'manage_client_access') ? target : refuse({ code: 'forbidden' });
}

export interface Addition {
  readonly clientId: ClientId;
  readonly userIds: readonly UserId[];
  /** The actor's own fresh code. May be empty within five minutes of the last one. */
  readonly code: string;
}

/**
 * @returns how many were added. Users of the client stay as they are.
 * @throws Refusal not_found, client_terminated, forbidden, not_possible, and as actWithPresence.
 */
export function addToClient(context: Context, actor: Actor, { clientId, userIds, code }: Addition): number {
  const check = (reader: Reader) => {
    const client = requireClient(reader, actor, clientId);
    if (client.status !== 'active') return refuse({ code: 'client_terminated' });
    const users = [...new Set(userIds)].map((userId) => requireManageable(context, reader, actor, userId).user);
    return { client, users };
  };
  return actWithPresence(context, actor, code, check, (tx, { client, users }) => {
    let added = 0;
    for (const user of users) {
      if (user.hasAllClients || addMemberships(tx, user.id, [clientId]) === 0) continue;
      added += 1;
      raiseVersion(tx, user.id);
      recordChange(context, tx, actor, user, { clientsAdded: 1, client: client.name });
    }
    return added;
  });
}

/** A second click is harmless. @throws Refusal not_found, forbidden, not_possible, last_client. */
export function removeFromClient(context: Context, actor: Actor, clientId: ClientId, userId: UserId): void {
  context.storage.transaction((tx) => {
    const client = requireClient(tx, actor, clientId);
    const { user } = requireManageable(context, tx, actor, userId);
    if (removeMemberships(tx, user.id, actor.user, [clientId]) === 0) return;
    if (!isPartnerRole(user.role) && countMemberships(tx, user.id) === 0) refuse({ code: 'last_client' });
    const contactsDropped = dropLostContacts(tx, user.id);
    raiseVersion(tx, user.id);
    const dropped = contactsDropped === 0 ? {} : { contactsDropped };
    recordChange(context, tx, actor, user, { clientsRemoved: 1, client: client.name, ...dropped });
  });
}

function recordChange(
  context: Context,
  tx: Tx,
  actor: Actor,
  target: User,
  detail: Readonly<Record<string, string | number>>,
): void {
  recordActivity(context, tx, { action: 'user.edited', outcome: 'done', actor: actor.user, target, detail });
}
