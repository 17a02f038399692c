// The throttle: free attempts, growing waits, the end. The numbers come from the rules, not from the code.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DESKTOP_COUNTS_MS,
  decideAttempt,
  NO_FAILURES,
  type ThrottleState,
  waitAfter,
  waitOfDesktop,
} from '../../main/domain/throttle.ts';
import { DAY, HOUR, SECOND, START } from '../support/seeded.ts';

const WAITS = [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600, 3600, 3600, 3600, 3600].map(
  (seconds) => seconds * SECOND,
);

test('four failures cause no wait, the fifth 30 seconds, and each further one doubles it up to an hour', () => {
  expect(WAITS.map((_, failures) => waitAfter(failures))).toEqual(WAITS);
  expect(waitAfter(1000)).toBe(HOUR);
});

describe('failures in a row', () => {
  test('continue for ever where there is no limit, an hour apart', () => {
    const state: ThrottleState = { failures: 5000, blockedUntil: START, isDisabled: false };
    expect(decideAttempt(state, START, Number.POSITIVE_INFINITY)).toEqual({
      kind: 'go',
      next: { failures: 5001, blockedUntil: START + HOUR, isDisabled: false },
    });
  });
  test('five may follow at once, the sixth waits, and after twenty the factor is disabled', () => {
    let state: ThrottleState = NO_FAILURES;
    let now = START;
    for (let failures = 0; failures < 20; failures++) {
      const wait = WAITS[failures] ?? 0;
      if (wait > 0) {
        expect(decideAttempt(state, now + wait - 1)).toEqual({ kind: 'wait', until: now + wait });
        now += wait;
      }
      const decision = decideAttempt(state, now);
      if (decision.kind !== 'go') throw new Error(`attempt ${failures + 1} should go`);
      state = decision.next;
      expect(state.failures).toBe(failures + 1);
    }
    expect(state.isDisabled).toBe(true);
    expect(decideAttempt(state, now)).toEqual({ kind: 'disabled' });
    expect(decideAttempt(state, now + 1000 * HOUR)).toEqual({ kind: 'disabled' });
  });

  test('an attempt counts as failed before it is verified, so of many at once only five are allowed', () => {
    let state: ThrottleState = NO_FAILURES;
    let gone = 0;
    for (let i = 0; i < 100; i++) {
      const decision = decideAttempt(state, START);
      if (decision.kind !== 'go') continue;
      gone += 1;
      state = decision.next;
    }
    expect(gone).toBe(5);
  });

  test('no pattern of attempts gets more than the allowed number within any span of time', () => {
    /** The most failed attempts within a span: the free ones, then those whose waits fit in. */
    const allowedWithin = (span: number): number => {
      let count = 5;
      for (let used = WAITS[5] ?? 0; used <= span && count < 20; used += WAITS[count] ?? HOUR) count += 1;
      return count;
    };
    const waits = fc.array(fc.oneof(fc.nat(5 * SECOND), fc.nat(100 * SECOND), fc.nat(2 * HOUR)), {
      minLength: 1,
      maxLength: 150,
    });
    fc.assert(
      fc.property(waits, (gaps) => {
        let state: ThrottleState = NO_FAILURES;
        let now = START;
        const gone: number[] = [];
        for (const gap of gaps) {
          now += gap;
          const decision = decideAttempt(state, now);
          if (decision.kind === 'wait') expect(decision.until).toBeGreaterThan(now);
          if (decision.kind !== 'go') continue;
          gone.push(now);
          state = decision.next;
        }
        expect(gone.length).toBeLessThanOrEqual(20);
        for (let first = 0; first < gone.length; first++) {
          for (let last = first; last < gone.length; last++) {
            expect(last - first + 1).toBeLessThanOrEqual(allowedWithin((gone[last] ?? 0) - (gone[first] ?? 0)));
          }
        }
      }),
    );
  });

  test('a success gives back exactly the five free attempts, in any mix of failures and successes', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (successes) => {
        let state: ThrottleState = NO_FAILURES;
        let inARow = 0;
        for (const isRight of successes) {
          const decision = decideAttempt(state, START);
          expect(decision.kind).toBe(inARow < 5 ? 'go' : 'wait');
          if (decision.kind !== 'go') continue;
          // A success clears the counter (services/act/attempt.ts).
          state = isRight ? NO_FAILURES : decision.next;
          inARow = isRight ? 0 : inARow + 1;
        }
      }),
    );
  });
});

describe('a desktop of the firm’s server', () => {
  const NONE = { failures: 0, latestAt: 0 };

  test('waits after twenty failures over all accounts, 30 seconds and then twice as long, up to an hour', () => {
    const wait = (failures: number) =>
      (waitOfDesktop({ ofAccount: NONE, ofAll: { failures, latestAt: START } }, START) ?? START) - START;
    expect([19, 20, 21, 22, 26, 27, 500].map(wait)).toEqual(
      [0, 30, 60, 120, 1920, 3600, 3600].map((seconds) => seconds * SECOND),
    );
  });

  test('makes half of the failures that disable a factor of one account, but five where the policy allows few, and then none for a day', () => {
    const until = (failures: number, most: number, now = START) =>
      waitOfDesktop({ ofAccount: { failures, latestAt: START }, ofAll: NONE }, now, most);
    expect([until(9, 20), until(10, 20), until(5, 12), until(6, 12), until(4, 6), until(5, 6)]).toEqual([
      undefined,
      START + DAY,
      undefined,
      START + DAY,
      undefined,
      START + DAY,
    ]);
    expect(until(10, 20, START + DAY)).toBeUndefined();
  });

  test('waits no longer than the rule says where the clock was ahead', () => {
    const ahead = { failures: 30, latestAt: START + 400 * DAY };
    expect(waitOfDesktop({ ofAccount: NONE, ofAll: ahead }, START)).toBe(START + HOUR);
    expect(waitOfDesktop({ ofAccount: ahead, ofAll: NONE }, START)).toBe(START + DESKTOP_COUNTS_MS);
  });
});
