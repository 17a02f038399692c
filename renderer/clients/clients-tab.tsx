// The Clients tab of the Global view: the clients that the role may open, found by search, filters and sort.
import { Building2 } from 'lucide-react';
import { type ReactElement, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ClientRow } from '../../preload/contract/index.ts';
import { request, subscribe, toFailure } from '../bridge.ts';
import { lazyNamed } from '../shared/lazy-named.ts';
import { ListProblem } from '../shared/reading/list-problem.tsx';
import { useToast } from '../shared/toast.tsx';
import { useTemporarySession } from '../shared/use-temporary-session.ts';
import { NOWHERE, useAppStore } from '../state.ts';
import { DataTable, type MenuAnchor, type TableHandle } from '../ui/table/data-table.tsx';
import type { Widths } from '../ui/table/table-columns.ts';
import { TableEmpty } from '../ui/table/table-empty.tsx';
import { type OpenMenu, TableMenu } from '../ui/table/table-menu.tsx';
import { usePages } from '../ui/table/use-pages.ts';
import { useReturnFocus } from '../ui/table/use-return-focus.ts';
import { failureSentence } from '../words/failure-words.ts';
import { isolate } from '../words/isolate.ts';
import { clientRowMenu } from './client-row-menu.ts';
import { type ClientColumnKey, clientColumns } from './clients-tab-columns.tsx';
import { ClientsToolbar, clearClientFilters, LIST } from './clients-tab-toolbar.tsx';

const AddClientDialog = lazyNamed(() => import('./add-client-dialog.tsx'), 'AddClientDialog');
const EditClientDialog = lazyNamed(() => import('./edit-client-dialog.tsx'), 'EditClientDialog');
const ExportClientsDialog = lazyNamed(() => import('./export-clients-dialog.tsx'), 'ExportClientsDialog');
const ImportClientsDialog = lazyNamed(() => import('./import-clients-dialog.tsx'), 'ImportClientsDialog');
const TerminateClientDialog = lazyNamed(() => import('./terminate-client-dialog.tsx'), 'TerminateClientDialog');

const rowKey = (client: ClientRow): number => client.id;
const rowName = (client: ClientRow): string => client.name;

export function ClientsTab() {
  const may = useAppStore((state) => (state.app?.screen.name === 'signed_in' ? state.app.screen.may : undefined));
  const enterClient = useAppStore((state) => state.enterClient);
  const { widths, hidden, sort, filters } = useAppStore((state) => state.preferences.clients);
  const isCompact = useAppStore((state) => state.preferences.isCompact);
  const setPreferences = useAppStore((state) => state.setPreferences);
  const { search, topRow } = useAppStore((state) => state.places[LIST] ?? NOWHERE);
  const setPlace = useAppStore((state) => state.setPlace);
  const { show } = useToast();
  const isTemporary = useTemporarySession();
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
  /** One dialog at a time. */
  const [dialog, setDialog] = useState<ReactElement>();
  const { returnTo, comesFrom } = useReturnFocus(table);
  const closeDialog = useCallback(() => setDialog(undefined), []);

  const restore = useCallback(
    async (client: ClientRow) => {
      try {
        await request('clients.restore', { clientId: client.id, version: client.version });
        show({ text: `${isolate(client.name)} was restored.` });
      } catch (error) {
        show({ text: `${isolate(client.name)} was not restored. ${failureSentence(toFailure(error))}` });
      }
      reload();
    },
    [show, reload],
  );

  const isAddAsked = useAppStore((state) => state.asked === 'add client');
  const forgetAsked = useAppStore((state) => state.forgetAsked);
  useEffect(() => {
    if (!isAddAsked) return;
    forgetAsked();
    if (document.activeElement instanceof HTMLElement) comesFrom({ element: document.activeElement });
    setDialog(<AddClientDialog returnTo={returnTo} onClose={closeDialog} />);
  }, [isAddAsked, forgetAsked, comesFrom, returnTo, closeDialog]);

  const openMenu = useCallback(
    (client: ClientRow, anchor: MenuAnchor) => {
      if (may === undefined) return;
      const focused = document.activeElement;
      const control = focused instanceof HTMLElement ? focused.dataset['rowControl'] : undefined;
      comesFrom({ rowKey: client.id, control });
      const dialogProps = { client, returnTo, onClose: closeDialog };
      setMenu({
        clientId: client.id,
        label: `Actions for ${client.name}`,
        entries: clientRowMenu(client, may, (action) => {
          if (action === 'open') enterClient(client);
          else if (action === 'edit') setDialog(<EditClientDialog {...dialogProps} />);
          else if (action === 'terminate') setDialog(<TerminateClientDialog {...dialogProps} />);
          else void restore(client);
        }),
        anchor,
        returnTo: table.current?.elementOf(client.id, control) ?? null,
      });
    },
    [may, comesFrom, returnTo, closeDialog, enterClient, restore],
  );

  const openMenuOf = menu?.clientId;
  const columns = useMemo(
    () =>
      clientColumns({ openMenuOf, onMenu: openMenu, onOpen: enterClient }).filter(({ key }) => !hidden.includes(key)),
    [openMenuOf, openMenu, enterClient, hidden],
  );

  const setClients = (change: Partial<{ widths: Widths; sort: typeof sort }>) =>
    setPreferences((all) => ({ ...all, clients: { ...all.clients, ...change } }));
  const isFiltered = filters.statuses.length + filters.types.length > 0;
  const add = (button: HTMLElement) => {
    comesFrom({ element: button });
    setDialog(<AddClientDialog returnTo={returnTo} onClose={closeDialog} />);
  };
  const importClients = (button: HTMLElement) => {
    comesFrom({ element: button });
    setDialog(<ImportClientsDialog returnTo={returnTo} onClose={closeDialog} />);
  };
  const exportList = (button: HTMLElement) => {
    comesFrom({ element: button });
    const query = { search, ...filters, sort };
    setDialog(<ExportClientsDialog query={query} returnTo={returnTo} onClose={closeDialog} />);
  };
  return (
    <>
      <ClientsToolbar
        total={pages.total}
        onAdd={may?.addClient === true ? add : undefined}
        onImport={may?.importUsers === true && !isTemporary ? importClients : undefined}
        onExport={may?.exportUsers === true && !isTemporary ? exportList : undefined}
        onDown={() => table.current?.focusFirst()}
      />
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
              if (isFiltered) clearClientFilters();
              setPlace(LIST, { search: '', topRow: 0 });
            }}
          />
        }
      />
      <TableMenu open={menu} onClose={() => setMenu(undefined)} />
      <Suspense fallback={null}>{dialog}</Suspense>
    </>
  );
}

function emptySentence(search: string, isFiltered: boolean): string {
  if (search !== '') return `No client ${isFiltered ? 'that matches the filters ' : ''}has “${search}” in its name.`;
  return isFiltered ? 'No client matches the filters.' : 'There are no clients yet.';
}
