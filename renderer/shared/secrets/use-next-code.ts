// Counts down to the next code of an authenticator app. Each code works once, so a field that asks for one says, before
// anything is pressed, how long the app still shows the one that is used up.
import { useEffect, useState } from 'react';
import type { Failure } from '../../../preload/contract/index.ts';

const TICK_MS = 250;

/**
 * @param waitMs as main has answered it.
 * @param failure of the last attempt: a used code says how long to wait from then.
 * @returns the hint for the field; undefined once the app shows another code.
 */
export function useNextCode(waitMs: number, failure: Failure | undefined): string | undefined {
  const wait = failure?.code === 'code_already_used' ? failure.waitMs : waitMs;
  const [left, setLeft] = useState(wait);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another refusal with the same wait starts it again
  useEffect(() => {
    const end = performance.now() + wait;
    const tick = () => {
      const rest = end - performance.now();
      setLeft(Math.max(0, rest));
      if (rest <= 0) clearInterval(timer);
    };
    const timer = setInterval(tick, TICK_MS);
    tick();
    return () => clearInterval(timer);
  }, [wait, failure]);
  return left === 0
    ? undefined
    : `Your app still shows a code that you have already used. A new one comes in ${Math.ceil(left / 1000)} s.`;
}
