// Keeps the high-water mark of time (domain/clock-guard.ts) in the database.
import { decideClock, isPossibleTime } from '../../domain/clock-guard.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { getHighWater, setHighWater } from '../../storage/tables/clock.ts';
import type { Context } from './context.ts';

/** Moves the high-water mark. @throws Refusal clock_went_back while the computer's clock is behind the mark. */
export function checkClock(context: Context, tx: Tx): void {
  const decision = decideClock(getHighWater(tx), context.clock.now());
  if (decision.kind === 'went_back') refuse({ code: 'clock_went_back', minutes: decision.minutes });
  setHighWater(tx, decision.highWater);
}

/** Called every minute, so a code that somebody saw does not become valid again when the clock is set back. */
export function noteTime(context: Context): void {
  const now = context.clock.now();
  if (!isPossibleTime(now)) return;
  const decision = decideClock(getHighWater(context.storage.read), now);
  if (decision.kind === 'fine') context.storage.transaction((tx) => setHighWater(tx, decision.highWater));
}

/** The latest time that this computer has shown. Use it for periods that must not grow when the clock is set back. */
export const latestTime = (context: Context, reader: Reader): number =>
  Math.max(context.clock.now(), getHighWater(reader));
