// Changes which clients a user works for: all clients, all current ones, or chosen ones. Actors give no more access
// than they have, and clients that they cannot see stay as they are.
import { type RefusalReason, refuse } from '../../domain/refusal.ts';
import { type ClientId, isPartnerRole, type Role } from '../../domain/user.ts';
import type { Tx } from '../../storage/engine/database.ts';
import {
  addMemberships,
  addSeenMemberships,
  countGivable,
  countMemberships,
  dropLostContacts,
  removeAllMemberships,
  removeMemberships,
} from '../../storage/tables/memberships.ts';
import { setAccessScope, type User } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';

export interface AccessInput {
  readonly scope: 'all' | 'all_current' | 'specific';
  readonly add: readonly ClientId[];
  readonly remove: readonly ClientId[];
  readonly joinsNewClients: boolean;
}

/** For the activity record. Empty when nothing has changed. */
export type AccessChange = Readonly<Record<string, number | boolean>>;

/** The user gets clients that the user has not now, or might get them later. */
export const widensAccess = (user: User, access: AccessInput): boolean =>
  !user.hasAllClients &&
  (access.scope !== 'specific' || access.add.length > 0 || (access.joinsNewClients && !user.joinsNewClients));

const problem = (message: string): RefusalReason => ({ code: 'bad_input', fields: [{ field: 'access', message }] });

/**
 * The caller raises the user's version and records the change.
 * @param role the user's role from now on.
 * @throws Refusal forbidden, bad_input (access).
 */
export function applyAccess(tx: Tx, actor: Actor, target: User, role: Role, access: AccessInput): AccessChange {
  const hasAllClients = access.scope === 'all';
  const joinsNewClients = !hasAllClients && access.joinsNewClients;
  if (!isPartnerRole(role) && (access.scope !== 'specific' || joinsNewClients))
    refuse(problem('Choose the clients that this person works for.'));
  // Only an actor with access to all clients may give or take access to all clients, including future ones.
  const isScopeChanged = hasAllClients !== target.hasAllClients || joinsNewClients !== target.joinsNewClients;
  if (isScopeChanged && !actor.user.hasAllClients) refuse({ code: 'forbidden' });
  if (isScopeChanged) setAccessScope(tx, target.id, { hasAllClients, joinsNewClients });

  let added = 0;
  let removed = 0;
  // A user with access to all clients needs no single ones.
  if (hasAllClients && !target.hasAllClients) removeAllMemberships(tx, target.id);
  if (access.scope === 'all_current') added = addSeenMemberships(tx, target.id, actor.user);
  if (access.scope === 'specific') {
    const wanted = [...new Set(access.add)];
    const kept = new Set(wanted);
    const unwanted = access.remove.filter((id) => !kept.has(id));
    if (countGivable(tx, target.id, actor.user, wanted) !== wanted.length)
      refuse(problem('One of the clients has been terminated. Choose again.'));
    if (unwanted.length > 0) removed = removeMemberships(tx, target.id, actor.user, unwanted);
    added = addMemberships(tx, target.id, wanted);
  }
  if (!isPartnerRole(role) && added === 0 && countMemberships(tx, target.id) === 0)
    refuse(problem('Choose at least one client.'));
  const isLess = removed > 0 || (target.hasAllClients && !hasAllClients);
  const contactsDropped = isLess ? dropLostContacts(tx, target.id) : 0;
  return {
    ...(hasAllClients === target.hasAllClients
      ? {}
      : { hasAllClientsFrom: target.hasAllClients, hasAllClientsTo: hasAllClients }),
    ...(joinsNewClients === target.joinsNewClients
      ? {}
      : { joinsNewClientsFrom: target.joinsNewClients, joinsNewClientsTo: joinsNewClients }),
    ...(added === 0 ? {} : { clientsAdded: added }),
    ...(removed === 0 ? {} : { clientsRemoved: removed }),
    ...(contactsDropped === 0 ? {} : { contactsDropped }),
  };
}
