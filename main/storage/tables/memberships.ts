// Which users belong to which clients, many at a time. A viewer can only add or remove memberships of clients that they
// see.
import type { ClientId, UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../engine/database.ts';
import { createInsert } from '../engine/insert-many.ts';
import { flag, integer, text } from '../engine/rows.ts';

/** A viewer sees all clients, or those that the viewer belongs to. */
export interface ClientViewer {
  readonly id: UserId;
  readonly hasAllClients: boolean;
}

const count = (reader: Reader, sql: string, params: Record<string, string | number>): number => {
  const row = reader.get(`SELECT count(*) AS n ${sql}`, params);
  return row === undefined ? 0 : integer(row, 'n');
};

// The same condition for both kinds of viewers: no query can leave it out for one of them.
const SEEN =
  '(:seesAll = 1 OR EXISTS (SELECT 1 FROM memberships seen WHERE seen.user_id = :viewerId AND seen.client_id = c.id))';
const seenBy = (viewer: ClientViewer) => ({ viewerId: viewer.id, seesAll: viewer.hasAllClients ? 1 : 0 });

export function isMember(reader: Reader, userId: UserId, clientId: ClientId): boolean {
  return (
    reader.get('SELECT 1 AS yes FROM memberships WHERE user_id = :userId AND client_id = :clientId', {
      userId,
      clientId,
    }) !== undefined
  );
}

export const listClientIds = (reader: Reader, userId: number): number[] =>
  reader
    .all('SELECT client_id FROM memberships WHERE user_id = :userId ORDER BY client_id', { userId })
    .map((row) => integer(row, 'client_id'));

/** The user's active clients that the viewer sees. */
export const listActiveClientIds = (reader: Reader, userId: UserId, viewer: ClientViewer): ClientId[] =>
  reader
    .all(
      `SELECT c.id FROM memberships m JOIN clients c ON c.id = m.client_id
       WHERE m.user_id = :userId AND c.status = 'active' AND ${SEEN} ORDER BY c.id`,
      { userId, ...seenBy(viewer) },
    )
    .map((row) => integer(row, 'id') as ClientId);

export const countMemberships = (reader: Reader, userId: UserId): number =>
  count(reader, 'FROM memberships WHERE user_id = :userId', { userId });

/** A user's clients that the viewer sees, by name, at most `limit` of them, and how many there are. */
export function listClientsOf(
  reader: Reader,
  userId: UserId,
  viewer: ClientViewer,
  limit: number,
): {
  readonly clients: readonly { readonly id: ClientId; readonly name: string; readonly isTerminated: boolean }[];
  readonly total: number;
  readonly terminated: number;
} {
  const from = `FROM memberships m JOIN clients c ON c.id = m.client_id WHERE m.user_id = :userId AND ${SEEN}`;
  const params = { userId, ...seenBy(viewer) };
  return {
    clients: reader
      .all(
        `SELECT c.id, c.name, c.status = 'terminated' AS is_terminated ${from} ORDER BY c.search_text, c.id LIMIT :limit`,
        { ...params, limit },
      )
      .map((row) => ({
        id: integer(row, 'id') as ClientId,
        name: text(row, 'name'),
        isTerminated: flag(row, 'is_terminated'),
      })),
    total: count(reader, from, params),
    terminated: count(reader, `${from} AND c.status = 'terminated'`, params),
  };
}

/** The names of the active clients of many users that the viewer sees, by name. */
export function listClientNamesOf(
  reader: Reader,
  userIds: readonly UserId[],
  viewer: ClientViewer,
): ReadonlyMap<UserId, readonly string[]> {
  const names = new Map<UserId, string[]>();
  const rows = reader.all(
    `SELECT m.user_id, c.name FROM json_each(:ids) j JOIN memberships m ON m.user_id = CAST(j.value AS BIGINT)
       JOIN clients c ON c.id = m.client_id
     WHERE c.status = 'active' AND ${SEEN} ORDER BY c.search_text, c.id`,
    { ids: JSON.stringify(userIds), ...seenBy(viewer) },
  );
  for (const row of rows) {
    const id = integer(row, 'user_id') as UserId;
    const known = names.get(id);
    if (known === undefined) names.set(id, [text(row, 'name')]);
    else known.push(text(row, 'name'));
  }
  return names;
}

/** The user works for a client that is not terminated. */
export const hasActiveClient = (reader: Reader, userId: UserId): boolean =>
  reader.get(
    `SELECT 1 AS yes FROM memberships m JOIN clients c ON c.id = m.client_id
     WHERE m.user_id = :userId AND c.status = 'active' LIMIT 1`,
    { userId },
  ) !== undefined;

/**
 * How many of these clients the viewer could give the user: those that the viewer sees and that are active or the
 * user's already.
 */
export function countGivable(
  reader: Reader,
  userId: UserId,
  viewer: ClientViewer,
  clientIds: readonly ClientId[],
): number {
  return count(
    reader,
    `FROM clients c WHERE c.id IN (SELECT CAST(value AS BIGINT) FROM json_each(:ids)) AND ${SEEN}
       AND (c.status = 'active'
         OR EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = :userId AND m.client_id = c.id))`,
    { ids: JSON.stringify(clientIds), userId, ...seenBy(viewer) },
  );
}

/** Those of these clients that the viewer can give somebody who has none yet: they are active, and the viewer sees them. */
export const listGivable = (
  reader: Reader,
  viewer: ClientViewer,
  clientIds: readonly ClientId[],
): ReadonlySet<ClientId> =>
  new Set(
    reader
      .all(
        `SELECT c.id FROM json_each(:ids) j JOIN clients c ON c.id = CAST(j.value AS BIGINT) WHERE c.status = 'active' AND ${SEEN}`,
        { ids: JSON.stringify(clientIds), ...seenBy(viewer) },
      )
      .map((row) => integer(row, 'id') as ClientId),
  );

const insertRows = createInsert('memberships', 'user_id, client_id');

/** Of users who have none of these clients yet. */
export const insertMemberships = (tx: Tx, memberships: readonly (readonly [UserId, ClientId])[]): void =>
  insertRows(tx, memberships);

/** @returns how many are new. */
export function addMemberships(tx: Tx, userId: UserId, clientIds: readonly ClientId[]): number {
  return tx.run(
    `INSERT INTO memberships (user_id, client_id)
     SELECT :userId, CAST(value AS BIGINT) FROM json_each(:ids) WHERE true ON CONFLICT DO NOTHING`,
    {
      userId,
      ids: JSON.stringify(clientIds),
    },
  ).changes;
}

/** Adds every active client that the viewer sees. @returns how many are new. */
export function addSeenMemberships(tx: Tx, userId: UserId, viewer: ClientViewer): number {
  return tx.run(
    `INSERT INTO memberships (user_id, client_id) SELECT :userId, c.id FROM clients c
     WHERE c.status = 'active' AND ${SEEN} ON CONFLICT DO NOTHING`,
    { userId, ...seenBy(viewer) },
  ).changes;
}

/** Removes those of these clients that the viewer sees. @returns how many were removed. */
export function removeMemberships(
  tx: Tx,
  userId: UserId,
  viewer: ClientViewer,
  clientIds: readonly ClientId[],
): number {
  return tx.run(
    `DELETE FROM memberships WHERE user_id = :userId AND client_id IN
       (SELECT c.id FROM clients c WHERE c.id IN (SELECT CAST(value AS BIGINT) FROM json_each(:ids)) AND ${SEEN})`,
    { userId, ids: JSON.stringify(clientIds), ...seenBy(viewer) },
  ).changes;
}

export function removeAllMemberships(tx: Tx, userId: UserId): number {
  return tx.run('DELETE FROM memberships WHERE user_id = :userId', { userId }).changes;
}

/** The user has a client, active or terminated, that the viewer does not see. */
export function hasUnseenClient(reader: Reader, userId: UserId, viewer: ClientViewer): boolean {
  const row = reader.get(
    `SELECT 1 AS yes WHERE EXISTS (SELECT 1 FROM memberships m JOIN clients c ON c.id = m.client_id
     WHERE m.user_id = :userId AND NOT ${SEEN})`,
    { userId, ...seenBy(viewer) },
  );
  return row !== undefined;
}

/** Clients that have the user as point of contact, by name. */
export function listContactOf(
  reader: Reader,
  userId: UserId,
): readonly { readonly clientId: ClientId; readonly clientName: string }[] {
  return reader
    .all('SELECT id, name FROM clients WHERE point_of_contact_id = :userId ORDER BY search_text, id', { userId })
    .map((row) => ({ clientId: integer(row, 'id') as ClientId, clientName: text(row, 'name') }));
}

/**
 * A point of contact must be a member: clears the user from all other clients.
 * @returns how many clients have lost theirs.
 */
export function dropLostContacts(tx: Tx, userId: UserId): number {
  return tx.run(
    `UPDATE clients SET point_of_contact_id = NULL, version = version + 1 WHERE point_of_contact_id = :userId
       AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = :userId AND m.client_id = clients.id)`,
    { userId },
  ).changes;
}
