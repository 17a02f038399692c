// The rows that are selected for an action on several. They are kept with their facts, so they stay selected when they
// scroll away. At most 1,000 rows can be selected. Shift extends from the row that was selected last.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Pages } from './page-source.ts';

const MOST_SELECTED = 1_000;

type RowKey = string | number;

export interface Selection<Row> {
  readonly rows: ReadonlyMap<RowKey, Row>;
  /** There were more rows than can be selected at once. */
  readonly isCut: boolean;
  /** The error of the last read of rows; undefined without one. */
  readonly error: unknown;
  toggle(index: number): void;
  /** Starts at the row that was selected last, or at `from` without one. */
  extendTo(index: number, from: number): void;
  selectAll(): void;
  clear(): void;
}

interface Picked<Row> {
  readonly rows: ReadonlyMap<RowKey, Row>;
  readonly isCut: boolean;
}

export function useSelection<Row>(pages: Pages<Row>, rowKey: (row: Row) => RowKey): Selection<Row> {
  const [picked, setPicked] = useState<Picked<Row>>({ rows: new Map(), isCut: false });
  const [error, setError] = useState<unknown>();
  /** The row where Shift starts, and the rows that were selected before. */
  const anchor = useRef<{ readonly index: number; readonly base: ReadonlyMap<RowKey, Row> }>(undefined);
  const newest = useRef(0);
  const latest = useRef({ pages, picked });
  latest.current = { pages, picked };

  const clear = useCallback(() => {
    newest.current += 1;
    anchor.current = undefined;
    setError(undefined);
    setPicked((now) => (now.rows.size === 0 ? now : { rows: new Map(), isCut: false }));
  }, []);

  const pickRange = useCallback(
    async (from: number, to: number, base: ReadonlyMap<RowKey, Row>) => {
      const mine = ++newest.current;
      try {
        const room = Math.min(to, from + MOST_SELECTED - 1);
        const rows = await latest.current.pages.read(from, room);
        if (rows === undefined || mine !== newest.current) return;
        const merged = new Map([...base, ...rows.map((row) => [rowKey(row), row] as const)]);
        setError(undefined);
        setPicked({
          rows: new Map([...merged].slice(0, MOST_SELECTED)),
          isCut: room < to || merged.size > MOST_SELECTED,
        });
      } catch (reason) {
        if (mine === newest.current) setError(reason);
      }
    },
    [rowKey],
  );

  const toggle = useCallback(
    (index: number) => {
      const row = latest.current.pages.rowAt(index);
      if (row === undefined) return;
      newest.current += 1;
      const rows = new Map(latest.current.picked.rows);
      if (!rows.delete(rowKey(row)) && rows.size < MOST_SELECTED) rows.set(rowKey(row), row);
      anchor.current = { index, base: rows };
      setPicked({ rows, isCut: false });
    },
    [rowKey],
  );

  const extendTo = useCallback(
    (index: number, from: number) => {
      anchor.current ??= { index: from, base: latest.current.picked.rows };
      const { index: start, base } = anchor.current;
      void pickRange(Math.min(start, index), Math.max(start, index), base);
    },
    [pickRange],
  );

  const selectAll = useCallback(() => {
    const { total } = latest.current.pages;
    anchor.current = undefined;
    if (total !== undefined && total > 0) void pickRange(0, total - 1, new Map());
  }, [pickRange]);

  // Another query is another list, so the selection is cleared.
  const { query } = pages;
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the query changes
  useEffect(() => clear(), [query, clear]);

  // Selected rows get the fresh facts of the rows on the screen.
  useEffect(() => {
    setPicked((now) => {
      if (now.rows.size === 0) return now;
      const fresh = new Map(now.rows);
      let isNewer = false;
      for (const [, row] of pages.loaded()) {
        const key = rowKey(row);
        if (!fresh.has(key) || fresh.get(key) === row) continue;
        fresh.set(key, row);
        isNewer = true;
      }
      return isNewer ? { ...now, rows: fresh } : now;
    });
  }, [pages, rowKey]);

  return useMemo(
    () => ({ rows: picked.rows, isCut: picked.isCut, error, toggle, extendTo, selectAll, clear }),
    [picked, error, toggle, extendTo, selectAll, clear],
  );
}
