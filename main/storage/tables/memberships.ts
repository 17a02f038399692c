// Which users belong to which clients, many at a time. What somebody cannot see, they neither give nor take.
import type { ClientId, UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../engine/database.ts';
import { integer, text } from '../engine/rows.ts';

/** Whose clients are seen: all, or those that the person belongs to. */
export interface ClientViewer {
  readonly id: UserId;
  readonly hasAllClients: boolean;
}

const count = (reader: Reader, sql: string, params: Record<string, string | number>): number => {
  const row = reader.get(`SELECT count(*) AS n ${sql}`, params);
  return row === undefined ? 0 : integer(row, 'n');
};

// One text for both kinds of viewers, so that a query never forgets the limit.
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

export const countMemberships = (reader: Reader, userId: UserId): number =>
  count(reader, 'FROM memberships WHERE user_id = :userId', { userId });

/** A user's clients that the viewer sees, by name: the first ones, and how many there are. */
export function listClientsOf(
  reader: Reader,
  userId: UserId,
  viewer: ClientViewer,
  limit: number,
): { readonly clients: readonly { readonly id: ClientId; readonly name: string }[]; readonly total: number } {
  const from = `FROM memberships m JOIN clients c ON c.id = m.client_id WHERE m.user_id = :userId AND ${SEEN}`;
  const params = { userId, ...seenBy(viewer) };
  return {
    clients: reader
      .all(`SELECT c.id, c.name ${from} ORDER BY c.search_text, c.id LIMIT :limit`, { ...params, limit })
      .map((row) => ({ id: integer(row, 'id') as ClientId, name: text(row, 'name') })),
    total: count(reader, from, params),
  };
}

/** How many of these clients the user could be given: those that are active and seen, or the user's own already. */
export function countGivable(
  reader: Reader,
  userId: UserId,
  viewer: ClientViewer,
  clientIds: readonly ClientId[],
): number {
  return count(
    reader,
    `FROM clients c WHERE c.id IN (SELECT value FROM json_each(:ids)) AND ${SEEN}
       AND (c.status = 'active' OR EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = :userId AND m.client_id = c.id))`,
    { ids: JSON.stringify(clientIds), userId, ...seenBy(viewer) },
  );
}

/** Answers how many are new. */
export function addMemberships(tx: Tx, userId: UserId, clientIds: readonly ClientId[]): number {
  return tx.run('INSERT OR IGNORE INTO memberships (user_id, client_id) SELECT :userId, value FROM json_each(:ids)', {
    userId,
    ids: JSON.stringify(clientIds),
  }).changes;
}

/** Every active client that the viewer sees. Answers how many are new. */
export function addSeenMemberships(tx: Tx, userId: UserId, viewer: ClientViewer): number {
  return tx.run(
    `INSERT OR IGNORE INTO memberships (user_id, client_id) SELECT :userId, c.id FROM clients c WHERE c.status = 'active' AND ${SEEN}`,
    {
      userId,
      ...seenBy(viewer),
    },
  ).changes;
}

/** Of these clients only those that the viewer sees. Answers how many were taken away. */
export function removeMemberships(
  tx: Tx,
  userId: UserId,
  viewer: ClientViewer,
  clientIds: readonly ClientId[],
): number {
  return tx.run(
    `DELETE FROM memberships WHERE user_id = :userId AND client_id IN
       (SELECT c.id FROM clients c WHERE c.id IN (SELECT value FROM json_each(:ids)) AND ${SEEN})`,
    { userId, ids: JSON.stringify(clientIds), ...seenBy(viewer) },
  ).changes;
}

export function removeAllMemberships(tx: Tx, userId: UserId): number {
  return tx.run('DELETE FROM memberships WHERE user_id = :userId', { userId }).changes;
}

/** Clients whose point of contact the user is, by name. */
export function listContactOf(
  reader: Reader,
  userId: UserId,
): readonly { readonly clientId: ClientId; readonly clientName: string }[] {
  return reader
    .all('SELECT id, name FROM clients WHERE point_of_contact_id = :userId ORDER BY search_text, id', { userId })
    .map((row) => ({ clientId: integer(row, 'id') as ClientId, clientName: text(row, 'name') }));
}

/** Nobody is the point of contact of a client that they do not work for. Answers how many clients have none now. */
export function dropLostContacts(tx: Tx, userId: UserId): number {
  return tx.run(
    `UPDATE clients SET point_of_contact_id = NULL, version = version + 1 WHERE point_of_contact_id = :userId
       AND NOT EXISTS (SELECT 1 FROM memberships m WHERE m.user_id = :userId AND m.client_id = clients.id)`,
    { userId },
  ).changes;
}
