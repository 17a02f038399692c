// Whether the firm's data is safe: the last backup that was proved, the last check of the activity record,
// and the next access review.
import type { ReactNode } from 'react';
import { useAppStore } from '../state.ts';
import { ago, exactDay, exactTime } from '../words/time-words.ts';
import { plural } from '../words/user-words.ts';
import styles from './overview.module.css';
import { type OverviewFigures, OverviewSection } from './overview-section.tsx';

interface FirmSectionProps {
  readonly firm: NonNullable<OverviewFigures['firm']>;
  readonly now: number;
  readonly isPaper: boolean;
}

export function FirmSection({ firm, now, isPaper }: FirmSectionProps) {
  const isSample = useAppStore((state) => state.app?.isSample === true);
  const ask = useAppStore((state) => state.ask);
  const showInActivity = useAppStore((state) => state.showInActivity);
  const { backup, verified, review } = firm;
  const openSection = useAppStore((state) => state.openSection);
  return (
    <OverviewSection title="The firm’s data">
      <dl className={`${styles['list']} ${styles['three']}`}>
        <Line
          label="Last proved backup"
          explained={backupSentence(backup, isSample)}
          value={backup.checkedAt === null ? 'None' : ago(backup.checkedAt, now)}
          exact={backup.checkedAt}
          isOverdue={backup.isDue && !isSample}
          onOpen={isPaper ? undefined : () => ask('show backups')}
        />
        <Line
          label="Activity record last verified"
          explained={verifiedSentence(verified)}
          value={verified === null ? 'Not yet' : ago(verified.at, now)}
          exact={verified?.at ?? null}
          isOverdue={verified?.isWhole === false}
          onOpen={isPaper ? undefined : () => showInActivity('records')}
        />
        <Line
          label="Next access review"
          explained={reviewSentence(review)}
          value={review === null ? 'Off' : review.isDue ? 'Overdue' : exactDay(review.dueAt)}
          exact={review?.dueAt ?? null}
          isOverdue={review?.isDue === true}
          onOpen={isPaper ? undefined : () => openSection('review')}
        />
      </dl>
    </OverviewSection>
  );
}

function backupSentence({ isDue }: FirmSectionProps['firm']['backup'], isSample: boolean): string {
  if (isSample) return 'The sample firm needs none.';
  return isDue ? 'A new one is due.' : 'It is as new as the policy asks.';
}

function verifiedSentence(verified: FirmSectionProps['firm']['verified']): string {
  if (verified === null) return 'It has not been checked since Rekey was started.';
  const records = plural(verified.records, 'record', 'records');
  return verified.isWhole
    ? `${records}, as Rekey wrote ${verified.records === 1 ? 'it' : 'them'}.`
    : `${records}. Some were changed by another program.`;
}

function reviewSentence(review: FirmSectionProps['firm']['review']): string {
  if (review === null) return 'The firm’s policy asks for none.';
  if (review.isOpen) return 'One is under way.';
  return review.isDue ? 'Who has which access is to be confirmed.' : 'Not due yet.';
}

interface LineProps {
  readonly label: string;
  readonly explained: string;
  readonly value: string;
  /** Epoch ms. */
  readonly exact: number | null;
  readonly isOverdue: boolean;
  readonly onOpen: (() => void) | undefined;
}

function Line({ label, explained, value, exact, isOverdue, onOpen }: LineProps): ReactNode {
  const title = exact === null ? undefined : exactTime(exact);
  return (
    <div data-overdue={isOverdue || undefined}>
      <dt>
        {label}
        <span className={styles['explained']}>{explained}</span>
      </dt>
      <dd>
        {onOpen === undefined ? (
          <span className={styles['figure']}>{exact === null ? value : exactTime(exact)}</span>
        ) : (
          <button
            type="button"
            className={styles['figure']}
            title={title}
            aria-label={`${label}: ${value}`}
            onClick={onOpen}
          >
            {value}
          </button>
        )}
      </dd>
    </div>
  );
}
