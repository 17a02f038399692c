import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HOLD_MS } from '../../main/domain/steady-clock.ts';
import { createComputer } from '../support/computer.ts';
import { DAY, HOUR, MINUTE, SECOND, START } from '../support/seeded.ts';

test('goes with the computer’s clock, also where that is corrected by minutes', () => {
  const computer = createComputer();
  for (const ahead of [0, 4 * MINUTE, -4 * MINUTE, 1]) {
    computer.setAhead(ahead);
    computer.clock.advance(HOUR);
  }
  computer.setAhead(0);
  expect(computer.clock.now()).toBe(computer.trueTime());
  expect(computer.clock.jump()).toBeUndefined();
});

test.each([5 * HOUR, -5 * HOUR, 40 * DAY, -3 * 365 * DAY])('a jump of %i ms is seen, and not followed', (by) => {
  const computer = createComputer();
  computer.clock.advance(HOUR);
  computer.setAhead(by);
  computer.clock.advance(2 * MINUTE);
  expect(computer.clock.now()).toBe(computer.trueTime());
  computer.clock.jump();
  computer.clock.advance(MINUTE);
  expect(computer.clock.jump()).toEqual({ at: computer.trueTime() + by, heldMs: 3 * MINUTE - 2 * MINUTE });
  computer.setAhead(0);
  expect(computer.clock.jump()).toBeUndefined();
});

test('another jump begins anew to be held; a step of minutes does not', () => {
  const computer = createComputer();
  const { clock } = computer;
  computer.setAhead(HOUR);
  clock.now();
  clock.advance(10 * MINUTE);
  computer.setAhead(HOUR + MINUTE);
  expect(clock.jump()?.heldMs).toBe(10 * MINUTE);
  computer.setAhead(2 * HOUR);
  expect(clock.jump()?.heldMs).toBe(0);
});

test('a time is believed when it has stood, or when a phone confirms it; a phone that disagrees takes that back', () => {
  const { clock } = createComputer();
  expect(clock.isBelieved()).toBe(false);
  clock.advance(HOLD_MS - 1);
  expect(clock.isBelieved()).toBe(false);
  clock.advance(1);
  expect(clock.isBelieved()).toBe(true);
  clock.follow();
  expect(clock.isBelieved()).toBe(false);
  clock.confirm();
  expect(clock.isBelieved()).toBe(true);
  clock.doubt();
  clock.advance(DAY);
  expect(clock.isBelieved()).toBe(false);
  clock.confirm();
  expect(clock.isBelieved()).toBe(true);
});

test('a clock that shows no possible day is followed as soon as it does', () => {
  const computer = createComputer(-START);
  computer.clock.advance(MINUTE);
  expect(computer.clock.now()).toBe(MINUTE);
  computer.setAhead(0);
  computer.clock.now();
  expect(computer.clock.now()).toBe(computer.trueTime());
});

test('a clock that becomes impossible is no jump to follow', () => {
  const computer = createComputer();
  computer.setAhead(-START);
  computer.clock.advance(MINUTE);
  expect(computer.clock.now()).toBe(computer.trueTime());
  expect(computer.clock.jump()).toBeUndefined();
});

test('whatever the computer’s clock does, the time never goes back by more than five minutes', () => {
  const event = fc.record({
    ahead: fc.oneof(fc.integer({ min: -30 * MINUTE, max: 30 * MINUTE }), fc.integer({ min: -9 * HOUR, max: 9 * HOUR })),
    pass: fc.integer({ min: 0, max: 20 * MINUTE }),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const computer = createComputer();
      let latest = computer.clock.now();
      let began = computer.trueTime();
      for (const { ahead, pass } of events) {
        computer.clock.advance(pass);
        computer.setAhead(ahead);
        const now = computer.clock.now();
        // Not behind the time that has really passed either.
        expect(now).toBeGreaterThanOrEqual(latest + (computer.trueTime() - began) - 5 * MINUTE - SECOND);
        if (now < latest + (computer.trueTime() - began)) continue;
        latest = now;
        began = computer.trueTime();
      }
    }),
  );
});
