// The Users tab: everyone that the role may see, found by search, filters and sort, and what can be done with them: the
// actions of a row, the details beside the list, actions on several.
import { UsersRound } from 'lucide-react';
import { type RefObject, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ClientRow, UserActions, UserRow } from '../../../preload/contract/index.ts';
import { request, subscribe } from '../../bridge.ts';
import { lazyNamed } from '../../shared/lazy-named.ts';
import { ListProblem } from '../../shared/list-problem.tsx';
import { NOWHERE, useAppStore } from '../../state.ts';
import { DataTable, type MenuAnchor, type TableHandle } from '../../ui/table/data-table.tsx';
import type { Widths } from '../../ui/table/table-columns.ts';
import { TableEmpty } from '../../ui/table/table-empty.tsx';
import { type OpenMenu, TableMenu } from '../../ui/table/table-menu.tsx';
import { useSelection } from '../../ui/table/table-selection.ts';
import { usePages } from '../../ui/table/use-pages.ts';
import { type ActionHost, hasActions } from '../actions/row-actions.ts';
import { rowMenu } from '../actions/row-menu.ts';
import styles from './users-tab.module.css';
import { type UserColumnKey, userColumns } from './users-tab-columns.tsx';
import { type OpenDialog, UserDialogs } from './users-tab-dialogs.tsx';
import { SelectionBar } from './users-tab-selection-bar.tsx';
import { clearUserFilters, UsersToolbar } from './users-tab-toolbar.tsx';
import { countFilters, emptySentence, listName } from './users-tab-words.ts';

const UserDetails = lazyNamed(() => import('../details/user-details.tsx'), 'UserDetails');

const rowKey = (user: UserRow): number => user.id;

