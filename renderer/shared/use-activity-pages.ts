// The activity record page by page, newest first. A new question keeps the old rows until its answer is there; a late answer to
// an old question is dropped; what happens meanwhile is put on top, and earlier pages that were asked for stay.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ActivityRecord, Failure } from '../../preload/contract/index.ts';
import { RequestFailed, subscribe } from '../bridge.ts';

interface RecordPage {
  readonly records: readonly ActivityRecord[];
  /** To go on before; null at the beginning of the record. */
  readonly next: number | null;
}

export interface RecordReading<Page extends RecordPage> {
  /** All that is shown, as one page; undefined until the first answer. */
  readonly shown: Page | undefined;
  /** The rows are still those of the question before. */
  readonly isStale: boolean;
  readonly isLoadingMore: boolean;
  readonly failure: Failure | undefined;
  showEarlier(): void;
  reload(): void;
}

/** @param read must be the same function as long as the question is the same. */
export function useRecord<Page extends RecordPage>(
  read: (before: number | null) => Promise<Page>,
): RecordReading<Page> {
  const [loaded, setLoaded] = useState<{ readonly of: typeof read; readonly page: Page }>();
  const [failure, setFailure] = useState<Failure>();
  const [isLoadingMore, setLoadingMore] = useState(false);
  const newest = useRef(0);

  const ask = useCallback(
    async (before: number | null, combine: (page: Page, shown: Page | undefined) => Page) => {
      const mine = ++newest.current;
      try {
        const page = await read(before);
        if (mine !== newest.current) return;
        setFailure(undefined);
        setLoaded((now) => ({ of: read, page: combine(page, now?.of === read ? now.page : undefined) }));
      } catch (error) {
        if (mine === newest.current)
          setFailure(error instanceof RequestFailed ? error.failure : { code: 'unexpected', reference: 'window' });
      } finally {
        if (mine === newest.current) setLoadingMore(false);
      }
    },
    [read],
  );

  const reload = useCallback(() => void ask(null, putOnTop), [ask]);
  useEffect(() => {
    reload();
    const stop = subscribe('directory.changed', reload);
    return () => {
      newest.current++;
      stop();
    };
  }, [reload]);

  const next = loaded?.of === read ? loaded.page.next : null;
  return {
    shown: loaded?.page,
    isStale: loaded !== undefined && loaded.of !== read,
    isLoadingMore,
    failure,
    reload,
    showEarlier() {
      if (next === null || isLoadingMore) return;
      setLoadingMore(true);
      void ask(next, (page, shown) => ({ ...page, records: [...(shown?.records ?? []), ...page.records] }));
    },
  };
}

/** Where more has happened than fits on a page, or nothing was shown yet, the list begins anew. */
function putOnTop<Page extends RecordPage>(page: Page, shown: Page | undefined): Page {
  const top = shown?.records[0]?.seq;
  const known = top === undefined ? -1 : page.records.findIndex((record) => record.seq <= top);
  if (shown === undefined || known === -1) return page;
  return { ...shown, records: [...page.records.slice(0, known), ...shown.records] };
}
