// "Other desktops" in Settings: whether other computers can sign in to the firm through this one, and which desktops may.
// Save does not cover it.
import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { request, subscribe } from '../../bridge.ts';
import { FailureBanner } from '../../shared/failure-banner.tsx';
import { useRequest } from '../../shared/reading/use-request.ts';
import { useToast } from '../../shared/toast.tsx';
import { Button } from '../../ui/button.tsx';
import page from '../../ui/page.module.css';
import { exactTime } from '../../words/time-words.ts';
import { useShown } from '../use-shown.ts';
import { AddDesktopDialog } from './add-desktop-dialog.tsx';
import { DatabaseFacts } from './database-facts.tsx';
import styles from './desktops.module.css';
import { DesktopsTable } from './desktops-table.tsx';
import { ServeDialog } from './serve-dialog.tsx';
import { StopServingDialog } from './stop-serving-dialog.tsx';

export function DesktopsSection() {
  const {
    latest: state,
    failure,
    reload,
  } = useRequest(
    useCallback(() => request('desktops.get', {}), []),
    // A desktop has joined, connected or gone.
    'state.changed',
  );
  // A window that comes back after its connection was lost.
  useEffect(() => subscribe('directory.changed', () => void reload()), [reload]);
  const [asked, setAsked] = useState<'serve' | 'add' | 'stop'>();
  const toast = useToast();
  const main = useRef<HTMLButtonElement>(null);
  const stop = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = () => {
    setAsked(undefined);
    void reload();
  };
  const serving = state?.serving ?? null;
  const title = useRef<HTMLHeadingElement>(null);
  useShown('show desktops', title, state !== undefined);
  const server = state?.isHere === false && serving !== null ? <bdi>{serving.name}</bdi> : 'this computer';
  return (
    <section className={page['section']} aria-labelledby={id}>
      <div>
        <h2 ref={title} id={id} className={page['sectionTitle']} tabIndex={-1}>
          Other desktops
        </h2>
        <p className={page['lead']}>
          People of this firm can sign in at their own desks.{' '}
          {state?.engine === 'postgres' ? (
            <>
              The data is in a PostgreSQL database that {server} uses. {server} has to be on, with Rekey running. The
              other desktops keep none of the data.
            </>
          ) : (
            <>The data stays on {server}, which has to be on with Rekey open; the other desktops keep none of it.</>
          )}{' '}
          This needs your own network and no internet.
        </p>
      </div>
      {serving !== null && (
        <>
          <p role="status">
            Other desktops can sign in. Switched on {exactTime(serving.since)}.
            {state?.isHere === false &&
              (state.hasWindow ? (
                <>
                  {' '}
                  To switch it off, sign in at <bdi>{serving.name}</bdi>.
                </>
              ) : (
                <>
                  {' '}
                  Rekey runs on <bdi>{serving.name}</bdi> without a window. The person who looks after that computer can
                  end it there.
                </>
              ))}
          </p>
          <dl className={styles['facts']}>
            <dt>Name</dt>
            <dd>
              <bdi>{serving.name}</bdi>
            </dd>
            <dt>{serving.addresses.length === 1 ? 'Address' : 'Addresses'}</dt>
            <dd className={styles['addresses']}>
              {serving.addresses.length === 0
                ? 'None now: this computer is in no network'
                : serving.addresses.map((address) => <code key={address}>{address}</code>)}
            </dd>
          </dl>
        </>
      )}
      <FailureBanner failure={failure} />
      {state === undefined && failure !== undefined && (
        <div>
          <Button onClick={() => void reload()}>Try again</Button>
        </div>
      )}
      {state !== undefined && (
        <div className={styles['buttons']}>
          {serving === null ? (
            <Button ref={main} onClick={() => setAsked('serve')}>
              Let other desktops sign in to this firm
            </Button>
          ) : (
            <>
              <Button ref={main} onClick={() => setAsked('add')}>
                Add a desktop
              </Button>
              {state.isHere && (
                <Button ref={stop} tone="quiet" onClick={() => setAsked('stop')}>
                  Stop letting desktops sign in
                </Button>
              )}
            </>
          )}
        </div>
      )}
      {state !== undefined && <DatabaseFacts state={state} onChanged={() => void reload()} />}
      {state !== undefined && (serving !== null || state.desktops.length > 0) && (
        <DesktopsTable desktops={state.desktops} isServing={serving !== null} onChanged={() => void reload()} />
      )}
      {asked === 'serve' && state !== undefined && (
        <ServeDialog
          suggested={state.suggested}
          desktops={state.desktops.filter(({ revokedAt }) => revokedAt === null).length}
          needsCode={state.needsCode}
          returnTo={main}
          onServing={() => {
            close();
            toast.show({ text: 'Other desktops can sign in now. Add the first one.' });
          }}
          onClose={close}
        />
      )}
      {asked === 'add' && state !== undefined && (
        <AddDesktopDialog
          desktops={state.desktops}
          needsCode={state.needsCode}
          hasOpenCode={state.pairingUntil !== null}
          returnTo={main}
          onClose={close}
        />
      )}
      {asked === 'stop' && state !== undefined && (
        <StopServingDialog
          connected={state.desktops.filter(({ isConnected }) => isConnected).length}
          returnTo={main}
          onStopped={() => {
            close();
            toast.show({ text: 'Other desktops can no longer sign in.' });
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
    </section>
  );
}
