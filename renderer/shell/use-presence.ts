// Tells main now and then that somebody is at the window: a key, the mouse, the wheel. Without that, main locks it.
import { useEffect } from 'react';
import { request } from '../bridge.ts';

/** Often enough for the shortest idle lock, which is a minute. */
const EVERY_MS = 10_000;
const SIGNS = ['pointerdown', 'pointermove', 'wheel', 'keydown'] as const;

export function usePresence(): void {
  useEffect(() => {
    let last = Number.NEGATIVE_INFINITY;
    const tell = (event: Event) => {
      if (event.timeStamp - last < EVERY_MS) return;
      last = event.timeStamp;
      // Locked or signed out meanwhile: there is nothing to keep open.
      void request('session.touch', {}).catch(() => undefined);
    };
    const options = { capture: true, passive: true };
    for (const sign of SIGNS) window.addEventListener(sign, tell, options);
    return () => {
      for (const sign of SIGNS) window.removeEventListener(sign, tell, options);
    };
  }, []);
}
