// The table of activity records, newest first.
import { useState } from 'react';
import type { OutputOf } from '../../preload/contract/index.ts';
import type { ActivityPages } from '../shared/reading/use-activity-pages.ts';
import { Button } from '../ui/button.tsx';
import head from '../ui/table/head-cell.module.css';
import { exactTime } from '../words/time-words.ts';
import styles from './activity.module.css';
import { ActivityRecordRow } from './activity-record-row.tsx';

const HEADS = ['When', 'Action', 'Who', 'Person or client', 'Outcome'];

type Page = OutputOf<'activity.list'>;

interface ActivityRecordsProps {
  readonly list: ActivityPages<Page>;
  readonly shown: Page;
  readonly isFiltered: boolean;
  readonly onClear: () => void;
}

export function ActivityRecords({ list, shown, isFiltered, onClear }: ActivityRecordsProps) {
  const { records } = shown;
  const hasMore = shown.next !== null;
  const [openSeq, setOpenSeq] = useState<number>();
  const now = Date.now();
  const reach = shown.lookedBackTo === null ? '' : `Looked back to ${exactTime(shown.lookedBackTo)}.`;
  const earlier = hasMore && (
    <Button isBusy={list.isLoadingMore} onClick={list.showEarlier}>
      {records.length === 0 ? 'Look further back' : 'Show earlier'}
    </Button>
  );
  if (records.length === 0) {
    return (
      <div className={styles['empty']} aria-live="polite">
        <p>
          {isFiltered ? 'Nothing matches.' : 'Nothing is recorded yet.'} {hasMore && reach}
        </p>
        {earlier}
        {isFiltered && <Button onClick={onClear}>Clear filters</Button>}
      </div>
    );
  }
  return (
    <div className={styles['scroller']} data-loading={list.isStale || undefined}>
      <table className={styles['table']} aria-label="Activity" aria-busy={list.isStale}>
        <colgroup>
          <col className={styles['when']} />
          <col className={styles['what']} />
          <col />
          <col />
          <col className={styles['outcome']} />
        </colgroup>
        <thead>
          <tr>
            {HEADS.map((name) => (
              <th key={name} scope="col" className={head['cell']}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <ActivityRecordRow
              key={record.seq}
              record={record}
              now={now}
              isOpen={record.seq === openSeq}
              onToggle={() => setOpenSeq(record.seq === openSeq ? undefined : record.seq)}
            />
          ))}
        </tbody>
      </table>
      <div className={styles['end']}>
        {earlier === false ? (isFiltered ? 'Nothing earlier matches.' : 'This is where the record begins.') : earlier}
        {hasMore && isFiltered && <p aria-live="polite">{reach}</p>}
      </div>
    </div>
  );
}
