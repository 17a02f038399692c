// One user beside the list. The panel is not modal: the list stays in reach, and Escape closes the panel. It is read
// again whenever the directory changes.
import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { nameOrEmail } from '../../words/user-words.ts';
import type { RowAction } from '../actions/row-actions.ts';
import { useUser } from '../dialog-parts/use-user.ts';
import styles from './user-details.module.css';
import { UserFacts } from './user-facts.tsx';

interface UserDetailsProps {
  readonly userId: number;
  readonly onClose: () => void;
  readonly onAction: (action: RowAction, person: OutputOf<'users.get'>) => void;
}

export function UserDetails({ userId, onClose, onAction }: UserDetailsProps) {
  const { value: person, failure } = useUser(userId, 'directory.changed');
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const name = person === undefined ? 'User details' : nameOrEmail(person.user);
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      className={styles['panel']}
      aria-label={person === undefined ? name : `Details of ${name}`}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <div className={styles['head']}>
        <h2 dir="auto" className={styles['name']}>
          {name}
        </h2>
        <button
          type="button"
          className={styles['close']}
          aria-label="Close the details"
          title="Close (Esc)"
          onClick={onClose}
        >
          <X size={18} aria-hidden />
        </button>
      </div>
      <div className={failure === undefined ? undefined : styles['failure']}>
        <FailureBanner failure={failure} />
      </div>
      {person === undefined ? (
        failure === undefined && <Coming />
      ) : (
        <UserFacts person={person} onAction={(action) => onAction(action, person)} />
      )}
    </aside>
  );
}

/** A placeholder while the facts are read for the first time. */
function Coming() {
  return (
    <div className={styles['coming']} role="status" aria-label="Reading the details">
      <span />
      <span />
      <span />
    </div>
  );
}
