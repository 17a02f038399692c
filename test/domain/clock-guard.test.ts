// The clock guard notices a clock that was set back, and tolerates a correction of a few minutes.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideClock } from '../../main/domain/clock-guard.ts';
import { DAY, HOUR, MINUTE, START } from '../support/seeded.ts';

test('a clock that goes forward moves the mark', () => {
  expect(decideClock(START, START + HOUR)).toEqual({ kind: 'fine', highWater: START + HOUR });
});
test('a clock may go back five minutes, but not a millisecond more; the mark stays', () => {
  expect(decideClock(START, START - 5 * MINUTE)).toEqual({ kind: 'fine', highWater: START });
  expect(decideClock(START, START - 5 * MINUTE - 1)).toEqual({
    kind: 'went_back',
    minutes: 5,
    until: START - 5 * MINUTE,
  });
  expect(decideClock(START, START - DAY)).toMatchObject({ kind: 'went_back', minutes: 1440 });
});
test('many small steps back never add up: the mark is the latest time ever seen', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20 * MINUTE, max: 20 * MINUTE }), { maxLength: 50 }), (moves) => {
      let now = START;
      let highWater = START;
      let latestAccepted = START;
      for (const move of moves) {
        now += move;
        const decision = decideClock(highWater, now);
        expect(decision.kind).toBe(now < latestAccepted - 5 * MINUTE ? 'went_back' : 'fine');
        if (decision.kind !== 'fine') continue;
        highWater = decision.highWater;
        latestAccepted = Math.max(latestAccepted, now);
        expect(highWater).toBe(latestAccepted);
      }
    }),
  );
});
