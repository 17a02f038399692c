// How many records match the query. Main counts some thousands at a time, so a long record is asked for in steps.
import { useCallback, useRef } from 'react';
import { request } from '../bridge.ts';
import { useRequest } from '../shared/reading/use-request.ts';
import { type ActivityQuery, toInput } from './activity-query.ts';

export interface ActivityTotal {
  /** Undefined until it is known. */
  readonly total: number | undefined;
  /** Counts again: most acts change no list of users and are not announced. */
  readonly reload: () => void;
}

export function useActivityTotal(query: ActivityQuery): ActivityTotal {
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
  const { value, reload } = useRequest(countAll, 'directory.changed');
  return { total: value, reload: () => void reload() };
}
