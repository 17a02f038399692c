// While a secret is shown, the window asks to be kept out of screenshots and screen sharing.
import { useEffect } from 'react';
import { request } from '../bridge.ts';

export function useSecretOnScreen(): void {
  useEffect(() => {
    const say = (isShown: boolean) => void request('window.setSecretShown', { isShown }).catch(() => undefined);
    say(true);
    return () => say(false);
  }, []);
}
