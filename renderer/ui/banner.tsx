// An important sentence. Icon, colour and words all carry its meaning. A banner that appears while somebody reads stands
// in a live region (live.tsx).
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './banner.module.css';
import tones from './tones.module.css';

const ICONS = { ok: CircleCheck, info: Info, attention: TriangleAlert, danger: CircleAlert } as const;

export function Banner({ tone, children }: { readonly tone: keyof typeof ICONS; readonly children: ReactNode }) {
  const Icon = ICONS[tone];
  return (
    <div className={`${styles['banner']} ${tones[tone]}`}>
      <Icon size={16} aria-hidden />
      <div className={styles['text']}>{children}</div>
    </div>
  );
}
