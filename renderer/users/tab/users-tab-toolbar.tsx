// The toolbar of the Users tab: search, filters with their chips, the count, the options of the table, Add User and
// Invite User. It is memoized, because the tab renders with every page of rows.
import { UserPlus, UserRoundPlus } from 'lucide-react';
import { memo } from 'react';
import type { UserFilters } from '../../../preload/contract/index.ts';
import { ListToolbarEnd } from '../../shared/list-toolbar-end.tsx';
import { NO_USER_FILTERS, NOWHERE, useAppStore } from '../../state.ts';
import { Button } from '../../ui/button.tsx';
import { SearchBox } from '../../ui/fields/search-box.tsx';
import { type FilterChip, FilterChips } from '../../ui/filters/filter-chips.tsx';
import { FilterMenu } from '../../ui/filters/filter-menu.tsx';
import styles from '../../ui/filters/toolbar.module.css';
import { keysOf } from '../../words/keys-of.ts';
import { plural, ROLE_WORDS, STATUS_WORDS } from '../../words/user-words.ts';
import { ClientFilter } from './users-tab-client-filter.tsx';

const TWO_FACTOR_WORDS = { set_up: 'Set up', not_set_up: 'Not set up', setup_required: 'Setup required' } as const;

/** People who need something done. */
const ATTENTION_WORDS = {
  isOverdue: 'Needs a new reset',
  isReplacing: 'New phone required',
  hasNoNumber: 'No number on file',
} as const;
type Attention = keyof typeof ATTENTION_WORDS;
type AttentionFilters = Pick<UserFilters, Attention>;
const ATTENTION = keysOf(ATTENTION_WORDS);
const chosenOf = (filters: UserFilters): readonly Attention[] => ATTENTION.filter((each) => filters[each]);

interface UsersToolbarProps {
  /** The name under which the search is remembered. */
  readonly list: string;
  readonly isGlobal: boolean;
  /** Undefined until the first answer. */
  readonly total: number | undefined;
  /** Undefined if the role may not add users, or if no client is in view. */
  readonly onAdd: ((button: HTMLElement) => void) | undefined;
  readonly onInvite: ((button: HTMLElement) => void) | undefined;
}

export const UsersToolbar = memo(function UsersToolbar({ list, isGlobal, total, onAdd, onInvite }: UsersToolbarProps) {
  const { filters } = useAppStore((state) => state.preferences.users);
  const search = useAppStore((state) => (state.places[list] ?? NOWHERE).search);
  const setPlace = useAppStore((state) => state.setPlace);
  const userClient = useAppStore((state) => state.userClient);
  const setUserClient = useAppStore((state) => state.setUserClient);
  return (
    <div className={styles['toolbar']} data-under-tabs>
      <SearchBox
        label="Search name or email"
        value={search}
        onText={(text) => setPlace(list, { search: text, topRow: 0 })}
      />
      <div className={styles['filters']}>
        <FilterMenu
          label="Role"
          words={ROLE_WORDS}
          chosen={filters.roles}
          onChosen={(roles) => setFilters({ roles: [...roles] })}
        />
        <FilterMenu
          label="Status"
          words={STATUS_WORDS}
          chosen={filters.statuses}
          onChosen={(statuses) => setFilters({ statuses: [...statuses] })}
        />
        <FilterMenu
          label="2FA"
          words={TWO_FACTOR_WORDS}
          chosen={filters.twoFactor}
          onChosen={(twoFactor) => setFilters({ twoFactor: [...twoFactor] })}
        />
        {isGlobal && <ClientFilter client={userClient} onClient={setUserClient} />}
        <FilterMenu
          label="Attention"
          words={ATTENTION_WORDS}
          chosen={chosenOf(filters)}
          onChosen={(chosen) =>
            setFilters(Object.fromEntries(ATTENTION.map((each) => [each, chosen.includes(each)])) as AttentionFilters)
          }
        />
      </div>
      <FilterChips chips={chipsOf(filters, isGlobal ? userClient?.name : undefined)} onClear={clearUserFilters} />
      <ListToolbarEnd list="users" count={total === undefined ? '' : plural(total, 'user', 'users')}>
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

function setFilters(change: Partial<UserFilters>): void {
  useAppStore
    .getState()
    .setPreferences((all) => ({ ...all, users: { ...all.users, filters: { ...all.users.filters, ...change } } }));
}

export function clearUserFilters(): void {
  setFilters(NO_USER_FILTERS);
  useAppStore.getState().setUserClient(undefined);
}

function chipsOf(filters: UserFilters, clientName: string | undefined): readonly FilterChip[] {
  const { roles, statuses, twoFactor } = filters;
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
  for (const each of chosenOf(filters))
    chips.push({ key: each, name: ATTENTION_WORDS[each], onRemove: () => setFilters({ [each]: false }) });
  return chips;
}
