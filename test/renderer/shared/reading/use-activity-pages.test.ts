// The activity record as it is shown: new entries on top, earlier pages below.
import { expect, test } from 'vitest';
import type { ActivityRecord } from '../../../../preload/contract/index.ts';
import { append, putOnTop } from '../../../../renderer/shared/reading/use-activity-pages.ts';

const page = (seqs: readonly number[], next: number | null) => ({
  records: seqs.map((seq) => ({ seq }) as ActivityRecord),
  next,
});
const seqsOf = ({ records }: { readonly records: readonly ActivityRecord[] }) => records.map(({ seq }) => seq);

test('new entries are put on top, and earlier pages stay', () => {
  const shown = page([8, 7, 6, 5, 4, 3], 3);
  const combined = putOnTop(page([10, 9, 8, 7], 7), shown);
  expect(seqsOf(combined)).toEqual([10, 9, 8, 7, 6, 5, 4, 3]);
  expect(combined.next).toBe(3);
});

test('more new entries than fit on a page begin the list again', () => {
  const fresh = page([30, 29], 29);
  expect(putOnTop(fresh, page([8, 7], null))).toBe(fresh);
  expect(putOnTop(fresh, undefined)).toBe(fresh);
});

test('an earlier page is appended to the list that it was asked for, and to no other', () => {
  const shown = page([8, 7], 7);
  expect(append(shown, page([6, 5], null), 7)).toEqual(page([8, 7, 6, 5], null));
  // The list began again while the page was read.
  const other = page([30, 29], 29);
  expect(append(other, page([6, 5], null), 7)).toBe(other);
});
