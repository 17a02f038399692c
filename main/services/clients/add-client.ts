// Adds a client. Its creator gets access to it, and so does everybody who joins new clients.
import type { ClientType } from '../../domain/client.ts';
import { refuse } from '../../domain/refusal.ts';
import type { ClientId } from '../../domain/user.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { insertClient, insertJoiningMembers, insertMembership, isNameTaken } from '../../storage/tables/clients.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { recordActivity } from '../act/record-activity.ts';

export interface NewClientInput {
  readonly name: string;
  readonly type: ClientType;
  readonly accountingSoftware: string;
}

/** @throws Refusal bad_input (name) when an active client has this name, as after a second click. */
export const addClient = (context: Context, actor: Actor, input: NewClientInput): ClientId =>
  context.storage.transaction((tx) => carryOutNewClient(context, tx, actor, input));

/** @param more facts for the record: the import that it belongs to. @throws as addClient. */
export function carryOutNewClient(
  context: Context,
  tx: Tx,
  actor: Actor,
  input: NewClientInput,
  more: Readonly<Record<string, string>> = {},
): ClientId {
  if (isNameTaken(tx, input.name, null))
    refuse({ code: 'bad_input', fields: [{ field: 'name', message: 'There is already a client with this name.' }] });
  const accountingSoftware = input.accountingSoftware.trim();
  const id = insertClient(tx, {
    name: input.name,
    type: input.type,
    status: 'active',
    accountingSoftware,
    addedAt: context.clock.now(),
  });
  if (!actor.user.hasAllClients) insertMembership(tx, actor.user.id, id);
  insertJoiningMembers(tx, id);
  recordActivity(context, tx, {
    action: 'client.added',
    outcome: 'done',
    actor: actor.user,
    detail: { clientId: id, clientName: input.name, type: input.type, ...more },
  });
  return id;
}
