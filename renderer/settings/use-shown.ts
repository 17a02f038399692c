// What leads to a section of Settings from elsewhere ends at its heading.
import { type RefObject, useEffect } from 'react';
import { useAppStore } from '../state.ts';

/** @param isShown what is above has its height. */
export function useShown(
  what: 'show backups' | 'show desktops',
  title: RefObject<HTMLElement | null>,
  isShown: boolean,
): void {
  const isAsked = useAppStore((state) => state.asked === what);
  const forgetAsked = useAppStore((state) => state.forgetAsked);
  useEffect(() => {
    if (!isAsked || !isShown) return;
    forgetAsked();
    title.current?.scrollIntoView({ block: 'start' });
    title.current?.focus({ preventScroll: true });
  }, [title, isAsked, isShown, forgetAsked]);
}
