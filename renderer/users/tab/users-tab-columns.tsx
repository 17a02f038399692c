// The columns of the Users tab.
import type { UserRow } from '../../../preload/contract/index.ts';
import { RowMenuButton } from '../../ui/table/row-menu-button.tsx';
import type { Column } from '../../ui/table/table-columns.ts';
import { ago, exactTime } from '../../words/time-words.ts';
import { clientAccessWords, fullName, ROLE_WORDS } from '../../words/user-words.ts';
import { StatusChip } from '../status-chip.tsx';
import { TwoFactorChip } from '../two-factor-chip.tsx';
import styles from './users-tab.module.css';
import { listName, USER_COLUMN_WORDS } from './users-tab-words.ts';

/** What a head can be pressed for. The Name column shows three values, so it has three orders. */
export type UserColumnKey =
  | 'name'
  | 'lastName'
  | 'email'
  | 'role'
  | 'clientAccess'
  | 'status'
  | 'twoFactor'
  | 'lastSignIn'
  | 'action';

interface Host {
  /** At most half a minute old. Chips count down by it. */
  readonly now: number;
  readonly byLastName: boolean;
  readonly hasActions: (user: UserRow) => boolean;
  /** The row whose menu is open. */
  readonly openMenuOf: number | undefined;
  readonly onMenu: (user: UserRow, button: HTMLElement) => void;
  readonly onOpen: (user: UserRow) => void;
}

export function userColumns({
  now,
  byLastName,
  hasActions,
  openMenuOf,
  onMenu,
  onOpen,
}: Host): readonly Column<UserRow, UserColumnKey>[] {
  return [
    {
      key: 'name',
      label: 'Name',
      width: 228,
      grows: 3,
      sorts: [
        { key: 'name', label: 'First name' },
        { key: 'lastName', label: 'Last name' },
        { key: 'email', label: 'Email' },
      ],
      cell: (user) => (
        <span className={styles['who']}>
          <Name user={user} name={listName(user, byLastName)} onOpen={onOpen} />
          {user.details !== null && fullName(user) !== '' && (
            <span className={styles['email']} title={user.details.email}>
              {user.details.email}
            </span>
          )}
        </span>
      ),
    },
    {
      key: 'role',
      label: USER_COLUMN_WORDS.role,
      width: 129,
      givesWay: 3,
      isSortable: true,
      cell: (user) => ROLE_WORDS[user.role],
    },
    {
      key: 'clientAccess',
      label: USER_COLUMN_WORDS.clientAccess,
      width: 100,
      grows: 1,
      givesWay: 2,
      isSortable: true,
      cell: (user) =>
        user.details !== null && (
          <span dir="auto" className={styles['access']} title={clientAccessWords(user.details.clientAccess)}>
            {clientAccessWords(user.details.clientAccess)}
          </span>
        ),
    },
    {
      key: 'status',
      label: USER_COLUMN_WORDS.status,
      width: 142,
      isSortable: true,
      cell: (user) => user.details !== null && <StatusChip user={user.details} now={now} />,
    },
    {
      key: 'twoFactor',
      label: USER_COLUMN_WORDS.twoFactor,
      width: 204,
      isSortable: true,
      cell: (user) => user.details !== null && <TwoFactorChip twoFactor={user.details.twoFactor} now={now} />,
    },
    {
      key: 'lastSignIn',
      label: USER_COLUMN_WORDS.lastSignIn,
      width: 100,
      align: 'end',
      givesWay: 1,
      isSortable: true,
      cell: (user) => {
        const at = user.details?.lastSignInAt;
        if (user.details === null) return null;
        return at == null ? (
          <span className={styles['never']}>Never</span>
        ) : (
          <span title={exactTime(at)}>{ago(at, now)}</span>
        );
      },
    },
    {
      key: 'action',
      label: 'Action',
      width: 62,
      align: 'end',
      isFixed: true,
      cell: (user) =>
        hasActions(user) && (
          <RowMenuButton
            rowName={listName(user, byLastName)}
            isOpen={openMenuOf === user.id}
            onOpen={(button) => onMenu(user, button)}
          />
        ),
    },
  ];
}

interface NameProps {
  readonly user: UserRow;
  readonly name: string;
  readonly onOpen: (user: UserRow) => void;
}

function Name({ user, name, onOpen }: NameProps) {
  const look = fullName(user) === '' ? styles['unnamed'] : styles['name'];
  // The name opens the details only where the role may see them.
  if (user.actions.viewDetails !== 'available') {
    return (
      <span dir="auto" className={look} title={name}>
        {name}
      </span>
    );
  }
  return (
    <button
      type="button"
      dir="auto"
      data-row-control="open"
      tabIndex={-1}
      className={`${look} ${styles['open']}`}
      title={name}
      onClick={() => onOpen(user)}
    >
      {name}
    </button>
  );
}
