// The alerts that this Partner Admin has not seen yet, at the top of every section.
import { TriangleAlert } from 'lucide-react';
import { type RefObject, useState } from 'react';
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { ShowPerson } from '../shared/show-person.tsx';
import { confirmUnsavedChanges } from '../shared/unsaved-changes.tsx';
import { useAction } from '../shared/use-action.ts';
import { useAppStore } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { alertSentence } from '../words/alert-words.ts';
import { exactTime } from '../words/time-words.ts';
import styles from './alerts.module.css';
import { VouchDialog } from './vouch-dialog.tsx';

/** The rest is one click away, so that the work stays in view. */
const SHOWN = 2;

type ShownAlert = Extract<Screen, { name: 'signed_in' }>['alerts'][number];

const verbOf = ({ isVouchedFor }: ShownAlert): string => (isVouchedFor ? 'I know this' : 'Dismiss');

interface AlertsProps {
  readonly alerts: readonly ShownAlert[];
  /** Gets the focus when the alert is gone. */
  readonly content: RefObject<HTMLElement | null>;
}

export function Alerts({ alerts, content }: AlertsProps) {
  const setApp = useAppStore((state) => state.setApp);
  const showInActivity = useAppStore((state) => state.showInActivity);
  const [isWhole, setWhole] = useState(false);
  const [vouchedFor, setVouchedFor] = useState<ShownAlert>();
  const seen = useAction();
  if (alerts.length === 0) return null;
  // What is vouched for is read by itself, with a fresh code.
  const seenAtOnce = alerts.filter(({ isVouchedFor }) => !isVouchedFor);
  const shown = isWhole ? alerts : alerts.slice(0, SHOWN);
  const markSeen = (ids: readonly number[]) =>
    void seen.run(async () => setApp(await request('alerts.markSeen', { alertIds: [...ids] })));
  return (
    <section className={styles['alerts']} aria-label="Things to look at">
      <div className={styles['head']}>
        <h2>
          <TriangleAlert size={16} aria-hidden />
          {alerts.length === 1 ? 'One thing to look at' : `${alerts.length} things to look at`}
        </h2>
        <Button tone="quiet" onClick={() => confirmUnsavedChanges(() => showInActivity('alerts'))}>
          Show in Activity
        </Button>
        {seenAtOnce.length > 1 && (
          <Button tone="quiet" isBusy={seen.isBusy} onClick={() => markSeen(seenAtOnce.map(({ id }) => id))}>
            Dismiss all
          </Button>
        )}
      </div>
      <ul>
        {shown.map((alert) => (
          <li key={alert.id}>
            <span>
              {alertSentence(alert)} <time dateTime={new Date(alert.at).toISOString()}>{exactTime(alert.at)}</time>
            </span>
            <ShowPerson alert={alert} />
            <Button
              isBusy={seen.isBusy}
              aria-label={`${verbOf(alert)}: ${alertSentence(alert)}`}
              onClick={() => (alert.isVouchedFor ? setVouchedFor(alert) : markSeen([alert.id]))}
            >
              {verbOf(alert)}
            </Button>
          </li>
        ))}
      </ul>
      {alerts.length > SHOWN && (
        <Button tone="quiet" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show fewer' : `Show ${alerts.length - SHOWN} more`}
        </Button>
      )}
      <FailureBanner failure={seen.failure} />
      {vouchedFor !== undefined && (
        <VouchDialog alert={vouchedFor} returnTo={content} onClose={() => setVouchedFor(undefined)} />
      )}
    </section>
  );
}
