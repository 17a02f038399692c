// The rows of a list for a component; see page-source.ts.
import { useEffect, useState, useSyncExternalStore } from 'react';
import { type FetchPage, PageSource, type Pages } from './page-source.ts';

/**
 * @param fetchPage must be the same function as long as the query is the same.
 * @param startRow where the first query starts to read.
 */
export function usePages<Row>(fetchPage: FetchPage<Row>, startRow = 0): Pages<Row> {
  // The request goes out before the first render, so main answers while React renders the table.
  const [source] = useState(() => {
    const made = new PageSource<Row>(startRow);
    made.ask(fetchPage);
    return made;
  });
  // Nothing where it was asked already: see `ask`.
  useEffect(() => source.ask(fetchPage), [source, fetchPage]);
  return useSyncExternalStore(source.subscribe, source.getSnapshot);
}
