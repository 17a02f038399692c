// The activity records about one user, newest first.
import { useCallback } from 'react';
import { request } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useActivityPages } from '../../shared/reading/use-activity-pages.ts';
import { Button } from '../../ui/button.tsx';
import { activitySentence } from '../../words/activity/activity-sentence.ts';
import { Quiet, Time } from './facts.tsx';
import styles from './user-details.module.css';

export function UserActivity({ userId, now }: { readonly userId: number; readonly now: number }) {
  const { shown, isLoadingMore, failure, showEarlier } = useActivityPages(
    useCallback((before: number | null) => request('users.listActivity', { userId, before }), [userId]),
  );
  if (shown === undefined) return <FailureBanner failure={failure} />;
  if (shown.records.length === 0) return <Quiet>Nothing yet</Quiet>;
  return (
    <>
      <ul className={styles['log']}>
        {shown.records.map((record) => (
          <li key={record.seq}>
            <span>{activitySentence(record)}</span>
            <Time at={record.at} now={now} />
          </li>
        ))}
      </ul>
      <FailureBanner failure={failure} />
      {shown.next !== null && (
        <Button tone="quiet" isBusy={isLoadingMore} onClick={showEarlier}>
          Show earlier
        </Button>
      )}
    </>
  );
}
