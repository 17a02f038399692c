// One action of a screen: it is busy while it runs, and keeps its refusal. A second click while it is busy does
// nothing.
import { useCallback, useRef, useState } from 'react';
import type { Failure } from '../../preload/contract/index.ts';
import { toFailure } from '../bridge.ts';

export interface Action {
  readonly isBusy: boolean;
  readonly failure: Failure | undefined;
  /** Resolves to true when the work is done. */
  run(work: () => Promise<void>): Promise<boolean>;
  clear(): void;
}

export function useAction(): Action {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const isRunning = useRef(false);
  const run = useCallback(async (work: () => Promise<void>) => {
    if (isRunning.current) return false;
    isRunning.current = true;
    setBusy(true);
    setFailure(undefined);
    try {
      await work();
      return true;
    } catch (error) {
      setFailure(toFailure(error));
      return false;
    } finally {
      isRunning.current = false;
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setFailure(undefined), []);
  return { isBusy, failure, run, clear };
}
