// What will happen, as a short list with numbers, above the button that does it.
import type { LucideIcon } from 'lucide-react';
import styles from './consequences.module.css';

interface ConsequencesProps {
  readonly title: string;
  readonly tone: 'danger' | 'info';
  readonly items: readonly { readonly icon: LucideIcon; readonly text: string }[];
  readonly children?: React.ReactNode;
}

export function Consequences({ title, tone, items, children }: ConsequencesProps) {
  return (
    <section className={`${styles['consequences']} ${styles[tone]}`} aria-label={title}>
      <h3>{title}</h3>
      <ul>
        {items.map(({ icon: Icon, text }) => (
          <li key={text}>
            <Icon size={15} aria-hidden />
            <span>{text}</span>
          </li>
        ))}
      </ul>
      {children}
    </section>
  );
}
