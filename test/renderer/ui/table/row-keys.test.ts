// Which table element shows which row.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignRowKeys } from '../../../../renderer/ui/table/row-keys.ts';

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const draw = (...views: readonly number[][]): ReadonlyMap<number, number> =>
  views.reduce<ReadonlyMap<number, number>>(assignRowKeys, new Map());

test('a jump to rows far away reuses the same elements, in their order', () => {
  expect([...draw(range(0, 9), range(500, 509)).values()]).toEqual(range(0, 9));
});

test('a row that leaves hands its element to a new row', () => {
  expect([...draw(range(0, 9), range(1, 10))]).toEqual([...range(1, 9).map((row) => [row, row] as const), [10, 0]]);
});

test('scrolling up moves none of the rows that stay: a new row above them gets a new element', () => {
  expect([...draw(range(5, 14), range(4, 13))]).toEqual([
    [4, 10],
    ...range(5, 13).map((row) => [row, row - 5] as const),
  ]);
});

test('a row that has the focus keeps its element while it is out of view', () => {
  const keys = draw(range(0, 9), [4, ...range(500, 509)], range(0, 9));
  expect(keys.get(4)).toBe(4);
});

test('after any scroll every drawn row has its own element, rows that stay keep theirs without a move, and few spare elements exist', () => {
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
