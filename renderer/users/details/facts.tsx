// The building blocks of the details.
import type { ReactNode } from 'react';
import { ago, exactTime } from '../../words/time-words.ts';
import styles from './user-details.module.css';

export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles['section']}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

export function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** For a value that is missing: "None", "Never". */
export const Quiet = ({ children }: { readonly children: ReactNode }) => (
  <span className={styles['quiet']}>{children}</span>
);

export const Time = ({ at, now }: { readonly at: number; readonly now: number }) => (
  <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
    {ago(at, now)}
  </time>
);
