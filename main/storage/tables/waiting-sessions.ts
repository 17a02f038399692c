// Sessions at windows of desktops that wait for their window, because Rekey was started again where the data is.
import type { Reader, Tx } from '../engine/database.ts';
import { bytes, integer, text } from '../engine/rows.ts';
import type { SessionEnd, SessionStart, SessionWindow } from './sessions.ts';

export interface WaitingSession extends SessionWindow {
  readonly id: string;
  readonly startedWith: SessionStart;
}

/**
 * At a start: open sessions at windows of desktops that may connect begin to wait, and all others end. A fresh code of
 * before counts no longer. One that has waited since an earlier start goes on waiting since then.
 */
export function keepForDesktops(tx: Tx, because: SessionEnd, now: number, since: number): void {
  tx.run(
    `UPDATE sessions SET ended_at = :now, ended_because = :because WHERE ended_at IS NULL AND (window_mac IS NULL
       OR desktop_id IS NULL OR desktop_id NOT IN (SELECT id FROM desktops WHERE revoked_at IS NULL))`,
    { because, now },
  );
  tx.run(`UPDATE sessions SET waits_since = coalesce(waits_since, :since), presence_at = NULL WHERE ended_at IS NULL`, {
    since,
  });
}

/** Newest first, also those that somebody has ended since. */
export const listWaiting = (reader: Reader, desktopId: number): readonly WaitingSession[] =>
  reader
    .all(
      `SELECT id, started_with, desktop_id, window_mac FROM sessions INDEXED BY sessions_waiting
       WHERE desktop_id = :desktopId AND waits_since IS NOT NULL ORDER BY started_at DESC, id`,
      { desktopId },
    )
    .map((row) => ({
      id: text(row, 'id'),
      startedWith: text(row, 'started_with') as SessionStart,
      desktopId: integer(row, 'desktop_id'),
      windowMac: bytes(row, 'window_mac'),
    }));

/** The desktops that sessions wait for since `since` or longer. */
export const listAwaited = (reader: Reader, since: number): readonly number[] =>
  reader
    .all('SELECT DISTINCT desktop_id FROM sessions WHERE waits_since <= :since', { since })
    .map((row) => integer(row, 'desktop_id'));

export function stopWaiting(tx: Tx, id: string): void {
  tx.run('UPDATE sessions SET waits_since = NULL WHERE id = :id', { id });
}
