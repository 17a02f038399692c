// All alerts, newest first, with the Partner Admins who have seen each.
import { useCallback, useRef } from 'react';
import type { OutputOf } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useRequest } from '../shared/reading/use-request.ts';
import { ShowPerson } from '../shared/show-person.tsx';
import { useAction } from '../shared/use-action.ts';
import { Button } from '../ui/button.tsx';
import { alertSentence } from '../words/alert-words.ts';
import { isolate } from '../words/isolate.ts';
import { exactTime } from '../words/time-words.ts';
import styles from './activity.module.css';

type Page = OutputOf<'alerts.list'>;

export function AlertList() {
  /** The number of shown pages. A change reads all of them again. */
  const pageCount = useRef(1);
  const {
    value: page,
    failure,
    reload,
  } = useRequest(
    useCallback(() => readAlerts(pageCount.current), []),
    'state.changed',
  );
  const more = useAction();
  const showEarlier = async () => {
    pageCount.current += 1;
    await reload();
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list scrolls, by keyboard too
    <section className={styles['alerts']} aria-label="Alerts" tabIndex={0}>
      <FailureBanner failure={failure} />
      {page?.alerts.length === 0 && <p>Nothing unusual was seen so far.</p>}
      <ul>
        {page?.alerts.map((alert) => (
          <li key={alert.id}>
            <span>{alertSentence(alert)}</span>
            <ShowPerson alert={alert} />
            <small>
              {exactTime(alert.at)} ·{' '}
              {alert.seenBy.length === 0 ? 'Seen by nobody yet' : `Seen by ${alert.seenBy.map(isolate).join(', ')}`}
            </small>
          </li>
        ))}
      </ul>
      {page !== undefined && page.next !== null && (
        <Button isBusy={more.isBusy} onClick={() => void more.run(showEarlier)}>
          Show earlier
        </Button>
      )}
    </section>
  );
}

async function readAlerts(pageCount: number): Promise<Page> {
  let page = await request('alerts.list', { before: null });
  for (let read = 1; read < pageCount && page.next !== null; read++) {
    const earlier = await request('alerts.list', { before: page.next });
    page = { ...earlier, alerts: [...page.alerts, ...earlier.alerts] };
  }
  return page;
}
