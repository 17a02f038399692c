// The high-water mark of time (domain/clock-guard.ts), kept in the database.
import { decideClock } from '../../domain/clock-guard.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { getHighWater, setHighWater } from '../../storage/tables/clock.ts';
import type { Context } from './context.ts';

/** Refuses while this computer's clock is behind what it has shown before; else moves the high-water mark. */
export function checkClock(context: Context, tx: Tx): void {
  const decision = decideClock(getHighWater(tx), context.clock.now());
  if (decision.kind === 'went_back') refuse({ code: 'clock_went_back', minutes: decision.minutes });
  setHighWater(tx, decision.highWater);
}

/** Called every minute: a code that was seen but never entered must not come back by setting the clock back. */
export function noteTime(context: Context): void {
  const decision = decideClock(getHighWater(context.storage.read), context.clock.now());
  if (decision.kind === 'fine') context.storage.transaction((tx) => setHighWater(tx, decision.highWater));
}

/** The latest time that this computer has shown: for periods that a clock set back must not lengthen. */
export const latestTime = (context: Context, reader: Reader): number =>
  Math.max(context.clock.now(), getHighWater(reader));
