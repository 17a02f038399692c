// The alerts that this Partner Admin has not dismissed yet, behind a button in the top bar of every section. The bar has
// a fixed height, so an alert that arrives moves nothing. A note says what it is.
import { Popover } from '@base-ui/react/popover';
import { TriangleAlert } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Screen } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { ShowPerson } from '../shared/show-person.tsx';
import { useToast } from '../shared/toast.tsx';
import { confirmUnsavedChanges } from '../shared/unsaved-changes.tsx';
import { useAction } from '../shared/use-action.ts';
import { NEEDS_AUTHENTICATOR, useTemporarySession } from '../shared/use-temporary-session.ts';
import { useAppStore } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { landmarkOf } from '../ui/landmark.ts';
import menu from '../ui/menu.module.css';
import { alertSentence } from '../words/alert-words.ts';
import { exactTime } from '../words/time-words.ts';
import styles from './alerts.module.css';
import { VouchDialog } from './vouch-dialog.tsx';

type ShownAlert = Extract<Screen, { name: 'signed_in' }>['alerts'][number];

const verbOf = ({ isVouchedFor }: ShownAlert): string => (isVouchedFor ? 'I know this' : 'Dismiss');

interface AlertsProps {
  readonly alerts: readonly ShownAlert[];
  /** Gets the focus when the last alert is gone. */
  readonly content: RefObject<HTMLElement | null>;
}

export function Alerts({ alerts, content }: AlertsProps) {
  const [isOpen, setOpen] = useState(false);
  const [vouchedFor, setVouchedFor] = useState<ShownAlert>();
  const button = useRef<HTMLButtonElement>(null);
  const isEmpty = alerts.length === 0;
  if (isOpen && isEmpty) setOpen(false);
  useNews(alerts);
  const close = () => setOpen(false);
  return (
    <>
      <Popover.Root open={isOpen} onOpenChange={setOpen}>
        {!isEmpty && (
          <Popover.Trigger ref={button} className={styles['button']}>
            <TriangleAlert size={16} aria-hidden />
            <span>
              {alerts.length.toLocaleString('en-GB')}
              <span className={styles['word']}>{alerts.length === 1 ? ' alert' : ' alerts'}</span>
            </span>
          </Popover.Trigger>
        )}
        <Popover.Portal container={landmarkOf('header')}>
          <Popover.Positioner
            className={menu['positioner']}
            side="bottom"
            align="end"
            sideOffset={6}
            collisionPadding={8}
          >
            <Popover.Popup
              className={`${menu['popup']} ${styles['popup']}`}
              finalFocus={() =>
                vouchedFor !== undefined
                  ? false
                  : document.activeElement === content.current
                    ? false
                    : (button.current ?? true)
              }
            >
              <AlertPanel
                alerts={alerts}
                onVouch={(alert) => {
                  close();
                  setVouchedFor(alert);
                }}
                onLeave={close}
                onEmpty={() => {
                  close();
                  content.current?.focus();
                }}
              />
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
      {vouchedFor !== undefined && (
        <VouchDialog
          alert={vouchedFor}
          returnTo={button.current === null ? content : button}
          onClose={() => setVouchedFor(undefined)}
        />
      )}
    </>
  );
}

interface AlertPanelProps {
  readonly alerts: readonly ShownAlert[];
  readonly onVouch: (alert: ShownAlert) => void;
  /** The person goes to another page. */
  readonly onLeave: () => void;
  /** The last alert is dismissed. */
  readonly onEmpty: () => void;
}

function AlertPanel({ alerts, onVouch, onLeave, onEmpty }: AlertPanelProps) {
  const setApp = useAppStore((state) => state.setApp);
  const showInActivity = useAppStore((state) => state.showInActivity);
  const dismissing = useAction();
  const isTemporary = useTemporarySession();
  // What is vouched for is read by itself, with a fresh code.
  const dismissedAtOnce = alerts.filter(({ isVouchedFor }) => !isVouchedFor);
  const dismiss = (ids: readonly number[]) =>
    void dismissing.run(async () => {
      const app = await request('alerts.markSeen', { alertIds: [...ids] });
      // The panel and its button go with the last alert.
      if (ids.length === alerts.length) onEmpty();
      setApp(app);
    });
  return (
    <>
      <div className={styles['head']}>
        <Popover.Title className={styles['title']}>Alerts</Popover.Title>
        <Button
          tone="quiet"
          onClick={() =>
            confirmUnsavedChanges(() => {
              onLeave();
              showInActivity('alerts');
            })
          }
        >
          Show in Activity
        </Button>
        {dismissedAtOnce.length > 1 && (
          <Button tone="quiet" isBusy={dismissing.isBusy} onClick={() => dismiss(dismissedAtOnce.map(({ id }) => id))}>
            Dismiss all
          </Button>
        )}
      </div>
      <FailureBanner failure={dismissing.failure} />
      <ul className={styles['list']}>
        {alerts.map((alert) => (
          <li key={alert.id}>
            <p>
              {alertSentence(alert)} <time dateTime={new Date(alert.at).toISOString()}>{exactTime(alert.at)}</time>
            </p>
            <ShowPerson alert={alert} onShown={onLeave} />
            <Button
              isBusy={dismissing.isBusy}
              disabled={isTemporary && alert.isVouchedFor}
              title={isTemporary && alert.isVouchedFor ? NEEDS_AUTHENTICATOR : undefined}
              aria-label={`${verbOf(alert)}: ${alertSentence(alert)}`}
              onClick={() => (alert.isVouchedFor ? onVouch(alert) : dismiss([alert.id]))}
            >
              {verbOf(alert)}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Says what has arrived since this window was signed in. What was there before waits behind the button. */
function useNews(alerts: readonly ShownAlert[]): void {
  const { show } = useToast();
  const known = useRef<number>(undefined);
  useEffect(() => {
    const newest = Math.max(0, ...alerts.map(({ id }) => id));
    const { current: before = newest } = known;
    known.current = Math.max(before, newest);
    const news = alerts.filter(({ id }) => id > before);
    const [only] = news;
    if (only !== undefined)
      show({ text: news.length === 1 ? `New alert: ${alertSentence(only)}` : `${news.length} new alerts.` });
  }, [alerts, show]);
}
