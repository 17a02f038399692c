// A short list of what an action will do, with numbers.
import { type LucideIcon, MonitorX } from 'lucide-react';
import { plural } from '../../words/user-words.ts';
import styles from './consequences.module.css';

interface Consequence {
  readonly icon: LucideIcon;
  readonly text: string;
}

interface ConsequencesProps {
  readonly title: string;
  readonly tone: 'danger' | 'info';
  readonly items: readonly Consequence[];
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

/** @param open how many sessions the action ends. Nothing is listed where there is none. */
export const sessionsEnd = (open: number): readonly Consequence[] =>
  open === 0 ? [] : [{ icon: MonitorX, text: plural(open, 'open session ends', 'open sessions end') }];
