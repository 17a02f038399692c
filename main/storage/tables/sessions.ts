// Sessions: who is signed in, since when, and how the session ended. A window has at most one.
import type { UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../engine/database.ts';
import { integer, integerOrNull, text, textOrNull } from '../engine/rows.ts';

export type SessionEnd =
  | 'signed_out'
  | 'two_factor_reset'
  | 'application_closed'
  | 'expired'
  | 'deactivated'
  | 'role_changed'
  | 'password_changed'
  | 'password_reset'
  | 'ended_by_user'
  | 'authenticator_changed'
  | 'temporary_code_ended'
  | 'frozen'
  | 'recovery_kit_used';

/** What the user entered after the password. */
export type SessionStart = 'code' | 'recovery_code' | 'temporary_code' | 'set_up';

export interface Session {
  readonly id: string;
  readonly userId: UserId;
  readonly startedAt: number;
  readonly expiresAt: number;
  readonly startedWith: SessionStart;
  /** When the user last proved presence with a fresh code. */
  readonly presenceAt: number | null;
}

/** Undefined where there is none or it has ended. The caller checks whether it has expired. */
export function getOpenSession(reader: Reader, id: string): Session | undefined {
  const row = reader.get('SELECT * FROM sessions WHERE id = :id AND ended_at IS NULL', { id });
  if (row === undefined) return undefined;
  return {
    id: text(row, 'id'),
    userId: integer(row, 'user_id') as UserId,
    startedAt: integer(row, 'started_at'),
    expiresAt: integer(row, 'expires_at'),
    startedWith: text(row, 'started_with') as SessionStart,
    presenceAt: integerOrNull(row, 'presence_at'),
  };
}

/** The window of a desktop that a session is at. */
export interface SessionWindow {
  readonly desktopId: number;
  /** Keyed hash of the session and the window: a row that another program has changed leads no window to it. */
  readonly windowMac: Uint8Array;
}

/** @param at undefined: a window at the computer with the data. */
export function insertSession(tx: Tx, session: Omit<Session, 'presenceAt'>, at?: SessionWindow): void {
  tx.run(
    `INSERT INTO sessions (id, user_id, started_at, expires_at, started_with, desktop_id, window_mac)
     VALUES (:id, :userId, :startedAt, :expiresAt, :startedWith, :desktopId, :windowMac)`,
    { ...session, desktopId: at?.desktopId ?? null, windowMac: at?.windowMac ?? null },
  );
}

export function markPresence(tx: Tx, id: string, at: number): void {
  tx.run('UPDATE sessions SET presence_at = :at WHERE id = :id', { id, at });
}

/** A window that was unlocked with the password alone has no presence. */
export function clearPresence(tx: Tx, id: string): void {
  tx.run('UPDATE sessions SET presence_at = NULL WHERE id = :id', { id });
}

export function endSession(tx: Tx, id: string, because: SessionEnd, at: number): void {
  tx.run('UPDATE sessions SET ended_at = :at, ended_because = :because WHERE id = :id AND ended_at IS NULL', {
    id,
    because,
    at,
  });
}

export interface EndOfSession {
  readonly userId: UserId;
  readonly because: SessionEnd;
  readonly at: number;
}

/** How one session ended. Undefined while it is open. */
export function getSessionEnd(reader: Reader, id: string, now: number): EndOfSession | undefined {
  const row = reader.get(
    `SELECT user_id,
       CASE WHEN ended_at IS NULL THEN expires_at ELSE ended_at END AS ended_at,
       CASE WHEN ended_at IS NULL THEN 'expired' ELSE ended_because END AS ended_because
     FROM sessions WHERE id = :id AND (ended_at IS NOT NULL OR expires_at <= :now)`,
    { id, now },
  );
  return row === undefined
    ? undefined
    : {
        userId: integer(row, 'user_id') as UserId,
        because: text(row, 'ended_because') as SessionEnd,
        at: integer(row, 'ended_at'),
      };
}

export interface PastSession {
  readonly id: string;
  readonly startedAt: number;
  /** Null while it is open. */
  readonly endedAt: number | null;
  readonly endedBecause: SessionEnd | null;
}

/** A user's sessions, newest first. An expired session counts as ended, even if nothing has ended it yet. */
export function listSessionsOf(reader: Reader, userId: UserId, now: number, limit: number): readonly PastSession[] {
  return reader
    .all(
      `SELECT id, started_at,
         CASE WHEN ended_at IS NULL AND expires_at <= :now THEN expires_at ELSE ended_at END AS ended_at,
         CASE WHEN ended_at IS NULL AND expires_at <= :now THEN 'expired' ELSE ended_because END AS ended_because
       FROM sessions WHERE user_id = :userId ORDER BY started_at DESC, id LIMIT :limit`,
      { userId, now, limit },
    )
    .map((row) => ({
      id: text(row, 'id'),
      startedAt: integer(row, 'started_at'),
      endedAt: integerOrNull(row, 'ended_at'),
      endedBecause: textOrNull(row, 'ended_because') as SessionEnd | null,
    }));
}

/** Sessions that are neither ended nor expired. */
export function countOpenSessions(reader: Reader, userId: UserId, now: number): number {
  const row = reader.get(
    'SELECT count(*) AS n FROM sessions WHERE user_id = :userId AND ended_at IS NULL AND expires_at > :now',
    { userId, now },
  );
  return row === undefined ? 0 : integer(row, 'n');
}

/**
 * @returns how many were ended; expired sessions do not count.
 * @param exceptId the session that stays open; empty for none.
 */
export function endSessionsOf(tx: Tx, userId: UserId, because: SessionEnd, at: number, exceptId = ''): number {
  tx.run(
    `UPDATE sessions SET ended_at = expires_at, ended_because = 'expired' WHERE user_id = :userId
       AND ended_at IS NULL AND expires_at <= :at`,
    { userId, at },
  );
  return tx.run(
    `UPDATE sessions SET ended_at = :at, ended_because = :because WHERE user_id = :userId AND ended_at IS NULL
       AND id <> :exceptId`,
    { userId, because, at, exceptId },
  ).changes;
}

/** @returns how many were ended; expired sessions do not count. */
export function endSessionsStartedWith(
  tx: Tx,
  userId: UserId,
  startedWith: SessionStart,
  because: SessionEnd,
  at: number,
): number {
  return tx.run(
    `UPDATE sessions SET ended_at = :at, ended_because = :because
     WHERE user_id = :userId AND ended_at IS NULL AND started_with = :startedWith AND expires_at > :at`,
    { userId, startedWith, because, at },
  ).changes;
}

/** Whether anybody has signed in since the last start. */
export const hasOpenSession = (reader: Reader): boolean =>
  reader.get('SELECT 1 AS yes FROM sessions WHERE ended_at IS NULL LIMIT 1') !== undefined;

/** A killed process could not sign anybody out: the next process ends the sessions that it left open. */
export function endAllSessions(tx: Tx, because: SessionEnd, at: number): void {
  tx.run('UPDATE sessions SET ended_at = :at, ended_because = :because WHERE ended_at IS NULL', { because, at });
}

/**
 * After a clock that was ahead: ends sessions from the future, and a presence proved in the future. Both would last too
 * long.
 */
export function endSessionsAfter(tx: Tx, now: number): void {
  tx.run(
    "UPDATE sessions SET ended_at = :now, ended_because = 'expired' WHERE ended_at IS NULL AND started_at > :now",
    { now },
  );
  tx.run('UPDATE sessions SET presence_at = NULL WHERE presence_at > :now', { now });
}

/** Whether this user has started a session in this way after `since` (epoch ms). */
export function hasStartedSession(reader: Reader, userId: number, startedWith: SessionStart, since: number): boolean {
  return (
    reader.get(
      `SELECT 1 AS yes FROM sessions WHERE user_id = :userId AND started_with = :startedWith
         AND started_at > :since LIMIT 1`,
      { userId, startedWith, since },
    ) !== undefined
  );
}

/** The clock by which they are dated was set back. Nobody is signed out, and no session lasts longer. */
export function moveSessionsBack(tx: Tx, by: number): void {
  if (by <= 0) return;
  tx.run(
    `UPDATE sessions SET started_at = started_at - :by, expires_at = expires_at - :by,
       presence_at = presence_at - :by, waits_since = waits_since - :by WHERE ended_at IS NULL`,
    { by },
  );
}
