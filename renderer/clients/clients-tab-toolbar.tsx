// The line above the clients: search, filters with their chips, the count, how the table looks, import, export and Add Client.
import { FileDown, FileUp, Plus } from 'lucide-react';
import { useCallback } from 'react';
import type { ClientFilters } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { ListToolbarEnd } from '../shared/list-toolbar-end.tsx';
import { useChoiceCounts } from '../shared/reading/use-choice-counts.ts';
import { NO_CLIENT_FILTERS, NOWHERE, useAppStore } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { SearchBox } from '../ui/fields/search-box.tsx';
import { type FilterChip, FilterChips } from '../ui/filters/filter-chips.tsx';
import { FilterMenu } from '../ui/filters/filter-menu.tsx';
import toolbar from '../ui/filters/toolbar.module.css';
import { CLIENT_STATUS_WORDS } from '../words/client-words.ts';
import { keysOf } from '../words/keys-of.ts';
import { CLIENT_TYPE_WORDS, plural } from '../words/user-words.ts';
import { CLIENT_COLUMN_WORDS } from './clients-tab-columns.tsx';

const CHOICES = { statuses: keysOf(CLIENT_STATUS_WORDS), types: keysOf(CLIENT_TYPE_WORDS) };

/** The name under which the search and the place in the list are kept. */
export const LIST = 'clients';

interface ClientsToolbarProps {
  /** Undefined until it is known. */
  readonly total: number | undefined;
  /** Undefined if the role may not add clients. */
  readonly onAdd: ((button: HTMLElement) => void) | undefined;
  readonly onImport: ((button: HTMLElement) => void) | undefined;
  readonly onExport: ((button: HTMLElement) => void) | undefined;
  /** Moves the focus from the search to the first row. */
  readonly onDown: () => void;
}

export function ClientsToolbar({ total, onAdd, onImport, onExport, onDown }: ClientsToolbarProps) {
  const { filters } = useAppStore((state) => state.preferences.clients);
  const search = useAppStore((state) => (state.places[LIST] ?? NOWHERE).search);
  const setPlace = useAppStore((state) => state.setPlace);
  const countsOf = useChoiceCounts(
    CHOICES,
    useCallback((kind) => countEach(search, filters, kind), [search, filters]),
  );
  return (
    <div className={toolbar['toolbar']} data-crowded={onImport !== undefined || undefined}>
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
          {...countsOf('statuses')}
          onChosen={(statuses) => setFilters({ statuses: [...statuses] })}
        />
        <FilterMenu
          label="Type"
          words={CLIENT_TYPE_WORDS}
          chosen={filters.types}
          {...countsOf('types')}
          onChosen={(types) => setFilters({ types: [...types] })}
        />
      </div>
      <FilterChips chips={chipsOf(filters)} onClear={clearClientFilters} />
      <ListToolbarEnd
        list="clients"
        count={total === undefined ? '' : plural(total, 'client', 'clients')}
        columns={CLIENT_COLUMN_WORDS}
      >
        {onImport !== undefined && (
          <Button aria-label="Import clients" title="Import clients" onClick={(event) => onImport(event.currentTarget)}>
            <FileUp size={16} aria-hidden />
            <span className={toolbar['wideOnly']}>Import clients</span>
          </Button>
        )}
        {onExport !== undefined && (
          <Button aria-label="Export" title="Export" onClick={(event) => onExport(event.currentTarget)}>
            <FileDown size={16} aria-hidden />
            <span className={toolbar['wideOnly']}>Export</span>
          </Button>
        )}
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

/** The totals of the lists that the choices lead to, beside the other filter. */
const countEach = (search: string, filters: ClientFilters, kind: keyof ClientFilters): Promise<readonly number[]> =>
  Promise.all(
    CHOICES[kind].map(async (choice) => {
      const only = { ...filters, [kind]: [choice] };
      const sort = { column: 'name', isDescending: false } as const;
      return (await request('clients.list', { search, ...only, sort, offset: 0, limit: 0 })).total;
    }),
  );

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
