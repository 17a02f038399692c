// Changes which clients a user works for: all clients, all current ones, or chosen ones. Actors give no more access
// than they have, and clients that they cannot see stay as they are.
import { type RefusalReason, refuse } from '../../domain/refusal.ts';
import { type ClientId, isPartnerRole, type Role, type UserId } from '../../domain/user.ts';
import type { Tx } from '../../storage/engine/database.ts';
import {
  addMemberships,
  addSeenMemberships,
  countGivable,
  countMemberships,
  dropLostContacts,
  insertMemberships,
  listGivable,
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

interface NewAccount {
  readonly user: User;
  readonly access: AccessInput;
}

/**
 * Of accounts that were just made, as applyAccess does it for each. Clients that are given by name are looked up and written
 * for all of them at once.
 * @returns in the order of the accounts. @throws Refusal as applyAccess.
 */
export function applyFirstAccess(tx: Tx, actor: Actor, accounts: readonly NewAccount[]): readonly AccessChange[] {
  const namedBy = ({ access }: NewAccount): readonly ClientId[] | undefined =>
    access.scope === 'specific' && !access.joinsNewClients ? [...new Set(access.add)] : undefined;
  const givable = listGivable(tx, actor.user, [...new Set(accounts.flatMap((account) => namedBy(account) ?? []))]);
  const memberships: [UserId, ClientId][] = [];
  const changes = accounts.map((account): AccessChange => {
    const { user, access } = account;
    const named = namedBy(account);
    if (named === undefined) return applyAccess(tx, actor, user, user.role, access);
    if (named.some((id) => !givable.has(id))) refuse(problem(TERMINATED));
    if (named.length === 0 && !isPartnerRole(user.role)) refuse(problem(NO_CLIENT));
    for (const id of named) memberships.push([user.id, id]);
    return named.length === 0 ? {} : { clientsAdded: named.length };
  });
  insertMemberships(tx, memberships);
  return changes;
}

const TERMINATED = 'One of the clients has been terminated. Choose again.';
const NO_CLIENT = 'Choose at least one client.';
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
    if (countGivable(tx, target.id, actor.user, wanted) !== wanted.length) refuse(problem(TERMINATED));
    if (unwanted.length > 0) removed = removeMemberships(tx, target.id, actor.user, unwanted);
    added = addMemberships(tx, target.id, wanted);
  }
  if (!isPartnerRole(role) && added === 0 && countMemberships(tx, target.id) === 0) refuse(problem(NO_CLIENT));
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
