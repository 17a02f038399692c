// Export of the clients as the list is filtered.
import { type RefObject, useCallback } from 'react';
import type { InputOf } from '../../preload/contract/index.ts';
import { CLIENT_COLUMNS, type ClientColumn } from '../../preload/tables/columns.ts';
import { request } from '../bridge.ts';
import { ExportDialog } from '../shared/export/export-dialog.tsx';
import { useRequest } from '../shared/reading/use-request.ts';

const AT_FIRST: readonly ClientColumn[] = ['name', 'type', 'accountingSoftware', 'status', 'pointOfContact', 'users'];

interface ExportClientsDialogProps {
  readonly query: Pick<InputOf<'clients.export'>, 'search' | 'statuses' | 'types' | 'sort'>;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function ExportClientsDialog({ query, ...dialog }: ExportClientsDialogProps) {
  const count = useCallback(async () => {
    const list = async (narrowed: Omit<typeof query, 'sort'>): Promise<number> =>
      (await request('clients.list', { ...query, ...narrowed, offset: 0, limit: 1 })).total;
    const [shown, all] = await Promise.all([list(query), list({ search: '', statuses: [], types: [] })]);
    return { shown, all };
  }, [query]);
  const counts = useRequest(count, 'directory.changed').latest;
  return (
    <ExportDialog
      {...dialog}
      title="Export clients"
      exported={{
        one: 'client',
        many: 'clients',
        narrowedBy: 'the search and the filters',
        isNarrowed: query.search.trim() !== '' || query.statuses.length + query.types.length > 0,
        counts,
      }}
      columns={CLIENT_COLUMNS}
      atFirst={AT_FIRST}
      send={(choice) => request('clients.export', { ...query, ...choice })}
    />
  );
}
