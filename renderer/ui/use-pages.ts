// Rows of a list in pages of a hundred, fetched as they come into view. While a new query runs, the old rows stay; a late
// answer to an old query is dropped; after a change the pages in view are read again.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure } from '../../preload/contract.ts';
import { RequestFailed } from '../bridge.ts';

export const PAGE_SIZE = 100;

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

export interface Pages<Row> {
  /** Undefined until the first answer. */
  readonly total: number | undefined;
  readonly isLoading: boolean;
  readonly failure: Failure | undefined;
  rowAt(index: number): Row | undefined;
  /** Says which rows are in view, so that their pages are there. */
  show(from: number, to: number): void;
  reload(): void;
}

/** @param fetchPage must be the same function as long as the query is the same. */
export function usePages<Row>(fetchPage: (offset: number, limit: number) => Promise<Page<Row>>): Pages<Row> {
  const [loaded, setLoaded] = useState<{
    readonly of: typeof fetchPage;
    readonly total: number;
    readonly pages: ReadonlyMap<number, readonly Row[]>;
  }>();
  const [failure, setFailure] = useState<Failure>();
  const [round, setRound] = useState(0);
  const pending = useRef(new Set<number>());
  const current = useRef(fetchPage);
  const inView = useRef({ from: 0, to: 0 });
  current.current = fetchPage;

  const load = useCallback(
    async (page: number, replaces: boolean) => {
      try {
        const answer = await fetchPage(page * PAGE_SIZE, PAGE_SIZE);
        if (current.current !== fetchPage) return;
        setFailure(undefined);
        setLoaded((now) => {
          const keeps = now !== undefined && now.of === fetchPage && !replaces;
          return { of: fetchPage, total: answer.total, pages: new Map([...(keeps ? now.pages : []), [page, answer.rows]]) };
        });
      } catch (error) {
        if (current.current === fetchPage) setFailure(error instanceof RequestFailed ? error.failure : { code: 'unexpected', reference: 'window' });
      } finally {
        pending.current.delete(page);
      }
    },
    [fetchPage],
  );

  const show = useCallback(
    (from: number, to: number) => {
      inView.current = { from, to };
      if (loaded?.of !== fetchPage) return;
      for (let page = Math.floor(from / PAGE_SIZE); page <= Math.floor(to / PAGE_SIZE); page++) {
        if (loaded.pages.has(page) || pending.current.has(page) || page * PAGE_SIZE >= loaded.total) continue;
        pending.current.add(page);
        void load(page, false);
      }
    },
    [loaded, load, fetchPage],
  );

  // `round` asks again after a change: the page in view replaces everything that was read before.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    pending.current.clear();
    const page = loaded?.of === fetchPage ? Math.floor(inView.current.from / PAGE_SIZE) : 0;
    void load(page, true);
  }, [load, round]);

  const reload = useCallback(() => setRound((now) => now + 1), []);
  return {
    total: loaded?.total,
    isLoading: loaded?.of !== fetchPage,
    failure,
    rowAt: (index) => loaded?.pages.get(Math.floor(index / PAGE_SIZE))?.[index % PAGE_SIZE],
    show,
    reload,
  };
}
