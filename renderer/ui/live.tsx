// A live region. It is rendered before there is anything to say: many screen readers miss a text that comes into the
// document together with its region.
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import styles from './live.module.css';

interface LiveProps {
  /** Interrupts what is being read: for refusals and warnings. */
  readonly isUrgent?: boolean;
  /** What it tells about, where that may lie outside the part of a dialog or page that is in view. A new one scrolls to it. */
  readonly cause?: unknown;
  readonly className?: string | undefined;
  readonly ref?: RefObject<HTMLDivElement | null>;
  readonly children: ReactNode;
}

/** `aria-live` is spelled out: an open dialog hides the rest of the page from screen readers, but no such region. */
export function Live({ isUrgent = false, cause, className = '', ref, children }: LiveProps) {
  const own = useRef<HTMLDivElement>(null);
  const region = ref ?? own;
  useEffect(() => {
    if (cause !== undefined) region.current?.scrollIntoView({ block: 'nearest' });
  }, [region, cause]);
  return (
    <div
      ref={region}
      className={`${styles['live']} ${className}`}
      role={isUrgent ? 'alert' : 'status'}
      aria-live={isUrgent ? 'assertive' : 'polite'}
    >
      {children}
    </div>
  );
}
