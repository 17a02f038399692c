// The computer's clock is part of the verifier: on a clock that was set back, old codes would be valid again.
// So the latest time that Rekey has believed is kept, and codes are refused while the clock is more than five minutes
// behind it.

/** Clocks that are corrected from time to time differ by less. */
export const TOLERATED_MS = 5 * 60_000;

export type ClockDecision =
  | { readonly kind: 'fine'; readonly highWater: number }
  /** `until`: what the clock shows when codes are accepted again. */
  | { readonly kind: 'went_back'; readonly minutes: number; readonly until: number };

/** The beginning of 2020, before Rekey was made, and of the year 9000. */
const EARLIEST = 1_577_836_800_000;
const LATEST = 221_845_392_000_000;

/** A clock outside of this is broken: nothing that is dated by it could be relied on. */
export const isPossibleTime = (now: number): boolean => Number.isSafeInteger(now) && now >= EARLIEST && now < LATEST;

/** `highWater` and `now` in epoch ms. */
export function decideClock(highWater: number, now: number): ClockDecision {
  const until = highWater - TOLERATED_MS;
  if (now < until) return { kind: 'went_back', minutes: Math.round((highWater - now) / 60_000), until };
  return { kind: 'fine', highWater: Math.max(highWater, now) };
}
