// The activity record page by page, newest first. New records come on top, and earlier pages that were asked for stay.
// A new query keeps the old rows until its answer arrives.
import { useMemo, useState } from 'react';
import type { ActivityRecord, Failure } from '../../../preload/contract/index.ts';
import { RequestSource } from './request-source.ts';
import { useRequestSource } from './use-request.ts';

interface ActivityPage {
  readonly records: readonly ActivityRecord[];
  /** The next page ends before this record; null at the beginning of the record. */
  readonly next: number | null;
}

export interface ActivityPages<Page extends ActivityPage> {
  /** All shown records as one page; undefined until the first answer. */
  readonly shown: Page | undefined;
  /** The rows are still those of the query before. */
  readonly isStale: boolean;
  readonly isLoadingMore: boolean;
  readonly failure: Failure | undefined;
  showEarlier(): void;
  reload(): void;
}

/** @param read must be the same function as long as the query is the same. */
export function useActivityPages<Page extends ActivityPage>(
  read: (before: number | null) => Promise<Page>,
): ActivityPages<Page> {
  const source = useMemo(() => new RequestSource(() => read(null), putOnTop<Page>), [read]);
  const { value, latest, failure, reload } = useRequestSource(source, 'directory.changed');
  const [loadingMore, setLoadingMore] = useState<typeof source>();
  const isLoadingMore = loadingMore === source;
  return {
    shown: latest,
    isStale: value === undefined && latest !== undefined,
    isLoadingMore,
    failure,
    reload: () => void reload(),
    async showEarlier() {
      const next = value?.next ?? null;
      if (next === null || isLoadingMore) return;
      setLoadingMore(source);
      try {
        const page = await read(next);
        source.update((shown) => append(shown, page, next));
      } catch (error) {
        source.fail(error);
      }
      setLoadingMore(undefined);
    },
  };
}

/** If there are more new records than fit on a page, the list starts again. */
export function putOnTop<Page extends ActivityPage>(fresh: Page, shown: Page | undefined): Page {
  const top = shown?.records[0]?.seq;
  const known = top === undefined ? -1 : fresh.records.findIndex((record) => record.seq <= top);
  if (shown === undefined || known === -1) return fresh;
  return { ...shown, records: [...fresh.records.slice(0, known), ...shown.records] };
}

/** An earlier page belongs only to the list that it was asked for. */
export function append<Page extends ActivityPage>(shown: Page, earlier: Page, before: number): Page {
  return shown.next === before ? { ...earlier, records: [...shown.records, ...earlier.records] } : shown;
}
