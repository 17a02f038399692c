// The line above the clients: search, filters with their chips, the count, how the table looks, and Add Client.
import { Plus } from 'lucide-react';
import type { ClientFilters } from '../../preload/contract/index.ts';
import { ListToolbarEnd } from '../shared/list-toolbar-end.tsx';
import { NO_CLIENT_FILTERS, NOWHERE, useAppStore } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { SearchBox } from '../ui/fields/search-box.tsx';
import { type FilterChip, FilterChips } from '../ui/filters/filter-chips.tsx';
import { FilterMenu } from '../ui/filters/filter-menu.tsx';
import toolbar from '../ui/filters/toolbar.module.css';
import { CLIENT_STATUS_WORDS } from '../words/client-words.ts';
import { CLIENT_TYPE_WORDS, plural } from '../words/user-words.ts';
import { CLIENT_COLUMN_WORDS } from './clients-tab-columns.tsx';

/** The name under which the search and the place in the list are kept. */
export const LIST = 'clients';

interface ClientsToolbarProps {
  /** Undefined until it is known. */
  readonly total: number | undefined;
  /** Undefined if the role may not add clients. */
  readonly onAdd: ((button: HTMLElement) => void) | undefined;
  /** Moves the focus from the search to the first row. */
  readonly onDown: () => void;
}

export function ClientsToolbar({ total, onAdd, onDown }: ClientsToolbarProps) {
  const { filters } = useAppStore((state) => state.preferences.clients);
  const search = useAppStore((state) => (state.places[LIST] ?? NOWHERE).search);
  const setPlace = useAppStore((state) => state.setPlace);
  return (
    <div className={toolbar['toolbar']}>
      <SearchBox
        label="Search clients"
        value={search}
        onText={(text) => setPlace(LIST, { search: text, topRow: 0 })}
        onDown={onDown}
      />
      <div className={toolbar['filters']}>
        <FilterMenu
          label="Status"
          words={CLIENT_STATUS_WORDS}
          chosen={filters.statuses}
          onChosen={(statuses) => setFilters({ statuses: [...statuses] })}
        />
        <FilterMenu
          label="Type"
          words={CLIENT_TYPE_WORDS}
          chosen={filters.types}
          onChosen={(types) => setFilters({ types: [...types] })}
        />
      </div>
      <FilterChips chips={chipsOf(filters)} onClear={clearClientFilters} />
      <ListToolbarEnd
        list="clients"
        count={total === undefined ? '' : plural(total, 'client', 'clients')}
        columns={CLIENT_COLUMN_WORDS}
      >
        {onAdd !== undefined && (
          <Button tone="primary" onClick={(event) => onAdd(event.currentTarget)}>
            <Plus size={16} aria-hidden />
            Add Client
          </Button>
        )}
      </ListToolbarEnd>
    </div>
  );
}

export const clearClientFilters = (): void => setFilters(NO_CLIENT_FILTERS);

function setFilters(change: Partial<ClientFilters>): void {
  useAppStore.getState().setPreferences((all) => ({
    ...all,
    clients: { ...all.clients, filters: { ...all.clients.filters, ...change } },
  }));
}

const chipsOf = ({ statuses, types }: ClientFilters): readonly FilterChip[] => [
  ...statuses.map((status) => ({
    key: status,
    name: 'Status',
    value: CLIENT_STATUS_WORDS[status],
    onRemove: () => setFilters({ statuses: statuses.filter((other) => other !== status) }),
  })),
  ...types.map((type) => ({
    key: type,
    name: 'Type',
    value: CLIENT_TYPE_WORDS[type],
    onRemove: () => setFilters({ types: types.filter((other) => other !== type) }),
  })),
];
