// The Users tab: the list with search, filters and sort, the details beside it, and the actions on one user or several.
// The list is read again when main announces a change, and for no other reason.
import { UsersRound } from 'lucide-react';
import { type ReactElement, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ClientRow, UserRow } from '../../../preload/contract/index.ts';
import { subscribe } from '../../bridge.ts';
import { lazyNamed } from '../../shared/lazy-named.ts';
import { ListProblem } from '../../shared/reading/list-problem.tsx';
import { useTemporarySession } from '../../shared/use-temporary-session.ts';
import { NOWHERE, useAppStore } from '../../state.ts';
import { Banner } from '../../ui/banner.tsx';
import { DataTable, type MenuAnchor, type TableHandle } from '../../ui/table/data-table.tsx';
import type { Widths } from '../../ui/table/table-columns.ts';
import { TableEmpty } from '../../ui/table/table-empty.tsx';
import { type OpenMenu, TableMenu } from '../../ui/table/table-menu.tsx';
import { useSelection } from '../../ui/table/table-selection.ts';
import { useReturnFocus } from '../../ui/table/use-return-focus.ts';
import { offeredActions, type RowAction } from '../actions/row-actions.ts';
import type { UserDialogProps } from '../actions/user-dialog.ts';
import { BackupReminder } from './backup-reminder.tsx';
import { ReviewReminder } from './review-reminder.tsx';
import { StandbyReminder } from './standby-reminder.tsx';
import { useNow } from './use-now.ts';
import { useUserPages } from './use-user-pages.ts';
import { UserActionDialog } from './user-action-dialog.tsx';
import overview from './users-overview.module.css';
import { UsersOverview } from './users-overview.tsx';
import styles from './users-tab.module.css';
import { type UserColumnKey, userColumns } from './users-tab-columns.tsx';
import { clearUserFilters } from './users-tab-filters.ts';
import { SelectionBar } from './users-tab-selection-bar.tsx';
import { UsersToolbar } from './users-tab-toolbar.tsx';
import { countFilters, emptySentence, listName } from './users-tab-words.ts';

// Loaded when they first open, to keep them out of the first paint.
const UserDetails = lazyNamed(() => import('../details/user-details.tsx'), 'UserDetails');
const AddUserDialog = lazyNamed(() => import('../invite/add-user-dialog.tsx'), 'AddUserDialog');
const InviteUsersDialog = lazyNamed(() => import('../invite/invite-users-dialog.tsx'), 'InviteUsersDialog');
const BulkResetDialog = lazyNamed(() => import('../bulk/bulk-reset-dialog.tsx'), 'BulkResetDialog');
const ExportUsersDialog = lazyNamed(() => import('./export-users-dialog.tsx'), 'ExportUsersDialog');
const ImportPeopleDialog = lazyNamed(() => import('../import/import-people-dialog.tsx'), 'ImportPeopleDialog');
const ResendInvitationsDialog = lazyNamed(
  () => import('../actions/resend-invitations-dialog.tsx'),
  'ResendInvitationsDialog',
);

const rowKey = (user: UserRow): number => user.id;

