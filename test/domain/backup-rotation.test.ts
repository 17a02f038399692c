// Automatic backups are kept for 7 days, 4 weeks and 12 months, whatever the pattern of days on which Rekey was used.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toRotateOut } from '../../main/domain/backup-rotation.ts';

const DAY = 24 * 3_600_000;
const FIRST = Date.UTC(2025, 0, 1, 18);
const backupOf = (day: number) => {
  const madeAt = FIRST + day * DAY;
  return { name: `of ${day}`, madeAt, month: new Date(madeAt).toISOString().slice(0, 7) };
};

/** One backup a day, each followed by its rotation. @returns the days that are left. */
function run(days: readonly number[]): readonly number[] {
  let kept: ReturnType<typeof backupOf>[] = [];
  for (const day of days) {
    kept.push(backupOf(day));
    const out = new Set(toRotateOut(kept));
    kept = kept.filter(({ name }) => !out.has(name));
  }
  return kept.map(({ madeAt }) => Math.round((madeAt - FIRST) / DAY));
}

describe('automatic backups', () => {
  test('of two years of days leave 7 days, 4 weeks and 12 months', () => {
    const left = run(Array.from({ length: 730 }, (_, day) => day));
    expect(left.slice(-7)).toEqual([723, 724, 725, 726, 727, 728, 729]);
    expect(left.length).toBeGreaterThanOrEqual(7 + 2 + 11);
    expect(left.length).toBeLessThanOrEqual(7 + 4 + 12);
    // The newest of each of the last 12 months.
    expect(new Set(left.map((day) => backupOf(day).month)).size).toBe(12);
  });
  test('of a computer that was off for long keep what they had', () => {
    expect(run([0, 1, 2, 500])).toEqual([0, 1, 2, 500]);
  });
  test('always keep the newest one, and never more than 23', () => {
    const days = fc.uniqueArray(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(days, (chosen) => {
        const inOrder = [...chosen].sort((a, b) => a - b);
        const left = run(inOrder);
        expect(left.at(-1)).toBe(inOrder.at(-1));
        expect(left.length).toBeLessThanOrEqual(23);
        // The seven newest days are there.
        expect(left.slice(-7)).toEqual(inOrder.slice(-7));
      }),
    );
  });
});
