// One step of the sign-in or of the setup. Main answers each request with the next page.
import { useRef } from 'react';
import type { AppState, Failure } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { useAppStore } from '../state.ts';
import { useAction } from './use-action.ts';

export interface Step {
  readonly isBusy: boolean;
  readonly failure: Failure | undefined;
  /** Resolves to true when the step is done. */
  go(ask: () => Promise<AppState>): Promise<boolean>;
  readonly isCancelling: boolean;
  /** Back to the sign-in page. What the step still computes opens nothing. */
  cancel(): void;
  /** Like `cancel`, with a request of its own. */
  leave(ask: () => Promise<AppState>): void;
  clear(): void;
}

export function useStep(): Step {
  const setApp = useAppStore((state) => state.setApp);
  const next = useAction();
  const back = useAction();
  const leaves = useRef(0);
  const leave: Step['leave'] = (ask) => {
    leaves.current += 1;
    void back.run(async () => setApp(await ask()));
  };
  return {
    isBusy: next.isBusy,
    failure: next.failure ?? back.failure,
    go(ask) {
      const { current: visit } = leaves;
      return next.run(async () => {
        try {
          const app = await ask();
          if (leaves.current === visit) setApp(app);
        } catch (error) {
          // The person has left: nobody waits for this refusal.
          if (leaves.current === visit) throw error;
        }
      });
    },
    isCancelling: back.isBusy,
    cancel: () => leave(() => request('session.cancel', {})),
    leave,
    clear: next.clear,
  };
}
