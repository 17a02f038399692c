// One client as far as the actor may see it, and the choices for its point of contact and for access to clients. A
// client that the actor may not open looks like one that does not exist.
import { refuse } from '../../domain/refusal.ts';
import { mayActOn } from '../../domain/role-policy.ts';
import { type ClientId, isPartnerRole, type UserId } from '../../domain/user.ts';
import { type ListedClient, readUserCount } from '../../storage/lists/client-list.ts';
import {
  type ClientForAccess,
  countUsersOnlyHere,
  getVisibleClient,
  listClientsForAccess,
  listContacts as listStoredContacts,
} from '../../storage/tables/clients.ts';
import { getUser, nameOf, type User } from '../../storage/tables/users.ts';
import { type Actor, findVisible } from '../act/actor.ts';
import type { Context } from '../act/context.ts';

const CONTACTS_SHOWN = 50;

export interface ClientDetails {
  readonly client: ListedClient;
  readonly pointOfContactId: UserId | null;
  /** A name. Null for client roles, who do not learn which partner user it was. */
  readonly terminatedBy: string | null;
  readonly onlyHereCount: number;
}

/** An invited user has no name yet. */
const shownName = (user: User): string => nameOf(user) || user.email;

/** @throws Refusal not_found. */
export function getClientDetails(context: Context, actor: Actor, clientId: ClientId): ClientDetails {
  const { read } = context.storage;
  const client = getVisibleClient(read, actor.user, clientId);
  if (client === undefined) return refuse({ code: 'not_found' });
  const seesPartners = isPartnerRole(actor.user.role);
  const contact = client.pointOfContactId === null ? undefined : getUser(read, client.pointOfContactId);
  const shownContact = contact === undefined || (isPartnerRole(contact.role) && !seesPartners) ? undefined : contact;
  return {
    client: {
      ...client,
      pointOfContact: shownContact === undefined ? null : shownName(shownContact),
      userCount: readUserCount(read, clientId, seesPartners),
    },
    pointOfContactId: shownContact?.id ?? null,
    terminatedBy: seesPartners ? client.terminatedBy : null,
    onlyHereCount: countUsersOnlyHere(read, actor.user, clientId),
  };
}

export interface Contact {
  readonly id: UserId;
  readonly name: string;
  readonly email: string;
}

/** The first 50 matching users who can be the client's point of contact. @throws Refusal not_found. */
export function listContacts(context: Context, actor: Actor, clientId: ClientId, search: string): readonly Contact[] {
  const { read } = context.storage;
  if (getVisibleClient(read, actor.user, clientId) === undefined) return refuse({ code: 'not_found' });
  return listStoredContacts(read, clientId, search, CONTACTS_SHOWN).map((user) => ({
    id: user.id,
    name: shownName(user),
    email: user.email,
  }));
}

export interface AccessListRequest {
  /** Null for a user who is still to be invited. */
  readonly userId: UserId | null;
  readonly search: string;
  readonly offset: number;
  readonly limit: number;
}

/** Clients that the actor may give to the user or take from them. @throws Refusal not_found, forbidden. */
export function listForAccess(
  context: Context,
  actor: Actor,
  request: AccessListRequest,
): { readonly rows: readonly ClientForAccess[]; readonly total: number } {
  const { read } = context.storage;
  if (request.userId !== null) {
    const visible = findVisible(read, actor.user, request.userId);
    if (visible === undefined) return refuse({ code: 'not_found' });
    if (!mayActOn(actor.user.role, visible.target.role, visible.relation, 'manage_client_access'))
      return refuse({ code: 'forbidden' });
  }
  return listClientsForAccess(read, actor.user, request);
}