/** @param client only this client's users; undefined in the Global view. */
export function UsersTab({ client }: { readonly client: ClientRow | undefined }) {
  const may = useAppStore((state) => (state.app?.screen.name === 'signed_in' ? state.app.screen.may : undefined));
  const { widths, sort, filters } = useAppStore((state) => state.preferences.users);
  const isCompact = useAppStore((state) => state.preferences.isCompact);
  const setPreferences = useAppStore((state) => state.setPreferences);
  const list = client === undefined ? 'users' : `users of ${client.id}`;
  const { search, topRow } = useAppStore((state) => state.places[list] ?? NOWHERE);
  const setPlace = useAppStore((state) => state.setPlace);
  const userClient = useAppStore((state) => state.userClient);
  const onlyClient = client === undefined ? userClient : undefined;
  const clientId = client?.id ?? onlyClient?.id ?? null;

  const pages = usePages(
    useCallback(
      (offset, limit) => request('users.list', { search, clientId, filters, sort, offset, limit }),
      [search, clientId, filters, sort],
    ),
    Math.floor(topRow),
  );
  const { reload } = pages;
  useEffect(() => subscribe('directory.changed', reload), [reload]);
  const selection = useSelection(pages, rowKey);

  const table = useRef<TableHandle>(null);
  const [menu, setMenu] = useState<OpenMenu & { readonly userId: number }>();
  const [dialog, setDialog] = useState<OpenDialog>();
  const [details, setDetails] = useState<UserRow>();
  const cameFrom = useRef<CameFrom>({});
  // Looked up when it is needed: the row may have been drawn anew, or be gone.
  const returnTo = useMemo<RefObject<HTMLElement | null>>(
    () => ({
      get current() {
        const { element, userId, control } = cameFrom.current;
        return element?.isConnected ? element : (table.current?.elementOf(userId, control) ?? null);
      },
    }),
    [],
  );

  const isTerminated = client?.status === 'terminated';
  const mayAdd = may?.manageAccess === true && client !== undefined && !isTerminated;
  const mayInvite = may !== undefined && may.inviteRoles.length > 0 && !isTerminated;
  const mayRemoveFromClient = may?.manageAccess === true && client !== undefined;
  const place = useMemo(() => ({ mayRemoveFromClient }), [mayRemoveFromClient]);

  const openDetails = useCallback((row: UserRow) => {
    if (row.actions.viewDetails !== 'available') return;
    cameFrom.current = { userId: row.id };
    setDetails(row);
  }, []);
  const host = useMemo<ActionHost>(
    () => ({
      viewDetails: openDetails,
      edit: (row) => setDialog({ kind: 'edit', row }),
      unfreeze: (row) => setDialog({ kind: 'unfreeze', row }),
      resetTwoFactor: (row) => setDialog({ kind: 'resetTwoFactor', row }),
      issueTemporaryCode: (row) => setDialog({ kind: 'issueTemporaryCode', row }),
      resetPassword: (row) => setDialog({ kind: 'resetPassword', row }),
      resendInvitation: (row) => setDialog({ kind: 'resendInvitations', userIds: [row.id] }),
      removeFromClient: (row) => setDialog({ kind: 'removeFromClient', row }),
      deactivate: (row) => setDialog({ kind: 'deactivate', row }),
      reactivate: (row) => setDialog({ kind: 'reactivate', row }),
    }),
    [openDetails],
  );
  /** From the details: the focus comes back to the button there. */
  const onDetailsAction = (row: UserRow, action: keyof UserActions) => {
    if (document.activeElement instanceof HTMLElement)
      cameFrom.current = { element: document.activeElement, userId: row.id };
    host[action](row);
  };
  const openFromButton = useCallback((button: HTMLElement, open: OpenDialog) => {
    cameFrom.current = { element: button };
    setDialog(open);
  }, []);
  const add = useCallback((button: HTMLElement) => openFromButton(button, { kind: 'addUser' }), [openFromButton]);
  const invite = useCallback((button: HTMLElement) => openFromButton(button, { kind: 'invite' }), [openFromButton]);
  const closeDetails = () => {
    const row = details;
    setDetails(undefined);
    if (row !== undefined) table.current?.elementOf(row.id, undefined)?.focus();
  };

  const openMenu = useCallback(
    (row: UserRow, anchor: MenuAnchor) => {
      if (!hasActions(row, place)) return;
      const focused = document.activeElement;
      const control = focused instanceof HTMLElement ? focused.dataset['rowControl'] : undefined;
      cameFrom.current = { userId: row.id, control };
      setMenu({
        userId: row.id,
        label: `Actions for ${listName(row)}`,
        entries: rowMenu(row, place, host),
        anchor,
        returnTo: table.current?.elementOf(row.id, control) ?? null,
      });
    },
    [place, host],
  );

  const closeMenu = useCallback(() => setMenu(undefined), []);

  const now = useNow();
  const openMenuOf = menu?.userId;
  const columns = useMemo(
    () =>
      userColumns({
        now,
        hasActions: (row) => hasActions(row, place),
        openMenuOf,
        onMenu: openMenu,
        onOpen: openDetails,
      }),
    [now, place, openMenuOf, openMenu, openDetails],
  );

  const setUsers = (change: Partial<{ widths: Widths; sort: typeof sort }>) =>
    setPreferences((all) => ({ ...all, users: { ...all.users, ...change } }));
  const setSearch = (text: string) => setPlace(list, { search: text, topRow: 0 });
  const isFiltered = countFilters(filters) > 0 || onlyClient !== undefined;
  return (
    <div className={styles['tab']}>
      <UsersToolbar
        list={list}
        isGlobal={client === undefined}
        total={pages.total}
        onAdd={mayAdd ? add : undefined}
        onInvite={mayInvite ? invite : undefined}
      />
      <div className={styles['list']}>
        <DataTable<UserRow, UserColumnKey>
          ref={table}
          label="Users"
          columns={columns}
          pages={pages}
          rowKey={rowKey}
          rowName={listName}
          sort={sort}
          onSort={(column) => {
            if (column !== 'action')
              setUsers({ sort: { column, isDescending: sort.column === column && !sort.isDescending } });
          }}
          widths={widths}
          onWidths={(next) => setUsers({ widths: next })}
          isCompact={isCompact}
          selection={selection}
          onOpen={openDetails}
          onMenu={openMenu}
          topRow={topRow}
          onTopRow={(row) => setPlace(list, { topRow: row })}
          problem={<ListProblem error={pages.error} reload={reload} />}
          empty={
            <TableEmpty
              icon={UsersRound}
              sentence={emptySentence(search, isFiltered, client?.name)}
              hasSearch={search !== ''}
              isFiltered={isFiltered}
              onClear={() => {
                if (isFiltered) clearUserFilters();
                setSearch('');
              }}
            />
          }
        />
        {details !== undefined && (
          <Suspense fallback={<div className={styles['detailsComing']} />}>
            <UserDetails
              key={details.id}
              userId={details.id}
              onClose={closeDetails}
              onAction={(action) => onDetailsAction(details, action)}
            />
          </Suspense>
        )}
      </div>
      {selection.rows.size > 0 && (
        <SelectionBar
          selection={selection}
          onResend={(userIds) => {
            if (document.activeElement instanceof HTMLElement)
              openFromButton(document.activeElement, { kind: 'resendInvitations', userIds });
          }}
          onReset={
            may?.resetTwoFactor === true
              ? (userIds) => {
                  if (!(document.activeElement instanceof HTMLElement)) return;
                  // More were found than a selection holds: everybody whom the search and the filters keep.
                  const all = { kind: 'found', search, clientId, filters } as const;
                  openFromButton(document.activeElement, {
                    kind: 'bulkReset',
                    selection: userIds === undefined ? all : { kind: 'users', userIds: [...userIds] },
                  });
                }
              : undefined
          }
          onClear={() => {
            selection.clear();
            table.current?.elementOf(undefined, undefined)?.focus();
          }}
        />
      )}
      <TableMenu open={menu} onClose={closeMenu} />
      <UserDialogs
        open={dialog}
        client={client === undefined ? null : { id: client.id, name: client.name }}
        returnTo={returnTo}
        onOpen={setDialog}
        onClose={() => setDialog(undefined)}
        onChanged={reload}
      />
    </div>
  );
}

/** Where the focus goes back to: an element as long as it is there, else a row. */
interface CameFrom {
  readonly element?: HTMLElement;
  readonly userId?: number;
  readonly control?: string | undefined;
}

/** The time, moved on every half minute. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
