// One activity record: a row of the table and, below it when opened, its facts.
import { ChevronRight, CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import type { ActivityRecord } from '../../preload/contract/index.ts';
import { Chip } from '../ui/chip.tsx';
import { actionName, OUTCOME_WORDS } from '../words/activity/action-words.ts';
import { activityFacts } from '../words/activity/activity-facts.ts';
import { activitySentence } from '../words/activity/activity-sentence.ts';
import { reasonWords } from '../words/activity/reason-words.ts';
import { ago, exactTime } from '../words/time-words.ts';
import { ROLE_WORDS } from '../words/user-words.ts';
import styles from './activity.module.css';

interface ActivityRecordRowProps {
  readonly record: ActivityRecord;
  readonly now: number;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

export function ActivityRecordRow({ record, now, isOpen, onToggle }: ActivityRecordRowProps) {
  const details = `activity-${record.seq}`;
  return (
    <>
      <tr className={styles['row']} data-open={isOpen || undefined}>
        <td>
          <span className={styles['time']} title={exactTime(record.at)}>
            {ago(record.at, now)}
          </span>
        </td>
        <td>
          <button
            type="button"
            data-record
            className={styles['more']}
            aria-expanded={isOpen}
            aria-controls={isOpen ? details : undefined}
            onClick={onToggle}
            onKeyDown={moveBetweenRecords}
          >
            <ChevronRight size={15} aria-hidden />
            <span>
              <Clipped text={actionName(record.action)} />
              {record.reason !== null && <Clipped isSecond text={reasonWords(record.reason)} />}
            </span>
          </button>
        </td>
        <td>
          <Person name={record.actorName} standing={record.actorRole} />
        </td>
        <td>
          {isOther(record) ? (
            <Person name={record.targetName} standing={record.targetRole} />
          ) : (
            <Person name={clientOf(record)} standing={null} />
          )}
        </td>
        <td>
          <Outcome outcome={record.outcome} />
        </td>
      </tr>
      {isOpen && (
        <tr className={styles['details']} id={details}>
          <td colSpan={5}>
            <p className={styles['sentence']}>{activitySentence(record)}</p>
            <dl className={styles['facts']}>
              <dt>When</dt>
              <dd>{exactTime(record.at)}</dd>
              {record.reason !== null && (
                <>
                  <dt>Reason</dt>
                  <dd>{reasonWords(record.reason)}</dd>
                </>
              )}
              {activityFacts(record).map(({ label, value, was }) => (
                <FactLine key={label} label={label} value={value} was={was} />
              ))}
              <dt>Number in the record</dt>
              <dd>{record.seq.toLocaleString('en-GB')}</dd>
            </dl>
          </td>
        </tr>
      )}
    </>
  );
}

function FactLine({
  label,
  value,
  was,
}: {
  readonly label: string;
  readonly value: string;
  readonly was: string | undefined;
}) {
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <bdi>{value}</bdi>
        {was !== undefined && <span className={styles['was']}> (was {was})</span>}
      </dd>
    </>
  );
}

/** A record about one's own account names the person once. */
const isOther = (record: ActivityRecord): boolean =>
  record.targetRole !== null && (record.targetName !== record.actorName || record.targetRole !== record.actorRole);

function clientOf(record: ActivityRecord): string | null {
  const name = record.detail['clientName'];
  return typeof name === 'string' ? name : null;
}

function Person({ name, standing }: { readonly name: string | null; readonly standing: string | null }) {
  if (name === null && standing === null) return null;
  return (
    <>
      <Clipped text={name || 'No name yet'} />
      {standing !== null && (
        <Clipped isSecond text={standing in ROLE_WORDS ? ROLE_WORDS[standing as keyof typeof ROLE_WORDS] : standing} />
      )}
    </>
  );
}

function Clipped({ text, isSecond = false }: { readonly text: string; readonly isSecond?: boolean }) {
  return (
    <span dir="auto" className={`${styles['clip']} ${isSecond ? styles['second'] : ''}`} title={text}>
      {text}
    </span>
  );
}

function Outcome({ outcome }: { readonly outcome: ActivityRecord['outcome'] }) {
  const { tone, icon } = OUTCOME_LOOKS[outcome];
  return <Chip tone={tone} icon={icon} text={OUTCOME_WORDS[outcome]} />;
}

const OUTCOME_LOOKS = {
  done: { tone: 'ok', icon: CircleCheck },
  denied: { tone: 'danger', icon: CircleX },
  failed: { tone: 'attention', icon: TriangleAlert },
} as const;

/** Up and Down go from record to record, Home and End to the first and the last one that is shown. */
function moveBetweenRecords(event: KeyboardEvent<HTMLButtonElement>): void {
  const all = [...(event.currentTarget.closest('table')?.querySelectorAll<HTMLButtonElement>('[data-record]') ?? [])];
  const at = all.indexOf(event.currentTarget);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  const next = to === undefined ? undefined : all[to];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