/** @param client shows only this client's users. Undefined in the Global view. */
export function UsersTab({ client }: { readonly client: ClientRow | undefined }) {
  const may = useAppStore((state) => state.signedIn?.may);
  const { widths, hidden } = useAppStore((state) => state.preferences.users);
  const list = client === undefined ? 'users' : `users of ${client.id}`;
  const { pages, question } = useUserPages(list, client?.id);
  const { search, filters, sort } = question;
  const byLastName = sort.byLastName;
  const rowName = useCallback((user: UserRow) => listName(user, byLastName), [byLastName]);
  const isCompact = useAppStore((state) => state.preferences.isCompact);
  const setPreferences = useAppStore((state) => state.setPreferences);
  const topRow = useAppStore((state) => (state.places[list] ?? NOWHERE).topRow);
  const setPlace = useAppStore((state) => state.setPlace);
  const userClient = useAppStore((state) => state.userClient);
  const onlyClient = client === undefined ? userClient : undefined;
  const { reload } = pages;
  useEffect(() => subscribe('directory.changed', reload), [reload]);
  const selection = useSelection(pages, rowKey);

  const table = useRef<TableHandle>(null);
  const [menu, setMenu] = useState<OpenMenu & { readonly userId: number }>();
  /** The dialog that is open. There is one at a time. */
  const [dialog, setDialog] = useState<ReactElement>();
  /** Of the user whose details are open. */
  const [detailsOf, setDetailsOf] = useState<number>();
  const { returnTo, comesFrom } = useReturnFocus(table);
  const closeDialog = useCallback(() => setDialog(undefined), []);

  const goToRows = useCallback(() => table.current?.focusFirst(), []);

  const isTerminated = client?.status === 'terminated';
  const mayRemoveFromClient = may?.manageAccess === true && client !== undefined;
  const isTemporary = useTemporarySession();
  const mayAdd = mayRemoveFromClient && !isTerminated && !isTemporary;
  const mayInvite = may !== undefined && may.inviteRoles.length > 0 && !isTerminated && !isTemporary;
  const place = useMemo(() => ({ mayRemoveFromClient, isTemporary }), [mayRemoveFromClient, isTemporary]);
  const hasActions = useCallback((row: UserRow) => offeredActions(row, place).length > 0, [place]);

  const openDetails = useCallback(
    (row: UserRow) => {
      if (row.actions.viewDetails !== 'available') return;
      comesFrom({ rowKey: row.id });
      setDetailsOf(row.id);
    },
    [comesFrom],
  );
  const openAction = useCallback(
    (action: RowAction, user: UserDialogProps['user']) =>
      setDialog(
        <UserActionDialog action={action} user={user} client={client} returnTo={returnTo} onClose={closeDialog} />,
      ),
    [client, returnTo, closeDialog],
  );
  const startAction = useCallback(
    (action: RowAction, row: UserRow) => {
      if (action.dialog === undefined) openDetails(row);
      else openAction(action, { ...row, email: row.details?.email });
    },
    [openDetails, openAction],
  );
  const userToShow = useAppStore((state) => state.userToShow);
  const forgetUserToShow = useAppStore((state) => state.forgetUserToShow);
  useEffect(() => {
    if (userToShow === undefined || client !== undefined) return;
    forgetUserToShow();
    comesFrom({ rowKey: userToShow });
    setDetailsOf(userToShow);
  }, [userToShow, client, forgetUserToShow, comesFrom]);
  const openFromButton = useCallback(
    (button: Element | null, opened: ReactElement) => {
      if (!(button instanceof HTMLElement)) return;
      comesFrom({ element: button });
      setDialog(opened);
    },
    [comesFrom],
  );
  const add = useCallback(
    (button: HTMLElement) => {
      if (client !== undefined)
        openFromButton(button, <AddUserDialog client={client} returnTo={returnTo} onClose={closeDialog} />);
    },
    [client, openFromButton, returnTo, closeDialog],
  );
  const invite = useCallback(
    (button: HTMLElement) =>
      openFromButton(button, <InviteUsersDialog client={client} returnTo={returnTo} onClose={closeDialog} />),
    [client, openFromButton, returnTo, closeDialog],
  );

  const importPeople = useCallback(
    (button: HTMLElement) =>
      openFromButton(button, <ImportPeopleDialog client={client} returnTo={returnTo} onClose={closeDialog} />),
    [client, openFromButton, returnTo, closeDialog],
  );
  const exportList = useCallback(
    (button: HTMLElement) =>
      openFromButton(button, <ExportUsersDialog query={question} returnTo={returnTo} onClose={closeDialog} />),
    [question, openFromButton, returnTo, closeDialog],
  );

  const asked = useAppStore((state) => state.asked);
  const forgetAsked = useAppStore((state) => state.forgetAsked);
  useEffect(() => {
    if (asked !== 'invite' && asked !== 'invite admin') return;
    forgetAsked();
    if (!mayInvite) return;
    const role = asked === 'invite admin' ? { role: 'partner_admin' as const } : {};
    openFromButton(
      document.activeElement,
      <InviteUsersDialog client={client} {...role} returnTo={returnTo} onClose={closeDialog} />,
    );
  }, [asked, forgetAsked, mayInvite, client, openFromButton, returnTo, closeDialog]);

  const openMenu = useCallback(
    (row: UserRow, anchor: MenuAnchor) => {
      if (!hasActions(row)) return;
      const focused = document.activeElement;
      const control = focused instanceof HTMLElement ? focused.dataset['rowControl'] : undefined;
      comesFrom({ rowKey: row.id, control });
      setMenu({
        userId: row.id,
        label: `Actions for ${rowName(row)}`,
        entries: offeredActions(row, place).map(({ action, whyNot }) => ({
          id: action.id,
          label: action.label,
          icon: action.icon,
          tone: action.tone,
          blockedBy: whyNot,
          opensSomething: true,
          start: () => startAction(action, row),
        })),
        anchor,
        returnTo: table.current?.elementOf(row.id, control) ?? null,
      });
    },
    [hasActions, place, comesFrom, startAction, rowName],
  );
  const closeMenu = useCallback(() => setMenu(undefined), []);

  const now = useNow();
  const openMenuOf = menu?.userId;
  const columns = useMemo(
    () =>
      userColumns({ now, byLastName, hasActions, openMenuOf, onMenu: openMenu, onOpen: openDetails }).filter(
        ({ key }) => !hidden.includes(key),
      ),
    [now, byLastName, hasActions, openMenuOf, openMenu, openDetails, hidden],
  );

  const sortKey = sort.column === 'name' && byLastName ? 'lastName' : sort.column;
  const setUsers = (change: Partial<{ widths: Widths; sort: typeof sort }>) =>
    setPreferences((all) => ({ ...all, users: { ...all.users, ...change } }));
  const setSearch = (text: string) => setPlace(list, { search: text, topRow: 0 });
  const clearSearch = useCallback(() => setPlace(list, { search: '', topRow: 0 }), [setPlace, list]);
  const isFiltered = countFilters(filters) > 0 || onlyClient !== undefined;
  return (
    <div className={styles['tab']}>
      <div className={overview['strip']}>
        <UsersOverview clientInView={client?.id ?? null} onPress={clearSearch} />
        <StandbyReminder />
        <ReviewReminder />
        <BackupReminder />
      </div>
      <UsersToolbar
        list={list}
        clientInView={client?.id ?? null}
        total={pages.total}
        onAdd={mayAdd ? add : undefined}
        onInvite={mayInvite ? invite : undefined}
        onImport={may?.importUsers === true && !isTerminated && !isTemporary ? importPeople : undefined}
        onExport={may?.exportUsers === true && !isTemporary ? exportList : undefined}
        onDown={goToRows}
      />
      {isTerminated && (
        <div className={styles['terminated']}>
          <Banner tone="attention">
            This client is terminated. Its people keep their accounts: deactivate those who should no longer sign in.
          </Banner>
        </div>
      )}
      <div className={styles['list']}>
        <DataTable<UserRow, UserColumnKey>
          ref={table}
          label="Users"
          columns={columns}
          pages={pages}
          rowKey={rowKey}
          rowName={rowName}
          sort={{ ...sort, column: sortKey }}
          onSort={(key) => {
            if (key === 'action') return;
            const isDescending = sortKey === key && !sort.isDescending;
            const isName = key === 'name' || key === 'lastName';
            setUsers({
              sort: {
                column: isName ? 'name' : key,
                isDescending,
                byLastName: isName ? key === 'lastName' : byLastName,
              },
            });
          }}
          widths={widths}
          onWidths={(next) => setUsers({ widths: next })}
          isCompact={isCompact}
          selection={selection}
          currentKey={detailsOf}
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
        {detailsOf !== undefined && (
          <Suspense fallback={<div className={styles['detailsComing']} />}>
            <UserDetails
              key={detailsOf}
              userId={detailsOf}
              onClose={() => {
                setDetailsOf(undefined);
                table.current?.elementOf(detailsOf, undefined)?.focus();
              }}
              onAction={(action, { user, actions }) => {
                // The focus returns to the button in the details.
                if (document.activeElement instanceof HTMLElement)
                  comesFrom({ element: document.activeElement, rowKey: detailsOf });
                openAction(action, { ...user, actions });
              }}
            />
          </Suspense>
        )}
      </div>
      {selection.rows.size > 0 && (
        <SelectionBar
          selection={selection}
          onResend={(userIds) =>
            openFromButton(
              document.activeElement,
              <ResendInvitationsDialog userIds={userIds} returnTo={returnTo} onClose={closeDialog} />,
            )
          }
          onReset={
            may?.resetTwoFactor === true && !isTemporary
              ? (userIds) =>
                  openFromButton(
                    document.activeElement,
                    <BulkResetDialog
                      selection={
                        userIds === undefined
                          ? // A selection holds at most 1,000 users. Here the search and the filters choose them.
                            { kind: 'found', search, clientId: question.clientId, filters }
                          : { kind: 'users', userIds: [...userIds] }
                      }
                      returnTo={returnTo}
                      onClose={closeDialog}
                    />,
                  )
              : undefined
          }
          onClear={() => {
            selection.clear();
            table.current?.elementOf(undefined, undefined)?.focus();
          }}
        />
      )}
      <TableMenu open={menu} onClose={closeMenu} />
      <Suspense fallback={null}>{dialog}</Suspense>
    </div>
  );
}
