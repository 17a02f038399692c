// The Clients tab of the Global view: the clients that the role may open, found by search, filters and sort.
import { Building2, FolderOpen, Pencil, Plus, RotateCcw, Trash2 } from 'lucide-react';
import { type RefObject, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ClientFilters, ClientRow } from '../../preload/contract/index.ts';
import { request, subscribe, toFailure } from '../bridge.ts';
import { lazyNamed } from '../shared/lazy-named.ts';
import { ListProblem } from '../shared/list-problem.tsx';
import { useToast } from '../shared/toast.tsx';
import { NO_CLIENT_FILTERS, NOWHERE, useAppStore } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { type FilterChip, FilterChips } from '../ui/filter-chips.tsx';
import { FilterMenu } from '../ui/filter-menu.tsx';
import { SearchBox } from '../ui/search-box.tsx';
import { DataTable, type MenuAnchor, type TableHandle } from '../ui/table/data-table.tsx';
import type { Widths } from '../ui/table/table-columns.ts';
import { TableEmpty } from '../ui/table/table-empty.tsx';
import { type MenuEntry, type OpenMenu, TableMenu } from '../ui/table/table-menu.tsx';
import { TableOptions } from '../ui/table/table-options.tsx';
import { usePages } from '../ui/table/use-pages.ts';
import toolbar from '../ui/toolbar.module.css';
import { CLIENT_STATUS_WORDS } from '../words/client-words.ts';
import { failureSentence } from '../words/failure-words.ts';
import { exactTime } from '../words/time-words.ts';
import { CLIENT_TYPE_WORDS, plural } from '../words/user-words.ts';
import { type ClientColumnKey, clientColumns } from './clients-tab-columns.tsx';

const ClientFormDialog = lazyNamed(() => import('./client-form-dialog.tsx'), 'ClientFormDialog');
const TerminateClientDialog = lazyNamed(() => import('./terminate-client-dialog.tsx'), 'TerminateClientDialog');

const LIST = 'clients';

type OpenDialog = { readonly kind: 'add' } | { readonly kind: 'edit' | 'terminate'; readonly client: ClientRow };

const rowKey = (client: ClientRow): number => client.id;
const rowName = (client: ClientRow): string => client.name;

