// How many records match the query. Main counts some thousands at a time, so a long record is asked for in steps.
import { useCallback, useRef } from 'react';
import { request } from '../bridge.ts';
import { useRequest } from '../shared/reading/use-request.ts';
import { type ActivityQuery, toInput } from './activity-query.ts';

/** Undefined until it is known. */
export function useActivityTotal(query: ActivityQuery): number | undefined {
  /** Rises with each count. An older one stops, because nobody waits for it. */
  const newest = useRef(0);
  const countAll = useCallback(async () => {
    newest.current += 1;
    const mine = newest.current;
    let total = 0;
    let before: number | null = null;
    do {
      const counted: { count: number; next: number | null } = await request('activity.count', {
        ...toInput(query),
        before,
      });
      total += counted.count;
      before = counted.next;
    } while (before !== null && mine === newest.current);
    return total;
  }, [query]);
  return useRequest(countAll, 'directory.changed').value;
}
