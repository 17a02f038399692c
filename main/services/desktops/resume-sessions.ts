// Sessions of desktops over a restart of the server: they wait for the same window of the same start of Rekey on the same
// desktop, which comes back locked, and the password opens it. A session that nobody comes back to ends after ten minutes.
import type { Tx } from '../../storage/engine/database.ts';
import { getHighWater } from '../../storage/tables/clock.ts';
import { getDesktop } from '../../storage/tables/desktops.ts';
import { endAllSessions } from '../../storage/tables/sessions.ts';
import { keepForDesktops, listAwaited, listWaiting, stopWaiting } from '../../storage/tables/waiting-sessions.ts';
import { atDesktop, type Context, type DesktopWindow } from '../act/context.ts';
import { bindSessionWindow } from '../act/credentials.ts';
import type { VisitAt } from '../act/visit.ts';
import { isSameBytes } from '../secrets/secret-box.ts';
import { endSession } from '../sign-in/end-session.ts';

/** How long the windows of a desktop wait that has lost its connection, or whose server was started again. */
export const RESUME_MS = 10 * 60_000;

/**
 * At a start of Rekey with the data. The sessions of its own windows end: a process that was killed could not end them.
 * Those of desktops wait since the latest time that was believed, so a server that was away for longer keeps none.
 * @param isAsItWas false: an older file was put back, or the key was found again. Then nobody stays signed in.
 */
export function keepSessions(context: Context, tx: Tx, isAsItWas: boolean): void {
  const now = context.clock.now();
  const since = Math.min(now, getHighWater(tx));
  if (!isAsItWas || now - since >= RESUME_MS) endAllSessions(tx, 'application_closed', now);
  else keepForDesktops(tx, 'application_closed', now, since);
}

type Desktop = Omit<DesktopWindow, 'window'>;

export interface Resumed {
  readonly window: number;
  readonly session: VisitAt<'signed_in'>;
}

/**
 * A desktop connects for the first time since the start of the server. Sessions of windows that are gone end.
 * @param windows that are open there, by the desktop's numbers.
 * @returns the windows that go on. The session of one may have ended since: the window then says so.
 */
export function resumeSessions(context: Context, desktop: Desktop, windows: readonly number[]): readonly Resumed[] {
  const resumed = new Map<number, VisitAt<'signed_in'>>();
  for (const { id, startedWith, windowMac } of listWaiting(context.storage.read, desktop.desktopId)) {
    const window = windows.find((open) =>
      isSameBytes(windowMac, bindSessionWindow(context, id, { ...desktop, window: open })),
    );
    if (window !== undefined && !resumed.has(window)) {
      resumed.set(window, { stage: 'signed_in', sessionId: id, with: startedWith });
      context.storage.transaction((tx) => stopWaiting(tx, id));
    } else leave(context, desktop, id);
  }
  return [...resumed].map(([window, session]) => ({ window, session }));
}

/** The desktop was revoked, or Rekey was started again there. */
export function endWaiting(context: Context, desktopId: number): void {
  const name = getDesktop(context.storage.read, desktopId)?.name ?? '';
  for (const { id } of listWaiting(context.storage.read, desktopId)) leave(context, { desktopId, name, run: '' }, id);
}

/** @param forMs 0: all, also those that a clock ahead has left waiting since a later time. */
export function endWaitingFor(context: Context, forMs: number): void {
  const since = forMs === 0 ? Number.MAX_SAFE_INTEGER : context.clock.now() - forMs;
  for (const desktopId of listAwaited(context.storage.read, since)) endWaiting(context, desktopId);
}

function leave(context: Context, desktop: Desktop, id: string): void {
  const at = context.clock.now();
  endSession(atDesktop(context, { ...desktop, window: 0 }), id, { because: 'application_closed', at });
  context.storage.transaction((tx) => stopWaiting(tx, id));
}
