// Loads the user index from a snapshot of the database, in pieces, so that few rows are in memory at once.
import type { Role, StoredStatus, TwoFactorState } from '../../domain/user.ts';
import type { Snapshot, SqlValue } from '../engine/database.ts';
import { type IndexedUser, UserIndex } from './user-index.ts';
import { createUserIndexBuffers } from './user-index-buffers.ts';
import type { LoadedOrder } from './user-orders.ts';

const USERS_PER_PIECE = 1500;
const MEMBERSHIPS_PER_PIECE = 10_000;
const IDS_PER_PIECE = 10_000;
/** Up to this id, gaps between ids are cheap: they cost address space only. */
const LARGEST_ID_AS_BOUND = 4_000_000;

export const USER_COLUMNS = `id, name_key, email_key, role, status, two_factor, has_all_clients,
  password_disabled_at IS NOT NULL OR code_disabled_at IS NOT NULL OR frozen_at IS NOT NULL AS is_locked,
  frozen_at IS NOT NULL AS is_frozen, invitation_expires_at,
  coalesce(setup_deadline_at, replace_deadline_at) AS deadline_at, last_sign_in_at,
  replace_requested_at IS NOT NULL AS is_replacing, phone = '' AS has_no_number, last_reset_at,
  octet_length(substr(name_key, 1, last_name_at)) AS last_name_at_byte`;

export function toIndexedUser(values: readonly (SqlValue | undefined)[]): IndexedUser {
  const [
    id,
    nameKey,
    emailKey,
    role,
    status,
    twoFactor,
    hasAll,
    isLocked,
    isFrozen,
    invitationExpiresAt,
    setupDeadlineAt,
    lastSignInAt,
    isReplacing,
    hasNoNumber,
    lastResetAt,
    lastNameAt,
  ] = values;
  // STRICT tables and their checks guarantee these types.
  return {
    id: id as number,
    nameKey: nameKey as string,
    emailKey: emailKey as string,
    role: role as Role,
    status: status as StoredStatus,
    twoFactor: twoFactor as TwoFactorState,
    hasAllClients: hasAll === 1,
    isLocked: isLocked === 1,
    isFrozen: isFrozen === 1,
    invitationExpiresAt: invitationExpiresAt as number | null,
    setupDeadlineAt: setupDeadlineAt as number | null,
    lastSignInAt: lastSignInAt as number | null,
    isReplacing: isReplacing === 1,
    hasNoNumber: hasNoNumber === 1,
    lastResetAt: lastResetAt as number | null,
    lastNameAt: lastNameAt as number,
  };
}

/** A million users take some three seconds. */
export function loadUserIndex(snapshot: Snapshot): UserIndex {
  const count = upperBoundOfUsers(snapshot);
  const sample = snapshot
    .values('SELECT name_key, email_key FROM users WHERE id > 0 ORDER BY id LIMIT 2000')
    .map(([name, email]) => `${name} ${email}`);
  // Room for new users. When it is used up, the index is loaded again.
  const index = new UserIndex(createUserIndexBuffers(count + (count >>> 3) + 1000, sample));
  for (let after = 0; ; ) {
    const rows = snapshot.values(
      `SELECT ${USER_COLUMNS} FROM users WHERE id > :after ORDER BY id LIMIT ${USERS_PER_PIECE}`,
      { after },
    );
    for (const row of rows) index.append(toIndexedUser(row));
    if (rows.length < USERS_PER_PIECE) break;
    after = rows.at(-1)?.[0] as number;
  }
  loadMemberships(snapshot, index);
  loadOrder(snapshot, index, 'name', 'name_key, id');
  loadOrder(snapshot, index, 'lastName', 'last_name_key, name_key, id');
  loadOrder(snapshot, index, 'email', 'email_key');
  index.finish();
  return index;
}

/** At least the number of users. To count a million exactly takes longer than any other single statement here. */
function upperBoundOfUsers(snapshot: Snapshot): number {
  const largestId = (snapshot.values('SELECT max(id) FROM users')[0]?.[0] ?? 0) as number;
  return largestId <= LARGEST_ID_AS_BOUND
    ? largestId
    : (snapshot.values('SELECT count(*) FROM users')[0]?.[0] as number);
}

function loadMemberships(snapshot: Snapshot, index: UserIndex): void {
  let userId = 0;
  let clientIds: number[] = [];
  for (let clientId = 0; ; ) {
    const rows = snapshot.values(
      `SELECT user_id, client_id FROM memberships WHERE (user_id, client_id) > (:userId, :clientId)
       ORDER BY user_id, client_id LIMIT ${MEMBERSHIPS_PER_PIECE}`,
      { userId, clientId },
    );
    for (const row of rows) {
      if (row[0] !== userId) {
        index.appendClients(userId, clientIds);
        clientIds = [];
      }
      userId = row[0] as number;
      clientId = row[1] as number;
      clientIds.push(clientId);
    }
    if (rows.length < MEMBERSHIPS_PER_PIECE) break;
  }
  index.appendClients(userId, clientIds);
}

/** @param order the columns of an index of SQLite, which it walks along. */
function loadOrder(snapshot: Snapshot, index: UserIndex, column: LoadedOrder, order: string): void {
  const columns = order.split(', ');
  const keys = columns.map((_, at) => `:key${at}`).join(', ');
  let after: readonly (SqlValue | undefined)[] = columns.map((each) => (each === 'id' ? 0 : ''));
  for (;;) {
    const rows = snapshot.values(
      `SELECT id, ${order} FROM users WHERE (${order}) > (${keys}) ORDER BY ${order} LIMIT ${IDS_PER_PIECE}`,
      Object.fromEntries(after.map((value, at) => [`key${at}`, value ?? null])),
    );
    index.appendInOrder(
      column,
      rows.map((row) => row[0] as number),
    );
    if (rows.length < IDS_PER_PIECE) return;
    after = rows.at(-1)?.slice(1) ?? [];
  }
}
