// What a dialog or a panel shows of its subject: read when it opens, read again after a conflict or when main says that something
// changed. The old facts stay until the new ones are there; a late answer about somebody else is dropped.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure } from '../../preload/contract/index.ts';
import { RequestFailed } from '../bridge.ts';

export interface Facts<Value> {
  readonly value: Value | undefined;
  readonly failure: Failure | undefined;
  read(): Promise<Value | undefined>;
}

/** @param fetch must be the same function as long as the subject is the same. */
export function useFacts<Value>(fetch: () => Promise<Value>): Facts<Value> {
  const [answer, setAnswer] = useState<{ readonly value?: Value; readonly failure?: Failure }>({});
  const newest = useRef(0);
  const read = useCallback(async () => {
    const mine = ++newest.current;
    try {
      const value = await fetch();
      if (mine === newest.current) setAnswer({ value });
      return value;
    } catch (error) {
      const failure: Failure =
        error instanceof RequestFailed ? error.failure : { code: 'unexpected', reference: 'window' };
      if (mine === newest.current) setAnswer((now) => ({ ...now, failure }));
      return undefined;
    }
  }, [fetch]);
  useEffect(() => {
    void read();
    return () => {
      newest.current += 1;
    };
  }, [read]);
  return { value: answer.value, failure: answer.failure, read };
}
