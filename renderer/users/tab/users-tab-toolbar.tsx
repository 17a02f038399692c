// The toolbar of the Users tab: search, filters with their chips, the count, the options of the table, Add User and
// Invite User. Its parts are memoized, because the tab renders with every page of rows and every letter that is typed.
import { FileDown, FileUp, UserPlus, UserRoundPlus } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import type { UserFilters } from '../../../preload/contract/index.ts';
import { TWO_FACTOR_WORDS } from '../../../preload/tables/words.ts';
import { ListToolbarEnd } from '../../shared/list-toolbar-end.tsx';
import { NOWHERE, useAppStore } from '../../state.ts';
import { Button } from '../../ui/button.tsx';
import { SearchBox } from '../../ui/fields/search-box.tsx';
import { type FilterChip, FilterChips } from '../../ui/filters/filter-chips.tsx';
import { FilterMenu } from '../../ui/filters/filter-menu.tsx';
import styles from '../../ui/filters/toolbar.module.css';
import { ATTENTION_WORDS, plural, ROLE_WORDS, STATUS_WORDS } from '../../words/user-words.ts';
import { ClientFilter } from './users-tab-client-filter.tsx';
import { clearUserFilters, setFilters, useUserCounts } from './users-tab-filters.ts';
import { USER_COLUMN_WORDS } from './users-tab-words.ts';

/** Only those who unfreeze accounts learn that one is frozen. */
const { frozen: _, ...STATUS_WORDS_WITHOUT_FROZEN } = STATUS_WORDS;

interface UsersToolbarProps {
  /** The name under which the search is remembered. */
  readonly list: string;
  /** The client in view; null in the Global view. */
  readonly clientInView: number | null;
  /** Undefined until the first answer. */
  readonly total: number | undefined;
  /** Undefined if the role may not add users, or if no client is in view. */
  readonly onAdd: ((button: HTMLElement) => void) | undefined;
  readonly onInvite: ((button: HTMLElement) => void) | undefined;
  readonly onImport: ((button: HTMLElement) => void) | undefined;
  readonly onExport: ((button: HTMLElement) => void) | undefined;
  /** Moves the focus from the search to the first row. */
  readonly onDown: () => void;
}

export const UsersToolbar = memo(function UsersToolbar({
  list,
  clientInView,
  total,
  onAdd,
  onInvite,
  onImport,
  onExport,
  onDown,
}: UsersToolbarProps) {
  return (
    <div className={styles['toolbar']} data-under-tabs data-crowded={onAdd !== undefined || undefined}>
      <UserSearch list={list} onDown={onDown} />
      <UserFilterMenus list={list} clientInView={clientInView} />
      <ListToolbarEnd
        list="users"
        count={total === undefined ? '' : plural(total, 'user', 'users')}
        columns={USER_COLUMN_WORDS}
      >
        {onImport !== undefined && (
          <Button aria-label="Import people" title="Import people" onClick={(event) => onImport(event.currentTarget)}>
            <FileUp size={16} aria-hidden />
            <span className={styles['wideOnly']}>Import people</span>
          </Button>
        )}
        {onExport !== undefined && (
          <Button aria-label="Export" title="Export" onClick={(event) => onExport(event.currentTarget)}>
            <FileDown size={16} aria-hidden />
            <span className={styles['wideOnly']}>Export</span>
          </Button>
        )}
        {onAdd !== undefined && (
          <Button onClick={(event) => onAdd(event.currentTarget)}>
            <UserRoundPlus size={16} aria-hidden />
            Add User
          </Button>
        )}
        {onInvite !== undefined && (
          <Button tone="primary" onClick={(event) => onInvite(event.currentTarget)}>
            <UserPlus size={16} aria-hidden />
            Invite User
          </Button>
        )}
      </ListToolbarEnd>
    </div>
  );
});

