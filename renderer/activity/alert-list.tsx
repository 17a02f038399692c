// Everything that Partner Admins were asked to look at, newest first, and who of them has.

import { useCallback, useEffect, useState } from 'react';
import type { OutputOf } from '../../preload/contract.ts';
import { request, subscribe } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useAction } from '../shared/use-action.ts';
import { Button } from '../ui/button.tsx';
import { alertSentence } from '../words/alert-words.ts';
import { exactTime } from '../words/time-words.ts';
import styles from './activity.module.css';

type Page = OutputOf<'alerts.list'>;

export function AlertList() {
  const [page, setPage] = useState<Page>();
  const { failure, isBusy, run } = useAction();
  const load = useCallback(
    (before: number | null) =>
      void run(async () => {
        const answer = await request('alerts.list', { before });
        setPage((shown) =>
          before === null || shown === undefined ? answer : { ...answer, alerts: [...shown.alerts, ...answer.alerts] },
        );
      }),
    [run],
  );
  useEffect(() => {
    load(null);
    return subscribe('state.changed', () => load(null));
  }, [load]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list scrolls, by keyboard too
    <section className={styles['alerts']} aria-label="Things to look at" tabIndex={0}>
      <FailureBanner failure={failure} />
      {page?.alerts.length === 0 && <p>Nothing unusual was seen so far.</p>}
      <ul>
        {page?.alerts.map((alert) => (
          <li key={alert.id}>
            <span>{alertSentence(alert)}</span>
            <small>
              {exactTime(alert.at)} ·{' '}
              {alert.seenBy.length === 0 ? 'Seen by nobody yet' : `Seen by ${alert.seenBy.join(', ')}`}
            </small>
          </li>
        ))}
      </ul>
      {page !== undefined && page.next !== null && (
        <Button isBusy={isBusy} onClick={() => load(page.next)}>
          Show earlier
        </Button>
      )}
    </section>
  );
}
