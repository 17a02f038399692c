import { expect, test } from 'vitest';
import { parseDay, writeDay } from '../../../renderer/words/typed-day.ts';

test.each([
  ['2026-11-23', 'day_first', '2026-11-23'],
  ['2026-11-23', 'month_first', '2026-11-23'],
  [' 2026.1.2 ', 'iso', '2026-01-02'],
  ['23/11/2026', 'day_first', '2026-11-23'],
  ['1.2.2026', 'day_first', '2026-02-01'],
  ['1/2/2026', 'month_first', '2026-01-02'],
  ['23/11/2026', 'iso', '2026-11-23'],
  ['23 Nov 2026', 'day_first', '2026-11-23'],
  ['23 november 2026', 'month_first', '2026-11-23'],
  ['Nov 23, 2026', 'day_first', '2026-11-23'],
  ['２３/１１/２０２６', 'day_first', '2026-11-23'],
  ['29/02/2028', 'day_first', '2028-02-29'],
] as const)('%s, typed with %s, is %s', (typed, order, day) => {
  expect(parseDay(typed, order)).toBe(day);
  expect(parseDay(writeDay(day, order), order)).toBe(day);
});

test('a year of two digits is one of this century, once nobody types any longer', () => {
  expect(parseDay('1.11.26', 'day_first')).toBe('2026-11-01');
  expect(parseDay('11/1/26', 'month_first')).toBe('2026-11-01');
  expect(parseDay('1 Nov 26', 'day_first')).toBe('2026-11-01');
  expect(parseDay('1/11/20', 'day_first', true)).toBeUndefined();
  expect(parseDay('2026-11-26', 'iso', true)).toBe('2026-11-26');
});

test.each([
  '',
  '23',
  '23/11',
  '31/02/2026',
  '29/02/2026',
  '23/13/2026',
  '00/01/2026',
  'no 1 2026',
  '1/2/3/4',
  'Nov 2026',
  '2026-11-23T00:00',
])('"%s" is no day', (typed) => {
  expect(parseDay(typed, 'day_first')).toBeUndefined();
});
