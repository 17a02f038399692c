// Tells main that somebody uses the window: a key, the mouse, the wheel. Without that, main locks the window.
import { useEffect } from 'react';
import { request } from '../bridge.ts';

/** The shortest idle lock is a minute. */
const EVERY_MS = 10_000;
const SIGNS = ['pointerdown', 'pointermove', 'wheel', 'keydown'] as const;

export function usePresence(): void {
  useEffect(() => {
    let last = Number.NEGATIVE_INFINITY;
    const tell = (event: Event) => {
      if (event.timeStamp - last < EVERY_MS) return;
      last = event.timeStamp;
      // If the window is locked or signed out by now, there is nothing to keep open.
      void request('session.touch', {}).catch(() => undefined);
    };
    const options = { capture: true, passive: true };
    for (const sign of SIGNS) window.addEventListener(sign, tell, options);
    return () => {
      for (const sign of SIGNS) window.removeEventListener(sign, tell, options);
    };
  }, []);
}
