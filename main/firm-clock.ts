// The clock behind the firm: locks windows with the computer, ends what has timed out, and notes the time.
import { powerMonitor } from 'electron';
import type { Door } from './ipc/door.ts';
import { noteTime } from './services/act/check-clock.ts';
import { listWindows } from './window.ts';
import type { Workspace } from './workspace.ts';

export const SWEEP_EVERY_MS = 10_000;
const NOTE_TIME_EVERY_MS = 60_000;

/** @returns stops it. */
export function startClock(
  door: Door,
  workspace: () => Workspace,
  log: (line: string) => void,
  everySweep: () => void,
  everyMinute: () => void,
): () => void {
  /** A disk that is full or gone for a while stops no clock and ends no process. */
  const patiently = (work: () => void) => (): void => {
    try {
      work();
    } catch (error) {
      log(`the clock goes on after: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  };
  const stopLocking = lockWithComputer((windowId) => patiently(() => door.lock(windowId, 'computer'))());
  const sweeping = setInterval(
    patiently(() => {
      workspace().look(); // watchForLoss says it when the files are gone
      door.sweep();
      everySweep();
    }),
    SWEEP_EVERY_MS,
  );
  const noting = setInterval(
    patiently(() => {
      noteTime(workspace().context);
      if (workspace().tend()) door.stateChanged(true);
      everyMinute();
    }),
    NOTE_TIME_EVERY_MS,
  );
  return () => {
    stopLocking();
    clearInterval(sweeping);
    clearInterval(noting);
  };
}

/** The windows of this computer lock when it sleeps or is locked. Those of other desktops do not. @returns stops it. */
export function lockWithComputer(lock: (windowId: number) => void): () => void {
  const lockAll = (): void => {
    for (const { id } of listWindows()) lock(id);
  };
  powerMonitor.on('suspend', lockAll);
  powerMonitor.on('lock-screen', lockAll);
  // Not every system reports that its screen was locked.
  const looking = setInterval(() => {
    if (powerMonitor.getSystemIdleState(60) === 'locked') lockAll();
  }, SWEEP_EVERY_MS);
  return () => {
    powerMonitor.off('suspend', lockAll);
    powerMonitor.off('lock-screen', lockAll);
    clearInterval(looking);
  };
}
