// A number of Overview that opens the list behind it. On paper it is the number alone.
import type { UserFilters } from '../../preload/contract/index.ts';
import { showUsers } from '../shared/show-users.ts';
import styles from './overview.module.css';

interface FigureProps {
  readonly count: number;
  /** What the number counts, for assistive technology: "Partner Admin, 2FA set up". */
  readonly of: string;
  /** Undefined on paper. */
  readonly onOpen: (() => void) | undefined;
}

export function Figure({ count, of, onOpen }: FigureProps) {
  const text = count.toLocaleString('en-GB');
  if (onOpen === undefined) return <span className={styles['figure']}>{text}</span>;
  return (
    <button
      type="button"
      className={styles['figure']}
      data-none={count === 0 || undefined}
      aria-label={`${of}: ${text}`}
      onClick={onOpen}
    >
      {text}
    </button>
  );
}

interface PeopleFigureProps {
  readonly people: { readonly count: number; readonly filters: UserFilters };
  readonly of: string;
  readonly isPaper: boolean;
}

export function PeopleFigure({ people, of, isPaper }: PeopleFigureProps) {
  return <Figure count={people.count} of={of} onOpen={isPaper ? undefined : () => showUsers(people.filters)} />;
}
