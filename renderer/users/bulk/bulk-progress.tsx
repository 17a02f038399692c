// The progress of a reset for several users, with Stop. After Stop, users who were not reached stay as they are.
import { useEffect, useState } from 'react';
import { request, subscribe } from '../../bridge.ts';
import { useAction } from '../../shared/use-action.ts';
import { Button } from '../../ui/button.tsx';
import styles from './bulk-reset-dialog.module.css';

export function BulkProgress({ bulkId, total }: { readonly bulkId: string; readonly total: number }) {
  const [done, setDone] = useState(0);
  const stop = useAction();
  useEffect(
    () =>
      subscribe('bulkReset.progress', (progress) => {
        if (progress.bulkId === bulkId) setDone(progress.done);
      }),
    [bulkId],
  );
  return (
    <>
      <span className={styles['progress']}>
        <progress value={done} max={total} aria-label="Reset so far" />
        <span>
          {done.toLocaleString('en-GB')} of {total.toLocaleString('en-GB')}
        </span>
      </span>
      <Button
        isBusy={stop.isBusy}
        onClick={() => void stop.run(async () => void (await request('bulkResets.cancel', { bulkId })))}
      >
        Stop
      </Button>
    </>
  );
}
