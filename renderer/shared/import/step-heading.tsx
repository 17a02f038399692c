// The heading of a step of the import. It takes the focus when its step begins, because the button that led there is gone.
import { type ReactNode, useEffect, useRef } from 'react';
import styles from './import.module.css';

export function StepHeading({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h3 ref={heading} id={id} tabIndex={-1} className={styles['heading']}>
      {children}
    </h3>
  );
}