export function ClientsTab() {
  const may = useAppStore((state) => (state.app?.screen.name === 'signed_in' ? state.app.screen.may : undefined));
  const enterClient = useAppStore((state) => state.enterClient);
  const { widths, sort, filters } = useAppStore((state) => state.preferences.clients);
  const isCompact = useAppStore((state) => state.preferences.isCompact);
  const setPreferences = useAppStore((state) => state.setPreferences);
  const { search, topRow } = useAppStore((state) => state.places[LIST] ?? NOWHERE);
  const setPlace = useAppStore((state) => state.setPlace);
  const { show } = useToast();
  const pages = usePages(
    useCallback(
      (offset, limit) => request('clients.list', { search, ...filters, sort, offset, limit }),
      [search, filters, sort],
    ),
    Math.floor(topRow),
  );
  const { reload } = pages;
  useEffect(() => subscribe('directory.changed', reload), [reload]);

  const table = useRef<TableHandle>(null);
  const [menu, setMenu] = useState<OpenMenu & { readonly clientId: number }>();
  const [dialog, setDialog] = useState<OpenDialog>();
  const cameFrom = useRef<CameFrom>({});
  // Looked up when it is needed: the row may have been drawn anew, or be gone.
  const returnTo = useMemo<RefObject<HTMLElement | null>>(
    () => ({
      get current() {
        const { element, clientId, control } = cameFrom.current;
        return element?.isConnected ? element : (table.current?.elementOf(clientId, control) ?? null);
      },
    }),
    [],
  );

  const restore = useCallback(
    async (client: ClientRow) => {
      try {
        await request('clients.restore', { clientId: client.id, version: client.version });
        show({ text: `${client.name} was restored.` });
      } catch (error) {
        show({ text: `${client.name} was not restored. ${failureSentence(toFailure(error))}` });
      }
      reload();
    },
    [show, reload],
  );

  const openMenu = useCallback(
    (client: ClientRow, anchor: MenuAnchor) => {
      const focused = document.activeElement;
      const control = focused instanceof HTMLElement ? focused.dataset['rowControl'] : undefined;
      cameFrom.current = { clientId: client.id, control };
      const entries: MenuEntry[] = [
        {
          id: 'open',
          label: 'Open',
          icon: FolderOpen,
          tone: 'plain',
          opensSomething: true,
          start: () => enterClient(client),
        },
      ];
      if (may?.editClient === true) {
        entries.push({
          id: 'edit',
          label: 'Edit',
          icon: Pencil,
          tone: 'plain',
          blockedBy: client.status === 'terminated' ? 'Restore the client first.' : undefined,
          opensSomething: true,
          start: () => setDialog({ kind: 'edit', client }),
        });
      }
      if (may?.terminateClient === true && client.status === 'active') {
        entries.push({
          id: 'terminate',
          label: 'Terminate',
          icon: Trash2,
          tone: 'danger',
          opensSomething: true,
          start: () => setDialog({ kind: 'terminate', client }),
        });
      }
      if (may?.terminateClient === true && client.status === 'terminated') {
        entries.push({
          id: 'restore',
          label: 'Restore',
          icon: RotateCcw,
          tone: 'plain',
          blockedBy: whyNoRestore(client),
          opensSomething: false,
          start: () => void restore(client),
        });
      }
      const returnsTo = table.current?.elementOf(client.id, control) ?? null;
      setMenu({ clientId: client.id, label: `Actions for ${client.name}`, entries, anchor, returnTo: returnsTo });
    },
    [may, enterClient, restore],
  );

  const openMenuOf = menu?.clientId;
  const columns = useMemo(
    () => clientColumns({ openMenuOf, onMenu: openMenu, onOpen: enterClient }),
    [openMenuOf, openMenu, enterClient],
  );

  const setClients = (change: Partial<{ widths: Widths; sort: typeof sort; filters: ClientFilters }>) =>
    setPreferences((all) => ({ ...all, clients: { ...all.clients, ...change } }));
  const setFilters = (change: Partial<ClientFilters>) => setClients({ filters: { ...filters, ...change } });
  const setSearch = (text: string) => setPlace(LIST, { search: text, topRow: 0 });
  const isFiltered = filters.statuses.length + filters.types.length > 0;
  const clearFilters = () => setClients({ filters: NO_CLIENT_FILTERS });

  const chips: readonly FilterChip[] = [
    ...filters.statuses.map((status) => ({
      key: status,
      name: 'Status',
      value: CLIENT_STATUS_WORDS[status],
      onRemove: () => setFilters({ statuses: filters.statuses.filter((other) => other !== status) }),
    })),
    ...filters.types.map((type) => ({
      key: type,
      name: 'Type',
      value: CLIENT_TYPE_WORDS[type],
      onRemove: () => setFilters({ types: filters.types.filter((other) => other !== type) }),
    })),
  ];

  return (
    <>
      <div className={toolbar['toolbar']}>
        <SearchBox label="Search clients" value={search} onText={setSearch} />
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
        <FilterChips chips={chips} onClear={clearFilters} />
        <div className={toolbar['end']}>
          <span className={toolbar['count']} role="status">
            {pages.total === undefined ? '' : plural(pages.total, 'client', 'clients')}
          </span>
          <TableOptions
            isCompact={isCompact}
            onCompact={(compact) => setPreferences((all) => ({ ...all, isCompact: compact }))}
            onResetWidths={Object.keys(widths).length === 0 ? undefined : () => setClients({ widths: {} })}
          />
          {may?.addClient === true && (
            <Button
              tone="primary"
              onClick={(event) => {
                cameFrom.current = { element: event.currentTarget };
                setDialog({ kind: 'add' });
              }}
            >
              <Plus size={16} aria-hidden />
              Add Client
            </Button>
          )}
        </div>
      </div>
      <DataTable<ClientRow, ClientColumnKey>
        ref={table}
        label="Clients"
        columns={columns}
        pages={pages}
        rowKey={rowKey}
        rowName={rowName}
        sort={sort}
        onSort={(column) => {
          if (column !== 'action')
            setClients({ sort: { column, isDescending: sort.column === column && !sort.isDescending } });
        }}
        widths={widths}
        onWidths={(next) => setClients({ widths: next })}
        isCompact={isCompact}
        onOpen={enterClient}
        onMenu={openMenu}
        topRow={topRow}
        onTopRow={(row) => setPlace(LIST, { topRow: row })}
        problem={<ListProblem error={pages.error} reload={reload} />}
        empty={
          <TableEmpty
            icon={Building2}
            sentence={emptySentence(search, isFiltered)}
            hasSearch={search !== ''}
            isFiltered={isFiltered}
            onClear={() => {
              if (isFiltered) clearFilters();
              setSearch('');
            }}
          />
        }
      />
      <TableMenu open={menu} onClose={() => setMenu(undefined)} />
      <Suspense fallback={null}>
        {dialog?.kind === 'add' && (
          <ClientFormDialog client={null} returnTo={returnTo} onClose={() => setDialog(undefined)} />
        )}
        {dialog?.kind === 'edit' && (
          <ClientFormDialog client={dialog.client} returnTo={returnTo} onClose={() => setDialog(undefined)} />
        )}
        {dialog?.kind === 'terminate' && (
          <TerminateClientDialog client={dialog.client} returnTo={returnTo} onClose={() => setDialog(undefined)} />
        )}
      </Suspense>
    </>
  );
}

/** Where the focus goes back to: an element as long as it is there, else a row. */
interface CameFrom {
  readonly element?: HTMLElement;
  readonly clientId?: number;
  readonly control?: string | undefined;
}

function whyNoRestore({ restorableUntil }: ClientRow): string | undefined {
  if (restorableUntil === null) return 'It can no longer be restored.';
  return restorableUntil < Date.now() ? `It could be restored until ${exactTime(restorableUntil)}.` : undefined;
}

function emptySentence(search: string, isFiltered: boolean): string {
  if (search !== '') return `No client ${isFiltered ? 'that matches the filters ' : ''}has “${search}” in its name.`;
  return isFiltered ? 'No client matches the filters.' : 'There are no clients yet.';
}
