// Times in words. The time zone of the test run does not matter: all times are local.
import { afterEach, describe, expect, test } from 'vitest';
import {
  ago,
  clockTime,
  duration,
  exactDay,
  exactTime,
  exactTimeWithZone,
  left,
  plainDay,
  roughly,
  setDateOrder,
  timeLeft,
} from '../../../renderer/words/time-words.ts';

/** Monday, 23 November 2026. */
const local = (day: number, hour: number, minute = 0): number => new Date(2026, 10, day, hour, minute).getTime();

test('a countdown ends at zero, and says full seconds until then', () => {
  expect(timeLeft(600_000, 0)).toBe('10:00');
  expect(timeLeft(600_000, 18_500)).toBe('9:42');
  expect(timeLeft(600_000, 599_999)).toBe('0:01');
  expect(timeLeft(600_000, 700_000)).toBe('0:00');
});

describe('how much time is left', () => {
  const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
  test.each([
    // A moment after the setting "7 days" was used, and shortly before it runs out.
    [7 * day - 5000, '7 d left'],
    [6.4 * day, '6 d left'],
    [48 * hour - 5000, '2 d left'],
    [47 * hour, '47 h left'],
    [24 * hour - 5000, '24 h left'],
    [hour - 5000, '1 h left'],
    [35 * minute, '35 min left'],
    [10_000, '1 min left'],
    [-hour, '1 min left'],
  ])('%i ms: %s', (rest, words) => expect(left(rest, 0)).toBe(words));
});

describe('how long ago', () => {
  test.each([
    [local(23, 10), local(23, 10), 'just now'],
    [local(23, 10), local(23, 10, 5), '5 min ago'],
    [local(23, 10), local(23, 18), '8 h ago'],
    [local(23, 0, 5), local(23, 23, 50), '23 h ago'],
    [local(23, 23, 50), local(24, 0, 10), '20 min ago'],
    [local(23, 23), local(24, 1), '2 h ago'],
    [local(23, 10), local(24, 9), 'yesterday'],
    [local(23, 1), local(24, 23), 'yesterday'],
    [local(23, 10), local(25, 9), '2 days ago'],
    [local(23, 23, 59), local(25, 0, 1), '2 days ago'],
    [local(1, 10), local(25, 9), '24 days ago'],
  ])('%d seen at %d is %s', (at, now, words) => {
    expect(ago(at, now)).toBe(words);
  });
});

test.each([
  [0, '0 minutes'],
  [1, '1 minute'],
  [60, '1 hour'],
  [90, '90 minutes'],
  [150, '2 hours 30 minutes'],
  [1440, '24 hours'],
  [1500, '25 hours'],
  [4321, '72 hours 1 minute'],
  [10_080, '7 days'],
])('%d minutes last %s', (minutes, words) => {
  expect(duration(minutes)).toBe(words);
});

test.each([
  [1, '1 minute'],
  [119, '119 minutes'],
  [120, '2 hours'],
  [1500, '25 hours'],
  [1511, '25 hours'],
  [4319, '3 days'],
  [525_600, '365 days'],
])('a clock that is off by %d minutes is off by about %s', (minutes, words) => {
  expect(roughly(minutes)).toBe(words);
});

test('the time in a letter names its zone', () => {
  const at = local(23, 14, 5);
  expect(exactTimeWithZone(at).startsWith(`${exactTime(at)} `)).toBe(true);
  expect(exactTimeWithZone(at).length).toBeGreaterThan(exactTime(at).length + 1);
});

describe('a date is written as the firm has chosen, in English whatever the system speaks', () => {
  const at = local(23, 14, 5);
  afterEach(() => setDateOrder('day_first'));
  test.each([
    ['day_first', '23 Nov 2026, 14:05', '23 Nov 2026', '14:05'],
    ['month_first', 'Nov 23, 2026, 2:05 PM', 'Nov 23, 2026', '2:05 PM'],
    ['iso', '2026-11-23 14:05', '2026-11-23', '14:05'],
  ] as const)('%s', (order, time, day, clock) => {
    setDateOrder(order);
    expect([exactTime(at), exactDay(at), clockTime(at)].map((words) => words.replaceAll('\u202F', ' '))).toEqual([
      time,
      day,
      clock,
    ]);
    expect(exactTimeWithZone(at).startsWith(`${exactTime(at)} `)).toBe(true);
    expect(ago(local(1, 10), local(1, 10) + 70 * 24 * 3_600_000)).toBe(exactDay(local(1, 10)));
  });
});

test('a day in the name of a file has only what such a name may hold, whatever dates the firm has chosen', () => {
  expect(plainDay(new Date(2026, 10, 3, 23, 59).getTime())).toBe('2026-11-03');
});
