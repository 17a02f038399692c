// One line at the top of a dialog that offers another way. It stands before the questions, so Tab goes through these without it.
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './offer.module.css';

interface OfferProps {
  readonly icon: LucideIcon;
  readonly words: ReactNode;
  /** The button. */
  readonly children: ReactNode;
}

export function Offer({ icon: Icon, words, children }: OfferProps) {
  return (
    <div className={styles['offer']}>
      <Icon size={16} aria-hidden />
      <p>{words}</p>
      {children}
    </div>
  );
}
