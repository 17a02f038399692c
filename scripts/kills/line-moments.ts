// When the campaign at the line interrupts a work: at a random one of its requests, and there at a random moment from before
// the request has reached the server until after its answer has come. The longest request would be the only one otherwise.
import { setTimeout as delay } from 'node:timers/promises';
import type { Desk } from './line-desk.ts';

/** The moment may come a little after the answer. */
const BEYOND = 1.3;

interface Moment {
  /** Which request of the work, from 0. Those that only read do not count. */
  readonly step: number;
  /** From when the request leaves. */
  readonly afterMs: number;
  /** When this will be, from the beginning of the work, as it was the last time. */
  readonly fromStartMs: number;
}

export interface Moments {
  /** Until `run` has ended, its requests are counted. @param reach called when the moment is there, at the end at the latest. */
  during<T>(
    work: string,
    desks: readonly Desk[],
    moment: Moment | undefined,
    reach: () => void,
    run: () => Promise<T>,
  ): Promise<T>;
  choose(work: string): Moment;
}

export function createMoments(): Moments {
  /** How long each request of a work took when it was last answered, in ms. A busy computer is not as busy all the time. */
  const lengths = new Map<string, readonly number[]>();
  return {
    async during(work, desks, moment, reach, run) {
      const known = [...(lengths.get(work) ?? [])];
      let asked = 0;
      let isComing: Promise<void> | undefined;
      for (const desk of desks)
        desk.onAsk = () => {
          const step = asked;
          asked += 1;
          const began = performance.now();
          if (step === moment?.step) isComing = delay(moment.afterMs).then(reach);
          return () => {
            known[step] = performance.now() - began;
          };
        };
      try {
        return await run();
      } finally {
        lengths.set(work, known);
        for (const desk of desks) desk.onAsk = () => () => undefined;
        if (isComing === undefined) reach();
        await isComing;
      }
    },
    choose(work) {
      const known = lengths.get(work) ?? [];
      const step = Math.floor(Math.random() * known.length);
      const afterMs = Math.random() * BEYOND * (known[step] ?? 0);
      const before = known.slice(0, step).reduce((sum, length) => sum + length, 0);
      return { step, afterMs, fromStartMs: before + afterMs };
    },
  };
}
