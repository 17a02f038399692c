// Desktops that joined the firm's server. A public key is kept as a keyed hash, and only until the desktop is revoked.
import type { Reader, Row, Tx } from '../engine/database.ts';
import { integer, integerOrNull, text, textOrNull } from '../engine/rows.ts';

export interface JoinedDesktop {
  readonly id: number;
  readonly name: string;
  readonly since: number;
  /** Its certificate is good until then. */
  readonly validUntil: number;
  readonly lastSeenAt: number | null;
  readonly version: string | null;
  /** Null: it may connect. */
  readonly revokedAt: number | null;
}

const toDesktop = (row: Row): JoinedDesktop => ({
  id: integer(row, 'id'),
  name: text(row, 'name'),
  since: integer(row, 'since'),
  validUntil: integer(row, 'valid_until'),
  lastSeenAt: integerOrNull(row, 'last_seen_at'),
  version: textOrNull(row, 'version'),
  revokedAt: integerOrNull(row, 'revoked_at'),
});

/** Newest first; those that were revoked come last. */
export const listDesktops = (reader: Reader, limit: number): readonly JoinedDesktop[] =>
  reader
    .all('SELECT * FROM desktops ORDER BY revoked_at IS NOT NULL, id DESC LIMIT :limit', { limit })
    .map((row) => toDesktop(row));

export function getDesktop(reader: Reader, id: number): JoinedDesktop | undefined {
  const row = reader.get('SELECT * FROM desktops WHERE id = :id', { id });
  return row === undefined ? undefined : toDesktop(row);
}

export const countDesktops = (reader: Reader): number =>
  integer(reader.get('SELECT count(*) AS n FROM desktops WHERE revoked_at IS NULL') ?? {}, 'n');

/** By its present key, or by the one that is to take its place. Whose key it is comes first: nobody is taken for another. */
export function findDesktop(
  reader: Reader,
  keyMac: Uint8Array,
): { readonly desktop: JoinedDesktop; readonly isNextKey: boolean } | undefined {
  const row = reader.get(
    `SELECT *, next_key_mac = :keyMac AS is_next FROM desktops WHERE key_mac = :keyMac OR next_key_mac = :keyMac
     ORDER BY CASE WHEN key_mac = :keyMac THEN 0 ELSE 1 END LIMIT 1`,
    { keyMac },
  );
  return row === undefined ? undefined : { desktop: toDesktop(row), isNextKey: integerOrNull(row, 'is_next') === 1 };
}

export function insertDesktop(
  tx: Tx,
  desktop: Pick<JoinedDesktop, 'name' | 'since' | 'validUntil'> & { readonly keyMac: Uint8Array },
): number {
  return tx.insert(
    'INSERT INTO desktops (name, key_mac, since, valid_until) VALUES (:name, :keyMac, :since, :validUntil)',
    { ...desktop },
  );
}

export function markSeen(tx: Tx, id: number, at: number, version: string): void {
  tx.run('UPDATE desktops SET last_seen_at = :at, version = :version WHERE id = :id', { id, at, version });
}

export function setNextKey(tx: Tx, id: number, keyMac: Uint8Array): void {
  tx.run('UPDATE desktops SET next_key_mac = :keyMac WHERE id = :id AND revoked_at IS NULL', { id, keyMac });
}

/** Whether it has made a new key that it has not connected with yet. */
export const hasNextKey = (reader: Reader, id: number): boolean =>
  reader.get('SELECT 1 AS yes FROM desktops WHERE id = :id AND next_key_mac IS NOT NULL', { id }) !== undefined;

/** The key before it opens nothing any longer. */
export function takeNextKey(tx: Tx, id: number, validUntil: number): void {
  tx.run(
    `UPDATE desktops SET key_mac = next_key_mac, next_key_mac = NULL, valid_until = :validUntil
     WHERE id = :id AND next_key_mac IS NOT NULL`,
    { id, validUntil },
  );
}

/** @returns false when it was revoked before. */
export const markRevoked = (tx: Tx, id: number, at: number): boolean =>
  tx.run(
    'UPDATE desktops SET revoked_at = :at, key_mac = NULL, next_key_mac = NULL WHERE id = :id AND revoked_at IS NULL',
    { id, at },
  ).changes === 1;

/** @returns how many. */
export const markAllRevoked = (tx: Tx, at: number): number =>
  tx.run('UPDATE desktops SET revoked_at = :at, key_mac = NULL, next_key_mac = NULL WHERE revoked_at IS NULL', { at })
    .changes;
