// The page around a single task: the sign-in, the setup, the first run.
import type { ReactNode } from 'react';
import styles from './card-page.module.css';
import { Logo } from './logo.tsx';

export interface CardPageProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly width?: 'narrow' | 'wide';
  readonly above?: ReactNode;
  readonly children: ReactNode;
  readonly below?: ReactNode;
}

export function CardPage({ title, lead, width = 'narrow', above, children, below }: CardPageProps) {
  return (
    <main className={styles['page']}>
      <div className={`${styles['column']} ${styles[width]}`}>
        <div className={styles['brand']}>
          <Logo size={28} />
          <span>Rekey</span>
        </div>
        <section className={styles['card']} aria-labelledby="page-title">
          {above}
          <h1 id="page-title" className={styles['title']}>
            {title}
          </h1>
          {lead !== undefined && <p className={styles['lead']}>{lead}</p>}
          {children}
        </section>
        {below !== undefined && <div className={styles['below']}>{below}</div>}
      </div>
    </main>
  );
}
