// Backups in Settings: the last one that was checked, a new one, and the way back. Save does not cover it.
import { useCallback, useId, useRef, useState } from 'react';
import { request } from '../bridge.ts';
import { useRestore } from '../shared/backup/use-restore.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useServerName } from '../shared/line/line-store.ts';
import { SET_BY_IT } from '../shared/policy/policy-notice.tsx';
import { useRequest } from '../shared/reading/use-request.ts';
import { useToast } from '../shared/toast.tsx';
import { useAction } from '../shared/use-action.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import page from '../ui/page.module.css';
import { ago, exactTime } from '../words/time-words.ts';
import { plural } from '../words/user-words.ts';
import { BackUpDialog } from './back-up-dialog.tsx';
import { RestoreDialog } from './restore-dialog.tsx';
import styles from './settings.module.css';
import { useShown } from './use-shown.ts';

export function BackupsSection() {
  const server = useServerName();
  return server === undefined ? <BackupsHere /> : <BackupsElsewhere server={server} />;
}

const readDesktops = () => request('desktops.get', {});

/** The files of a backup are those of the computer that has the data. */
function BackupsElsewhere({ server }: { readonly server: string }) {
  const id = useId();
  const title = useRef<HTMLHeadingElement>(null);
  const { latest: state, failure } = useRequest(readDesktops, 'state.changed');
  useShown('show backups', title, state !== undefined);
  return (
    <section className={page['section']} aria-labelledby={id}>
      <h2 ref={title} id={id} className={page['sectionTitle']} tabIndex={-1}>
        Backups
      </h2>
      {state !== undefined && (
        <p className={page['lead']}>
          The firm is backed up at <bdi>{server}</bdi>, the computer that has its data.{' '}
          {state.hasWindow
            ? 'Sign in there to make a backup, to restore one, and to see when the last one was made.'
            : 'Rekey runs there without a window. The person who looks after that computer makes backups.'}
        </p>
      )}
      <FailureBanner failure={failure} />
    </section>
  );
}

function BackupsHere() {
  const { latest, failure, reload } = useRequest(
    useCallback(() => request('backups.get', {}), []),
    'directory.changed',
  );
  const [asked, setAsked] = useState<'backups.make' | 'backups.plan' | 'backups.move'>();
  const stop = useAction();
  const toast = useToast();
  const restore = useRestore((code, kit) => request('backups.restore', { code, kit }));
  const [backUp, plan, putBack, move] = [
    useRef<HTMLButtonElement>(null),
    useRef<HTMLButtonElement>(null),
    useRef<HTMLButtonElement>(null),
    useRef<HTMLButtonElement>(null),
  ];
  const id = useId();
  const last = latest?.last ?? null;
  const title = useRef<HTMLHeadingElement>(null);
  useShown('show backups', title, latest !== undefined);
  return (
    <section className={page['section']} aria-labelledby={id}>
      <h2 ref={title} id={id} className={page['sectionTitle']} tabIndex={-1}>
        Backups
      </h2>
      <p className={page['lead']}>
        A broken disk, a lost laptop or a reinstalled system ends a firm that has no backup. Keep the file on another
        disk, and its passphrase apart from it.
      </p>
      {latest !== undefined && last !== null && (
        <p role="status">
          Last backup checked {exactTime(last.checkedAt)}: {plural(last.people, 'person', 'people')},{' '}
          {plural(last.records, 'activity record', 'activity records')}.
          {last.printedNumber !== '' && (
            <>
              {' '}
              Number of the record: <span className={styles['recordNumber']}>{last.printedNumber}</span>.
            </>
          )}
        </p>
      )}
      {latest?.isDue === true && (
        <Banner tone="attention">
          {last === null
            ? 'This firm has no backup. If this computer fails today, everything is lost.'
            : `The last backup was checked ${ago(last.checkedAt, Date.now())}. By the security policy a new one is due.`}
        </Banner>
      )}
      {last?.isRecordIntact === false && (
        <Banner tone="attention">
          The activity record in the last backup does not fit together. In Activity, Verify shows where.
        </Banner>
      )}
      {latest?.plan != null && (
        <>
          <p>
            Every day and when Rekey closes, into{' '}
            <strong>
              <bdi>{latest.plan.folder}</bdi>
            </strong>
            .{latest.fixedFolder !== null && ` ${SET_BY_IT}`}
          </p>
          <div className={styles['quietButtons']}>
            <Button
              tone="quiet"
              isBusy={stop.isBusy}
              onClick={() =>
                void stop.run(async () => {
                  await request('backups.stopPlan', {});
                  void reload();
                })
              }
            >
              End automatic backups
            </Button>
          </div>
        </>
      )}
      {latest?.plan?.hasFailed === true && (
        <Banner tone="danger">
          The last automatic backup could not be made: the folder is missing or full, or Rekey may not write to it. It
          tries again every hour.
        </Banner>
      )}
      <FailureBanner failure={stop.failure ?? failure} />
      <FailureBanner failure={restore.fileName === undefined ? restore.failure : undefined} />
      <div className={styles['backupButtons']}>
        <Button ref={backUp} onClick={() => setAsked('backups.make')}>
          Back up now
        </Button>
        <Button ref={plan} onClick={() => setAsked('backups.plan')}>
          Back up automatically
        </Button>
      </div>
      <div className={styles['quietButtons']}>
        <Button
          ref={putBack}
          tone="quiet"
          isBusy={restore.isBusy && restore.fileName === undefined}
          onClick={restore.choose}
        >
          Restore from a backup
        </Button>
        <Button ref={move} tone="quiet" onClick={() => setAsked('backups.move')}>
          Move to another computer
        </Button>
      </div>
      {asked !== undefined && (
        <BackUpDialog
          ask={asked}
          needsCode={asked === 'backups.move' || (latest?.needsCode ?? true)}
          fixedFolder={latest?.fixedFolder ?? null}
          returnTo={{ 'backups.make': backUp, 'backups.plan': plan, 'backups.move': move }[asked]}
          onMade={() => {
            setAsked(undefined);
            void reload();
            toast.show({ text: 'The backup was made, opened again and checked.' });
          }}
          onClose={() => {
            setAsked(undefined);
            void reload();
          }}
        />
      )}
      {restore.fileName !== undefined && <RestoreDialog restore={restore} returnTo={putBack} />}
    </section>
  );
}
