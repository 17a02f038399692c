// When commits pause: a second after the last one, and a few seconds after the first one where they never do.
import { AsyncResource } from 'node:async_hooks';

const AFTER_MS = 1000;
const AT_LATEST_MS = 5000;

export interface Pause {
  /** Called at each commit. */
  soon(): void;
  stop(): void;
}

export function createPause(onPause: () => void): Pause {
  let timer: NodeJS.Timeout | undefined;
  let firstCommitAt: number | undefined;
  // Not in the context of the request whose commit started the clock: what is written in a pause belongs to no answer.
  const pause = AsyncResource.bind((): void => {
    timer = undefined;
    firstCommitAt = undefined;
    onPause();
  });
  return {
    soon() {
      firstCommitAt ??= performance.now();
      if (timer === undefined) timer = setTimeout(pause, AFTER_MS).unref();
      else if (performance.now() - firstCommitAt < AT_LATEST_MS) timer.refresh();
    },
    stop() {
      clearTimeout(timer);
    },
  };
}
