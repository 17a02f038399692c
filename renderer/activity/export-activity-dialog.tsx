// Export of the activity record as it is filtered: all of it, not the page that is shown.
import type { RefObject } from 'react';
import { ACTIVITY_COLUMNS, type ActivityColumn } from '../../preload/tables/columns.ts';
import { request } from '../bridge.ts';
import { ExportDialog } from '../shared/export/export-dialog.tsx';
import { keysOf } from '../words/keys-of.ts';
import { type ActivityQuery, ANY_ACTIVITY, isFiltered, toInput } from './activity-query.ts';
import { useActivityTotal } from './use-activity-total.ts';

const AT_FIRST: readonly ActivityColumn[] = keysOf(ACTIVITY_COLUMNS);

interface ExportActivityDialogProps {
  readonly query: ActivityQuery;
  readonly returnTo: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

export function ExportActivityDialog({ query, ...dialog }: ExportActivityDialogProps) {
  const { total: shown } = useActivityTotal(query);
  const { total: all } = useActivityTotal(ANY_ACTIVITY);
  return (
    <ExportDialog
      {...dialog}
      title="Export activity"
      exported={{
        one: 'record',
        many: 'records',
        narrowedBy: 'the search, the filters and the days',
        isNarrowed: isFiltered(query),
        counts: shown === undefined || all === undefined ? undefined : { shown, all },
      }}
      columns={ACTIVITY_COLUMNS}
      atFirst={AT_FIRST}
      send={(choice) => request('activity.export', { ...toInput(query), ...choice })}
    />
  );
}
