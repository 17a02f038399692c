// While the window shows a secret, it asks main to keep it out of screenshots and screen sharing.
import { useEffect } from 'react';
import { request } from '../../bridge.ts';

export function useSecretOnScreen(): void {
  useEffect(() => {
    const say = (isShown: boolean) => void request('window.setSecretShown', { isShown }).catch(() => undefined);
    say(true);
    return () => say(false);
  }, []);
}
