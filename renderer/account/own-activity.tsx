// What was done to one's own account, and who did it. A person who does not recognise something calls the firm.
import { useId } from 'react';
import type { OutputOf } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { NotMe } from '../shared/not-me.tsx';
import type { ActivityPages } from '../shared/reading/use-activity-pages.ts';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import page from '../ui/page.module.css';
import { OUTCOME_WORDS } from '../words/activity/action-words.ts';
import { activitySentence } from '../words/activity/activity-sentence.ts';
import { reasonWords } from '../words/activity/reason-words.ts';
import { noticeSentence } from '../words/notice-words.ts';
import { ago, exactTime } from '../words/time-words.ts';
import styles from './account.module.css';

interface OwnActivityProps {
  readonly reading: ActivityPages<OutputOf<'account.listActivity'>>;
  readonly isAdmin: boolean;
  /** The newest act of somebody else on the account. */
  readonly lastNotice: OutputOf<'account.get'>['lastNotice'];
}

export function OwnActivity({ reading, isAdmin, lastNotice }: OwnActivityProps) {
  const { shown, isLoadingMore, failure, showEarlier } = reading;
  const title = useId();
  return (
    <section className={page['section']} aria-labelledby={title}>
      <div>
        <h2 id={title} className={page['sectionTitle']}>
          What happened to my account
        </h2>
        <p className={page['lead']}>
          If you do not recognise something here, call {isAdmin ? 'another' : 'a'} Partner Admin on a number that you
          know.
        </p>
      </div>
      {lastNotice !== null && (
        <div className={styles['lastNotice']}>
          <p>
            <strong dir="auto">{lastNotice.byName}</strong>
            {noticeSentence(lastNotice)}
          </p>
          <NotMe freeze={() => request('account.repudiate', {})} />
        </div>
      )}
      <FailureBanner failure={failure} />
      {shown !== undefined && (
        <ul className={styles['lines']}>
          {shown.records.map((record) => (
            <li key={record.seq}>
              <span className={styles['what']}>
                {activitySentence(record)}
                {record.reason !== null && <span className={styles['quiet']}> {reasonWords(record.reason)}.</span>}
              </span>
              {record.outcome !== 'done' && (
                <Chip
                  tone={record.outcome === 'denied' ? 'danger' : 'attention'}
                  text={OUTCOME_WORDS[record.outcome]}
                />
              )}
              <span className={styles['quiet']} title={exactTime(record.at)}>
                {ago(record.at, Date.now())}
              </span>
            </li>
          ))}
        </ul>
      )}
      {shown !== undefined && shown.next !== null && (
        <div>
          <Button isBusy={isLoadingMore} onClick={showEarlier}>
            Show earlier
          </Button>
        </div>
      )}
    </section>
  );
}
