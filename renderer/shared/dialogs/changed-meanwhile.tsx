// Tells in a form that somebody else saved first, and what they changed. Typed text is kept.
import { Banner } from '../../ui/banner.tsx';
import { Live } from '../../ui/live.tsx';
import styles from './changed-meanwhile.module.css';

export interface MeanwhileChange {
  readonly label: string;
  readonly was: string;
  readonly now: string;
}

export function ChangedMeanwhile({ changes }: { readonly changes: readonly MeanwhileChange[] }) {
  return (
    <Live isUrgent cause={changes}>
      <Banner tone="attention">
        Somebody else has changed this since you opened it. What you typed is kept. Check it again, then save.
        {changes.length > 0 && (
          <ul className={styles['list']}>
            {changes.map(({ label, was, now }) => (
              <li key={label}>
                {label}: {now || 'none'}, was {was || 'none'}
              </li>
            ))}
          </ul>
        )}
      </Banner>
    </Live>
  );
}
