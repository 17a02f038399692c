// One section of Overview.
import { type ReactNode, useId } from 'react';
import type { OutputOf } from '../../preload/contract/index.ts';
import page from '../ui/page.module.css';
import styles from './overview.module.css';

export type OverviewFigures = OutputOf<'overview.read'>;

interface OverviewSectionProps {
  readonly title: string;
  readonly children: ReactNode;
}

export function OverviewSection({ title, children }: OverviewSectionProps) {
  const id = useId();
  return (
    <section className={styles['section']} aria-labelledby={id}>
      <h2 id={id} className={page['sectionTitle']}>
        {title}
      </h2>
      {children}
    </section>
  );
}

/** A bar whose length is a share. The number beside it says the same. */
export function Bar({ part, all }: { readonly part: number; readonly all: number }) {
  const width = all === 0 ? 0 : (100 * part) / all;
  return (
    <svg className={styles['bar']} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect width="100" height="6" className={styles['barRest']} />
      <rect width={width} height="6" className={styles['barPart']} />
    </svg>
  );
}
