// Export of the clients as the list is filtered.
import type { RefObject } from 'react';
import type { InputOf } from '../../preload/contract/index.ts';
import { CLIENT_COLUMNS, type ClientColumn } from '../../preload/tables/columns.ts';
import { request } from '../bridge.ts';
import { ExportDialog } from '../shared/export/export-dialog.tsx';

const AT_FIRST: readonly ClientColumn[] = ['name', 'type', 'accountingSoftware', 'status', 'pointOfContact', 'users'];

interface ExportClientsDialogProps {
  readonly query: Pick<InputOf<'clients.export'>, 'search' | 'statuses' | 'types' | 'sort'>;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function ExportClientsDialog({ query, ...dialog }: ExportClientsDialogProps) {
  return (
    <ExportDialog
      {...dialog}
      title="Export clients"
      lead="The file has every client in the list as you have filtered it."
      columns={CLIENT_COLUMNS}
      atFirst={AT_FIRST}
      send={(choice) => request('clients.export', { ...query, ...choice })}
    />
  );
}
