// When a jump of the computer's clock is followed, and when the high-water mark of time moves (domain/clock-guard.ts,
// domain/steady-clock.ts). Both wait for more than one clock: a phone whose code fits, or a time that has stood a while.
import { decideClock, isPossibleTime } from '../../domain/clock-guard.ts';
import { Refusal } from '../../domain/refusal.ts';
import { HOLD_MS } from '../../domain/steady-clock.ts';
import { type CodeDecision, decideCode } from '../../domain/two-factor.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { getHighWater, setHighWater } from '../../storage/tables/clock.ts';
import { moveSessionsBack } from '../../storage/tables/sessions.ts';
import type { Context } from './context.ts';

/** Moves the high-water mark. @throws Refusal clock_went_back while the computer's clock is behind the mark. */
export function checkClock(context: Context, tx: Tx): void {
  followWhereDue(context, tx);
  const decision = decideClock(getHighWater(tx), context.clock.now());
  if (decision.kind === 'went_back') refuseClock(decision);
  if (context.clock.isBelieved()) setHighWater(tx, decision.highWater);
}

function refuseClock({ minutes, until }: { readonly minutes: number; readonly until: number }, step?: number): never {
  throw new Refusal({ code: 'clock_went_back', minutes, until }, step);
}

/** Called every minute, so a code that somebody saw does not become valid again when the clock is set back. */
export function noteTime(context: Context): void {
  if (!isPossibleTime(context.clock.now())) return;
  context.storage.transaction((tx) => {
    followWhereDue(context, tx);
    const decision = decideClock(getHighWater(tx), context.clock.now());
    if (decision.kind === 'fine' && context.clock.isBelieved()) setHighWater(tx, decision.highWater);
  });
}

/** A jump is followed where Rekey's time is known to be wrong, and when it has lasted; never to behind the mark. */
function followWhereDue(context: Context, tx: Tx): void {
  const jump = context.clock.jump();
  if (jump === undefined) return;
  const mark = getHighWater(tx);
  if (decideClock(mark, jump.at).kind === 'went_back') return;
  const isBehind = decideClock(mark, context.clock.now()).kind === 'went_back';
  if (isBehind || jump.heldMs >= HOLD_MS) followClock(context, tx);
}

/** What the computer's clock shows counts from here on. Sessions move with a step back, so that none lasts longer. */
export function followClock(context: Context, tx: Tx): void {
  const before = context.clock.now();
  context.clock.follow();
  moveSessionsBack(tx, before - context.clock.now());
}

export interface CodeFacts {
  readonly secret: Uint8Array;
  readonly lastStep: number;
  readonly burntStep?: number;
}

/**
 * Decides a code by Rekey's time. A code that fits the computer's clock instead, after a jump, says that the phone
 * agrees with that clock: the jump is followed.
 * @param mayGoBack the person proves more than a code, and accepts the clock in the same transaction.
 * @throws Refusal clock_went_back where the phone agrees with a clock behind the mark. The code is spent by that.
 */
export function decideCodeOfPhone(
  context: Context,
  tx: Tx,
  facts: CodeFacts,
  code: string,
  mayGoBack = false,
): CodeDecision {
  const decision = decideCode({ ...facts, code, now: context.clock.now() });
  if (decision.kind === 'accepted') context.clock.confirm();
  const jump = context.clock.jump();
  if (decision.kind === 'accepted' || jump === undefined) return decision;
  const fitting = decideCode({ ...facts, code, now: jump.at });
  if (fitting.kind !== 'accepted') return decision;
  const clock = decideClock(getHighWater(tx), jump.at);
  if (clock.kind === 'went_back' && !mayGoBack) {
    context.clock.doubt();
    refuseClock(clock, fitting.step);
  }
  followClock(context, tx);
  context.clock.confirm();
  return fitting;
}

/** The latest time that more than one clock speaks for: what is kept or thrown away by it outlives a wrong clock. */
export const believedTime = (context: Context, reader: Reader): number =>
  context.clock.isBelieved() ? latestTime(context, reader) : getHighWater(reader);

/** The latest time that Rekey has shown. Use it for periods that must not grow when the clock is set back. */
export const latestTime = (context: Context, reader: Reader): number =>
  Math.max(context.clock.now(), getHighWater(reader));
