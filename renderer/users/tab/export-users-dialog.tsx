// Export of the users as the list is filtered.
import type { RefObject } from 'react';
import type { InputOf } from '../../../preload/contract/index.ts';
import { USER_COLUMNS, type UserColumn } from '../../../preload/tables/columns.ts';
import { request } from '../../bridge.ts';
import { ExportDialog } from '../../shared/export/export-dialog.tsx';

/** Those that an import reads. */
const AT_FIRST: readonly UserColumn[] = ['firstName', 'lastName', 'email', 'phone', 'role', 'clients'];

interface ExportUsersDialogProps {
  readonly query: Pick<InputOf<'users.export'>, 'search' | 'clientId' | 'filters' | 'sort'>;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function ExportUsersDialog({ query, ...dialog }: ExportUsersDialogProps) {
  return (
    <ExportDialog
      {...dialog}
      title="Export users"
      lead="The file has everybody in the list as you have filtered it."
      columns={USER_COLUMNS}
      atFirst={AT_FIRST}
      send={(choice) => request('users.export', { ...query, ...choice })}
    />
  );
}
