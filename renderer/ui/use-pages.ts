// The rows of a list for a component; see page-source.ts.
import { useEffect, useState, useSyncExternalStore } from 'react';
import { type FetchPage, PageSource, type Pages } from './page-source.ts';

/**
 * @param fetchPage must be the same function as long as the query is the same.
 * @param startRow where the first query begins to read.
 */
export function usePages<Row>(fetchPage: FetchPage<Row>, startRow = 0): Pages<Row> {
  const [source] = useState(() => new PageSource<Row>(startRow));
  useEffect(() => source.ask(fetchPage), [source, fetchPage]);
  return useSyncExternalStore(source.subscribe, source.getSnapshot);
}
