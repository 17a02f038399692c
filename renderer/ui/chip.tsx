// A short state as word, icon and colour. The exact facts show on hover.
import type { LucideIcon } from 'lucide-react';
import styles from './chip.module.css';
import tones from './tones.module.css';

export interface ChipProps {
  readonly tone: 'ok' | 'attention' | 'danger' | 'info' | 'neutral';
  readonly icon?: LucideIcon;
  readonly text: string;
  readonly title?: string | undefined;
}

export function Chip({ tone, icon: Icon, text, title }: ChipProps) {
  return (
    <span className={`${styles['chip']} ${tones[tone]}`} title={title ?? text}>
      {Icon !== undefined && <Icon size={12} aria-hidden />}
      <span className={styles['text']}>{text}</span>
    </span>
  );
}
