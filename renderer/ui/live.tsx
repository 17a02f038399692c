// A live region. It is rendered before there is anything to say: many screen readers miss a text that comes into the
// document together with its region.
import type { ReactNode } from 'react';
import styles from './live.module.css';

interface LiveProps {
  /** Interrupts what is being read: for refusals and warnings. */
  readonly isUrgent?: boolean;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** `aria-live` is spelled out: an open dialog hides the rest of the page from screen readers, but no such region. */
export function Live({ isUrgent = false, className = '', children }: LiveProps) {
  return (
    <div
      className={`${styles['live']} ${className}`}
      role={isUrgent ? 'alert' : 'status'}
      aria-live={isUrgent ? 'assertive' : 'polite'}
    >
      {children}
    </div>
  );
}
