// One's own sessions. Each belongs to a window of Rekey on this computer.
import { useId } from 'react';
import type { SessionRow } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { useToast } from '../shared/toast.tsx';
import { useAction } from '../shared/use-action.ts';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import page from '../ui/page.module.css';
import { reasonWords } from '../words/activity/reason-words.ts';
import { ago, exactTime } from '../words/time-words.ts';
import styles from './account.module.css';
import { othersEnded } from './account-words.ts';

export function OwnSessions({
  sessions,
  onChanged,
}: {
  readonly sessions: readonly SessionRow[];
  readonly onChanged: () => void;
}) {
  const toast = useToast();
  const end = useAction();
  const title = useId();
  const hasOthers = sessions.some((session) => session.endedAt === null && !session.isThisWindow);
  return (
    <section className={page['section']} aria-labelledby={title}>
      <div className={page['sectionHead']}>
        <div>
          <h2 id={title} className={page['sectionTitle']}>
            Sessions
          </h2>
          <p className={page['lead']}>Where you are or were signed in, the newest first.</p>
        </div>
        {hasOthers && (
          <Button
            isBusy={end.isBusy}
            onClick={() =>
              void end.run(async () => {
                const { sessionsEnded } = await request('account.endOtherSessions', {});
                toast.show({ text: othersEnded(sessionsEnded) });
                onChanged();
              })
            }
          >
            Sign out everywhere else
          </Button>
        )}
      </div>
      <FailureBanner failure={end.failure} />
      <ul className={styles['lines']}>
        {sessions.map((session) => (
          <li key={`${session.startedAt} ${session.endedAt}`}>
            <span title={exactTime(session.startedAt)}>Signed in {ago(session.startedAt, Date.now())}</span>
            {session.endedAt === null ? (
              <Chip
                tone={session.isThisWindow ? 'ok' : 'info'}
                text={session.isThisWindow ? 'This window' : 'Another window'}
              />
            ) : (
              <span className={styles['quiet']} title={exactTime(session.endedAt)}>
                Ended {ago(session.endedAt, Date.now())}
                {session.endedBecause === null ? '' : `: ${reasonWords(session.endedBecause).toLowerCase()}`}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
