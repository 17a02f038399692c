// Export of the users as the list is filtered.
import { type RefObject, useCallback } from 'react';
import type { InputOf } from '../../../preload/contract/index.ts';
import { USER_COLUMNS, type UserColumn } from '../../../preload/tables/columns.ts';
import { request } from '../../bridge.ts';
import { ExportDialog } from '../../shared/export/export-dialog.tsx';
import { useRequest } from '../../shared/reading/use-request.ts';
import { NO_USER_FILTERS } from '../../state.ts';
import { countFilters } from './users-tab-words.ts';

/** Those that an import reads. */
const AT_FIRST: readonly UserColumn[] = ['firstName', 'lastName', 'email', 'phone', 'role', 'clients'];

interface ExportUsersDialogProps {
  readonly query: Pick<InputOf<'users.export'>, 'search' | 'clientId' | 'filters' | 'sort'>;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function ExportUsersDialog({ query, ...dialog }: ExportUsersDialogProps) {
  const count = useCallback(async () => {
    const list = async (narrowed: Pick<typeof query, 'search' | 'filters'>): Promise<number> =>
      (await request('users.list', { ...query, ...narrowed, offset: 0, limit: 1 })).total;
    const [shown, all] = await Promise.all([list(query), list({ search: '', filters: NO_USER_FILTERS })]);
    return { shown, all };
  }, [query]);
  const counts = useRequest(count, 'directory.changed').latest;
  return (
    <ExportDialog
      {...dialog}
      title="Export users"
      exported={{
        one: query.clientId === null ? 'user' : 'user of this client',
        many: query.clientId === null ? 'users' : 'users of this client',
        narrowedBy: 'the search and the filters',
        isNarrowed: query.search.trim() !== '' || countFilters(query.filters) > 0,
        counts,
      }}
      columns={USER_COLUMNS}
      atFirst={AT_FIRST}
      send={(choice) => request('users.export', { ...query, ...choice })}
    />
  );
}
