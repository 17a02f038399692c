// What a page shows of the directory, read anew whenever something in it changes. The old answer stays until the new one is
// there, and a late answer to an older question is dropped.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure } from '../../preload/contract/index.ts';
import { RequestFailed, subscribe } from '../bridge.ts';

export interface LiveReading<T> {
  /** Undefined until the first answer. */
  readonly value: T | undefined;
  readonly failure: Failure | undefined;
  reload(): void;
}

/** @param read must be the same function as long as the question is the same. */
export function useLiveReading<T>(read: () => Promise<T>): LiveReading<T> {
  const [answer, setAnswer] = useState<{ readonly of: typeof read; readonly value: T }>();
  const [failure, setFailure] = useState<Failure>();
  const newest = useRef(0);
  const reload = useCallback(() => {
    const mine = ++newest.current;
    read().then(
      (value) => {
        if (mine !== newest.current) return;
        setAnswer({ of: read, value });
        setFailure(undefined);
      },
      (error: unknown) => {
        if (mine === newest.current)
          setFailure(error instanceof RequestFailed ? error.failure : { code: 'unexpected', reference: 'window' });
      },
    );
  }, [read]);
  useEffect(() => {
    reload();
    const stop = subscribe('directory.changed', reload);
    return () => {
      newest.current++;
      stop();
    };
  }, [reload]);
  // An answer about somebody or something else is not shown under the new name.
  return { value: answer?.of === read ? answer.value : undefined, failure, reload };
}
