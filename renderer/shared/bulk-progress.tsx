// The progress of an act on many people or clients, with Stop. After Stop, those that were not reached stay as they are.
import { useEffect, useState } from 'react';
import { request, subscribe } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import styles from './bulk-progress.module.css';
import { useAction } from './use-action.ts';

interface BulkProgressProps {
  readonly bulkId: string;
  readonly total: number;
  /** "Reset so far" */
  readonly label: string;
}

export function BulkProgress({ bulkId, total, label }: BulkProgressProps) {
  const [done, setDone] = useState(0);
  const stop = useAction();
  useEffect(
    () =>
      subscribe('bulk.progress', (progress) => {
        if (progress.bulkId === bulkId) setDone(progress.done);
      }),
    [bulkId],
  );
  return (
    <>
      <span className={styles['progress']}>
        <progress value={done} max={total} aria-label={label} />
        <span>
          {done.toLocaleString('en-GB')} of {total.toLocaleString('en-GB')}
        </span>
      </span>
      <Button
        isBusy={stop.isBusy}
        onClick={() => void stop.run(async () => void (await request('bulk.cancel', { bulkId })))}
      >
        Stop
      </Button>
    </>
  );
}
