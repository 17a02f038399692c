// When the next access review is due.
import { expect, test } from 'vitest';
import { addMonths } from '../../../main/services/review/add-months.ts';

test.each([
  ['2026-06-16T12:00:10Z', 6, '2026-12-16T12:00:10Z'],
  ['2026-11-30T08:00:00Z', 3, '2027-02-28T08:00:00Z'],
  ['2027-11-30T08:00:00Z', 3, '2028-02-29T08:00:00Z'],
  ['2026-08-31T23:59:59Z', 3, '2026-11-30T23:59:59Z'],
  ['2028-02-29T00:00:00Z', 12, '2029-02-28T00:00:00Z'],
  ['2026-12-01T00:00:00Z', 12, '2027-12-01T00:00:00Z'],
])('%s and %d months are %s', (from, months, expected) => {
  expect(new Date(addMonths(Date.parse(from), months)).toISOString()).toBe(new Date(expected).toISOString());
});
