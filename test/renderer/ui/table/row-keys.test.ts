// Which element of a table shows which row.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignRowKeys } from '../../../../renderer/ui/table/row-keys.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const draw = (...views: readonly number[][]): ReadonlyMap<number, number> =>
  views.reduce<ReadonlyMap<number, number>>(assignRowKeys, new Map());

test('a jump to rows far away fills the same elements anew, in their order', () => {
  expect([...draw(range(0, 9), range(500, 509)).values()]).toEqual(range(0, 9));
});

test('a row that goes leaves its element to the row that comes', () => {
  expect([...draw(range(0, 9), range(1, 10))]).toEqual([...range(1, 9).map((row) => [row, row] as const), [10, 0]]);
});

test('whoever scrolls up moves none of the rows that stay: a row that comes before them gets an element of its own', () => {
  expect([...draw(range(5, 14), range(4, 13))]).toEqual([
    [4, 10],
    ...range(5, 13).map((row) => [row, row - 5] as const),
  ]);
});

test('a row that has the focus keeps its element while it is out of view', () => {
  const keys = draw(range(0, 9), [4, ...range(500, 509)], range(0, 9));
  expect(keys.get(4)).toBe(4);
});

test('whatever is scrolled to, every drawn row has an element of its own, rows that stay keep theirs and need not be moved, and few more elements are made than are drawn', () => {
  const view = fc.record({
    first: fc.nat(60),
    length: fc.integer({ min: 0, max: 20 }),
    focused: fc.option(fc.nat(90), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(view, { maxLength: 30 }), (views) => {
      let keys: ReadonlyMap<number, number> = new Map();
      let most = 0;
      for (const { first, length, focused } of views) {
        const indices = [
          ...new Set([...(focused === undefined ? [] : [focused]), ...range(first, first + length - 1)]),
        ].sort((a, b) => a - b);
        most = Math.max(most, indices.length);
        const next = assignRowKeys(keys, indices);
        expect([...next.keys()]).toEqual(indices);
        expect(new Set(next.values()).size).toBe(indices.length);
        expect(Math.max(-1, ...next.values())).toBeLessThan(Math.max(1, 2 * most));
        const drawn = new Set(keys.values());
        const lastKept = indices.findLastIndex((index) => keys.has(index));
        for (const index of indices.slice(0, lastKept + 1))
          if (!keys.has(index)) expect(drawn.has(next.get(index) ?? -1)).toBe(false);
        for (const [index, key] of keys) if (next.has(index)) expect(next.get(index)).toBe(key);
        keys = next;
      }
    }),
  );
});