/** Of the toolbar, only this renders with what is typed. */
const UserSearch = memo(function UserSearch({ list, onDown }: Pick<UsersToolbarProps, 'list' | 'onDown'>) {
  const search = useAppStore((state) => (state.places[list] ?? NOWHERE).search);
  const setPlace = useAppStore((state) => state.setPlace);
  const box = useRef<HTMLInputElement>(null);
  const isSearchAsked = useAppStore((state) => state.asked === 'search users');
  const forgetAsked = useAppStore((state) => state.forgetAsked);
  useEffect(() => {
    if (!isSearchAsked) return;
    forgetAsked();
    box.current?.focus();
    box.current?.select();
  }, [isSearchAsked, forgetAsked]);
  return (
    <SearchBox
      inputRef={box}
      onDown={onDown}
      label="Search name or email"
      value={search}
      onText={(text) => setPlace(list, { search: text, topRow: 0 })}
    />
  );
});

const UserFilterMenus = memo(function UserFilterMenus({
  list,
  clientInView,
}: Pick<UsersToolbarProps, 'list' | 'clientInView'>) {
  const { filters } = useAppStore((state) => state.preferences.users);
  const userClient = useAppStore((state) => state.userClient);
  const setUserClient = useAppStore((state) => state.setUserClient);
  const seesFrozen = useAppStore((state) => state.signedIn?.may.resetTwoFactor === true);
  const isGlobal = clientInView === null;
  const countsOf = useUserCounts(list, clientInView ?? userClient?.id ?? null, filters);
  return (
    <>
      <div className={styles['filters']}>
        <FilterMenu
          label="Role"
          words={ROLE_WORDS}
          chosen={filters.roles}
          {...countsOf('roles')}
          onChosen={(roles) => setFilters({ roles: [...roles] })}
        />
        <FilterMenu
          label="Status"
          words={seesFrozen ? STATUS_WORDS : STATUS_WORDS_WITHOUT_FROZEN}
          {...countsOf('statuses')}
          chosen={filters.statuses}
          onChosen={(statuses) => setFilters({ statuses: [...statuses] })}
        />
        <FilterMenu
          label="2FA"
          words={TWO_FACTOR_WORDS}
          chosen={filters.twoFactor}
          {...countsOf('twoFactor')}
          onChosen={(twoFactor) => setFilters({ twoFactor: [...twoFactor] })}
        />
        {isGlobal && <ClientFilter client={userClient} onClient={setUserClient} />}
        <FilterMenu
          label="Attention"
          words={ATTENTION_WORDS}
          chosen={filters.attention}
          {...countsOf('attention')}
          onChosen={(attention) => setFilters({ attention: [...attention] })}
        />
      </div>
      <FilterChips chips={chipsOf(filters, isGlobal ? userClient?.name : undefined)} onClear={clearUserFilters} />
    </>
  );
});

function chipsOf(filters: UserFilters, clientName: string | undefined): readonly FilterChip[] {
  const { roles, statuses, twoFactor, attention } = filters;
  const chips: FilterChip[] = [];
  for (const role of roles) {
    chips.push({
      key: role,
      name: 'Role',
      value: ROLE_WORDS[role],
      onRemove: () => setFilters({ roles: roles.filter((other) => other !== role) }),
    });
  }
  for (const status of statuses) {
    const onRemove = () => setFilters({ statuses: statuses.filter((other) => other !== status) });
    chips.push({ key: status, name: 'Status', value: STATUS_WORDS[status], onRemove });
  }
  for (const state of twoFactor) {
    const onRemove = () => setFilters({ twoFactor: twoFactor.filter((other) => other !== state) });
    chips.push({ key: state, name: '2FA', value: TWO_FACTOR_WORDS[state], onRemove });
  }
  if (clientName !== undefined) {
    chips.push({
      key: 'client',
      name: 'Client',
      value: clientName,
      onRemove: () => useAppStore.getState().setUserClient(undefined),
    });
  }
  for (const each of attention) {
    const onRemove = () => setFilters({ attention: attention.filter((other) => other !== each) });
    chips.push({ key: each, name: ATTENTION_WORDS[each], onRemove });
  }
  return chips;
}
