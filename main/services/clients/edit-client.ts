// Changes a client's name, type, accounting software and point of contact. The record keeps the old values.
import type { ActivityRecord } from '../../domain/activity-chain.ts';
import { type FieldProblem, refuse } from '../../domain/refusal.ts';
import type { ClientId, UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import {
  type Client,
  type ClientFacts,
  getVisibleClient,
  isContact,
  isNameTaken,
  updateClient,
} from '../../storage/tables/clients.ts';
import { getUser, nameOf } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import { latestTime } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { recordActivity } from '../act/record-activity.ts';

export interface ClientEdit extends ClientFacts {
  readonly clientId: ClientId;
  /** The version that the user saw. */
  readonly version: number;
}

const FACTS = ['name', 'type', 'accountingSoftware', 'pointOfContactId'] as const;

/**
 * A second click finds the new values in place: it changes and records nothing.
 * @throws Refusal not_found, client_terminated, conflict, bad_input (name, pointOfContactId).
 */
export const editClient = (context: Context, actor: Actor, edit: ClientEdit): void =>
  context.storage.transaction((tx) => carryOutClientEdit(context, tx, actor, edit));

/** @param more facts for the record: the import that it belongs to. @throws as editClient. */
export function carryOutClientEdit(
  context: Context,
  tx: Tx,
  actor: Actor,
  edit: ClientEdit,
  more: Readonly<Record<string, string>> = {},
): void {
  const client = getVisibleClient(tx, actor.user, edit.clientId);
  if (client === undefined) refuse({ code: 'not_found' });
  const facts: ClientFacts = {
    name: edit.name,
    type: edit.type,
    accountingSoftware: edit.accountingSoftware.trim(),
    pointOfContactId: edit.pointOfContactId,
  };
  if (client.status === 'terminated') refuse({ code: 'client_terminated' });
  if (FACTS.every((fact) => client[fact] === facts[fact])) return;
  if (client.version !== edit.version) refuse({ code: 'conflict' });
  const fields = findProblems(tx, client, facts);
  if (fields.length > 0) refuse({ code: 'bad_input', fields });
  if (!updateClient(tx, client.id, edit.version, facts, latestTime(context, tx))) refuse({ code: 'conflict' });
  recordActivity(context, tx, {
    action: 'client.edited',
    outcome: 'done',
    actor: actor.user,
    detail: { ...changesOf(tx, client, facts), ...more },
  });
}

function findProblems(reader: Reader, client: Client, facts: ClientFacts): readonly FieldProblem[] {
  const fields: FieldProblem[] = [];
  if (isNameTaken(reader, facts.name, client.id))
    fields.push({ field: 'name', message: 'There is already a client with this name.' });
  const { pointOfContactId } = facts;
  if (
    pointOfContactId !== null &&
    pointOfContactId !== client.pointOfContactId &&
    !isContact(reader, client.id, pointOfContactId)
  )
    fields.push({
      field: 'pointOfContactId',
      message: 'This person cannot be the point of contact. Choose one of the client’s own people.',
    });
  return fields;
}

function changesOf(reader: Reader, client: Client, facts: ClientFacts): ActivityRecord['detail'] {
  const contactName = (id: UserId | null): string | null => {
    const user = id === null ? undefined : getUser(reader, id);
    return user === undefined ? null : nameOf(user) || user.email;
  };
  return {
    clientId: client.id,
    clientName: client.name,
    ...(facts.name === client.name ? {} : { nameFrom: client.name, nameTo: facts.name }),
    ...(facts.type === client.type ? {} : { typeFrom: client.type, typeTo: facts.type }),
    ...(facts.accountingSoftware === client.accountingSoftware
      ? {}
      : { accountingSoftwareFrom: client.accountingSoftware, accountingSoftwareTo: facts.accountingSoftware }),
    ...(facts.pointOfContactId === client.pointOfContactId
      ? {}
      : {
          pointOfContactFrom: contactName(client.pointOfContactId),
          pointOfContactTo: contactName(facts.pointOfContactId),
        }),
  };
}
