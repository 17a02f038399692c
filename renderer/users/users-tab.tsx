// The Users tab: everyone that the role may see, search as you type, and the actions on each row.
import { Ellipsis } from 'lucide-react';
import { type MouseEvent, useCallback, useEffect, useRef, useState } from 'react';
import type { UserRow } from '../../preload/contract.ts';
import { request, subscribe } from '../bridge.ts';
import { useWindow } from '../state.ts';
import { FailureBanner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { type Column, DataTable, moveBetweenRows } from '../ui/data-table.tsx';
import { SearchBox } from '../ui/search-box.tsx';
import toolbar from '../ui/toolbar.module.css';
import { usePages } from '../ui/use-pages.ts';
import { ago, exactTime } from '../words/time-words.ts';
import { clientAccessWords, fullName, plural, ROLE_WORDS, STATUS_WORDS } from '../words/user-words.ts';
import { ResetTwoFactorDialog } from './actions/reset-two-factor-dialog.tsx';
import { hasActions } from './actions/row-actions.ts';
import { type MenuPlace, RowMenu } from './actions/row-menu.tsx';
import { TwoFactorChip } from './two-factor-chip.tsx';
import styles from './users-tab.module.css';

type ColumnKey = 'name' | 'email' | 'role' | 'clientAccess' | 'status' | 'twoFactor' | 'lastSignIn' | 'action';

const STATUS_TONES = { active: 'ok', invited: 'info', invitation_expired: 'attention', locked: 'danger', deactivated: 'neutral' } as const;

interface UsersTabProps {
  /** Only this client's users; null in the Global view. */
  readonly clientId: number | null;
  readonly clientName: string | null;
}

export function UsersTab({ clientId, clientName }: UsersTabProps) {
  const search = useWindow((state) => state.userSearch);
  const setSearch = useWindow((state) => state.setUserSearch);
  const sort = useWindow((state) => state.userSort);
  const setSort = useWindow((state) => state.setUserSort);
  const pages = usePages(useCallback((offset, limit) => request('users.list', { search, clientId, sort, offset, limit }), [search, clientId, sort]));
  const [menu, setMenu] = useState<MenuPlace>();
  const [resetting, setResetting] = useState<UserRow>();
  const now = useNow();
  const cameFrom = useRef<HTMLElement | null>(null);
  const { reload } = pages;
  useEffect(() => subscribe('users.changed', reload), [reload]);

  const openMenu = (row: UserRow, event: MouseEvent<HTMLElement>, anchor: MenuPlace['anchor']) => {
    if (!hasActions(row)) return;
    event.preventDefault();
    const button = event.currentTarget.closest('tr')?.querySelector<HTMLElement>('button[data-row-button]') ?? null;
    cameFrom.current = button;
    setMenu({ row, anchor, returnTo: button });
  };

  const columns: readonly Column<UserRow, ColumnKey>[] = [
    {
      key: 'name',
      label: 'Name',
      width: 'auto',
      isSortable: true,
      cell: (user) => (
        <span className={styles['who']} title={fullName(user)}>
          <span className={styles['name']}>{fullName(user)}</span>
          {user.details !== null && <span className={styles['emailBelow']}>{user.details.email}</span>}
        </span>
      ),
    },
    {
      key: 'email',
      label: 'Email',
      width: '17%',
      givesWay: 3,
      isSortable: true,
      cell: (user) => (
        <span className={styles['email']} title={user.details?.email}>
          {user.details?.email}
        </span>
      ),
    },
    { key: 'role', label: 'Role', width: '134px', isSortable: true, cell: (user) => ROLE_WORDS[user.role] },
    {
      key: 'clientAccess',
      label: 'Client access',
      width: '11%',
      givesWay: 2,
      isSortable: true,
      cell: (user) =>
        user.details !== null && <span title={clientAccessWords(user.details.clientAccess)}>{clientAccessWords(user.details.clientAccess)}</span>,
    },
    {
      key: 'status',
      label: 'Status',
      width: '106px',
      isSortable: true,
      cell: (user) => user.details !== null && <Chip tone={STATUS_TONES[user.details.status]} text={STATUS_WORDS[user.details.status]} />,
    },
    {
      key: 'twoFactor',
      label: '2FA',
      width: '188px',
      isSortable: true,
      cell: (user) => user.details !== null && <TwoFactorChip twoFactor={user.details.twoFactor} now={now} />,
    },
    {
      key: 'lastSignIn',
      label: 'Last sign-in',
      width: '98px',
      align: 'end',
      givesWay: 1,
      isSortable: true,
      cell: (user) => {
        const at = user.details?.lastSignInAt;
        if (user.details === null) return null;
        return at == null ? <span className={styles['never']}>Never</span> : <span title={exactTime(at)}>{ago(at, now)}</span>;
      },
    },
    {
      key: 'action',
      label: 'Action',
      width: '64px',
      align: 'end',
      cell: (user) =>
        hasActions(user) && (
          <button
            type="button"
            data-row-button
            className={styles['dots']}
            aria-label={`Actions for ${fullName(user)}`}
            aria-haspopup="menu"
            aria-expanded={menu?.row.id === user.id}
            onKeyDown={moveBetweenRows}
            onClick={(event) => openMenu(user, event, event.currentTarget)}
          >
            <Ellipsis size={18} aria-hidden />
          </button>
        ),
    },
  ];

  return (
    <>
      <div className={toolbar['toolbar']}>
        <SearchBox label="Search name or email" value={search} onText={setSearch} />
        <span className={toolbar['count']} role="status">
          {pages.total === undefined ? '' : plural(pages.total, 'user', 'users')}
        </span>
      </div>
      {pages.failure !== undefined && (
        <div className={toolbar['failure']}>
          <FailureBanner failure={pages.failure} />
        </div>
      )}
      <DataTable
        label="Users"
        columns={columns}
        pages={pages}
        rowKey={(user) => user.id}
        sort={sort}
        onSort={(column) => {
          if (column !== 'action') setSort({ column, isDescending: sort.column === column && !sort.isDescending });
        }}
        onContextMenu={(user, event) => openMenu(user, event, pointAt(event))}
        empty={
          search === '' ? (
            <p>{clientName === null ? 'There are no users to show.' : `${clientName} has no users yet.`}</p>
          ) : (
            <>
              <p>
                Nobody {clientName === null ? '' : `at ${clientName} `}has “{search}” in the name or email.
              </p>
              <Button onClick={() => setSearch('')}>Clear the search</Button>
            </>
          )
        }
      />
      <RowMenu place={menu} onClose={() => setMenu(undefined)} onReset={setResetting} />
      {resetting !== undefined && (
        <ResetTwoFactorDialog user={resetting} returnTo={cameFrom} onClose={() => setResetting(undefined)} onChanged={reload} />
      )}
    </>
  );
}

/** An anchor where the pointer is; a context menu opened by the keyboard has its element's own place. */
function pointAt(event: MouseEvent<HTMLElement>): MenuPlace['anchor'] {
  const { clientX: x, clientY: y } = event;
  if (x === 0 && y === 0) return event.currentTarget;
  return { getBoundingClientRect: () => DOMRect.fromRect({ x, y, width: 0, height: 0 }) };
}

/** The time, moved on every half minute: chips count down, "ago" stays true. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
