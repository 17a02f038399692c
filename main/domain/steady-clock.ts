// Rekey's own time. It goes on evenly, as the computer runs. A jump of the computer's clock, in either direction, is
// seen and not followed at once: many are put right minutes later, for example on a computer with two systems.
// services/act/check-clock.ts decides when a jump is followed.
import { isPossibleTime, TOLERATED_MS } from './clock-guard.ts';

/** A jump that has lasted so long is no accident, and a time that has stood so long is believed. */
export const HOLD_MS = 15 * 60_000;

interface Jump {
  /** What the computer's clock shows, in epoch ms. */
  readonly at: number;
  readonly heldMs: number;
}

export interface SteadyClock {
  /** Epoch ms. */
  now(): number;
  /** Undefined while the computer's clock agrees with `now`. */
  jump(): Jump | undefined;
  /** From here on, what the computer's clock shows counts. */
  follow(): void;
  /** A second clock, that of a phone, agrees with `now`. */
  confirm(): void;
  /** A phone has spoken against `now`: it is not believed before another one confirms it. */
  doubt(): void;
  /** Whether more than the computer's clock of the last minutes speaks for `now`. */
  isBelieved(): boolean;
}

/**
 * @param readClock what the computer's clock shows, in epoch ms.
 * @param readUptime how long the computer has been running, its sleep included, in ms. Nobody sets it.
 */
export function createSteadyClock(readClock: () => number, readUptime: () => number): SteadyClock {
  const readRunning = (): number => Math.round(readUptime());
  let line = { at: readClock(), uptime: readRunning() };
  let standsSince = line.uptime;
  let isConfirmed = false;
  let jumped: { readonly by: number; readonly since: number } | undefined;

  function follow(): void {
    line = { at: readClock(), uptime: readRunning() };
    standsSince = line.uptime;
    isConfirmed = false;
    jumped = undefined;
  }

  function look(): { readonly now: number; readonly shown: number; readonly uptime: number } {
    const shown = readClock();
    const uptime = readRunning();
    const expected = line.at + (uptime - line.uptime);
    if (!isPossibleTime(expected)) {
      follow();
      return { now: shown, shown, uptime };
    }
    const by = shown - expected;
    if (Math.abs(by) <= TOLERATED_MS) {
      jumped = undefined;
      // Never the other way: many small steps back would add up.
      if (by > 0) line = { at: shown, uptime };
      return { now: shown, shown, uptime };
    }
    if (jumped === undefined || Math.abs(by - jumped.by) > TOLERATED_MS) jumped = { by, since: uptime };
    return { now: expected, shown, uptime };
  }

  return {
    now: () => look().now,
    jump() {
      const { shown, uptime } = look();
      return jumped === undefined || !isPossibleTime(shown) ? undefined : { at: shown, heldMs: uptime - jumped.since };
    },
    follow,
    confirm() {
      isConfirmed = true;
    },
    doubt() {
      isConfirmed = false;
      standsSince = Number.POSITIVE_INFINITY;
    },
    isBelieved: () => isConfirmed || look().uptime - standsSince >= HOLD_MS,
  };
}
