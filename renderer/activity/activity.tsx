// Activity: who did what to whom, when, with what outcome, refused attempts included. Read only; nothing here can be changed.
import { ChevronRight, CircleCheck, CircleX, RefreshCw, TriangleAlert } from 'lucide-react';
import { type KeyboardEvent, useCallback, useEffect, useState } from 'react';
import type { ActivityRecord, OutputOf } from '../../preload/contract/index.ts';
import { request } from '../bridge.ts';
import { FailureBanner } from '../shared/failure-banner.tsx';
import { type ActivityPages, useActivityPages } from '../shared/use-activity-pages.ts';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { type FilterChip, FilterChips } from '../ui/filter-chips.tsx';
import { FilterMenu, FilterToggle } from '../ui/filter-menu.tsx';
import { SearchBox } from '../ui/search-box.tsx';
import toolbar from '../ui/toolbar.module.css';
import {
  ACTION_GROUP_WORDS,
  actionName,
  activityFacts,
  activitySentence,
  OUTCOME_WORDS,
  reasonWords,
} from '../words/activity-words.ts';
import { ago, exactDay, exactTime } from '../words/time-words.ts';
import { ROLE_WORDS } from '../words/user-words.ts';
import styles from './activity.module.css';
import { type ActivityQuery, ANY_ACTIVITY, isFiltered, toInput } from './activity-query.ts';
import { AlertList } from './alert-list.tsx';

/** Each letter would be a search of its own through the whole record. */
const SEARCH_AFTER_MS = 150;

interface ActivityProps {
  readonly query: ActivityQuery;
  readonly onQuery: (query: ActivityQuery) => void;
}

export function Activity({ query, onQuery }: ActivityProps) {
  const [search, setSearch] = useState(query.search);
  const [isAlerts, setAlerts] = useState(false);
  const isBackwards = query.fromDay !== '' && query.untilDay !== '' && query.fromDay > query.untilDay;
  const list = useActivityPages(
    useCallback((before) => request('activity.list', { ...toInput(query), before }), [query]),
  );

  useEffect(() => {
    if (search === query.search) return;
    const timer = setTimeout(() => onQuery({ ...query, search }), SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [search, query, onQuery]);

  const clear = () => {
    setSearch('');
    onQuery(ANY_ACTIVITY);
  };
  const chips: readonly FilterChip[] = [
    ...query.groups.map((group) => ({
      key: group,
      name: 'What',
      value: ACTION_GROUP_WORDS[group],
      onRemove: () => onQuery({ ...query, groups: query.groups.filter((other) => other !== group) }),
    })),
    ...query.outcomes.map((outcome) => ({
      key: outcome,
      name: 'Outcome',
      value: OUTCOME_WORDS[outcome],
      onRemove: () => onQuery({ ...query, outcomes: query.outcomes.filter((other) => other !== outcome) }),
    })),
    ...(query.fromDay === '' && query.untilDay === ''
      ? []
      : [
          {
            key: 'days',
            name: 'Days',
            value: daysWords(query),
            onRemove: () => onQuery({ ...query, fromDay: '', untilDay: '' }),
          },
        ]),
  ];
  return (
    <>
      <div className={styles['head']}>
        <h1 className={styles['title']}>Activity</h1>
      </div>
      <div>
        <div className={toolbar['toolbar']}>
          <SearchBox label="Search who or whom" value={search} onText={setSearch} />
          <FilterMenu
            label="What"
            words={ACTION_GROUP_WORDS}
            chosen={query.groups}
            onChosen={(groups) => onQuery({ ...query, groups })}
          />
          <FilterMenu
            label="Outcome"
            words={OUTCOME_WORDS}
            chosen={query.outcomes}
            onChosen={(outcomes) => onQuery({ ...query, outcomes })}
          />
          <fieldset className={styles['days']}>
            <legend className="visually-hidden">Days</legend>
            <label htmlFor="activity-from">From</label>
            <DayField
              id="activity-from"
              day={query.fromDay}
              isWrong={isBackwards}
              onDay={(fromDay) => onQuery({ ...query, fromDay })}
            />
            <label htmlFor="activity-until">until</label>
            <DayField
              id="activity-until"
              day={query.untilDay}
              isWrong={isBackwards}
              onDay={(untilDay) => onQuery({ ...query, untilDay })}
            />
          </fieldset>
          <FilterToggle label="To look at" isOn={isAlerts} onChange={setAlerts} />
          <Button
            tone="quiet"
            className={styles['refresh']}
            aria-label="Look again"
            title="Look again"
            onClick={list.reload}
          >
            <RefreshCw size={15} aria-hidden />
          </Button>
          <FilterChips chips={chips} onClear={clear} />
        </div>
        {isBackwards && (
          <p id="activity-days-problem" className={`${styles['line']} ${styles['problem']}`} role="alert">
            The first day is after the last one, so nothing can match.
          </p>
        )}
        {list.failure !== undefined && (
          <div className={styles['line']}>
            <FailureBanner failure={list.failure} />
          </div>
        )}
      </div>
      {isAlerts && <AlertList />}
      {!isAlerts && list.shown !== undefined && (
        <Records list={list} shown={list.shown} isFiltered={isFiltered(query)} onClear={clear} />
      )}
      {list.shown === undefined && list.failure !== undefined && (
        <div className={styles['empty']}>
          <Button onClick={list.reload}>Try again</Button>
        </div>
      )}
    </>
  );
}

interface DayFieldProps {
  readonly id: string;
  readonly day: string;
  readonly isWrong: boolean;
  readonly onDay: (day: string) => void;
}

function DayField({ id, day, isWrong, onDay }: DayFieldProps) {
  return (
    <input
      id={id}
      type="date"
      value={day}
      max="9999-12-31"
      aria-invalid={isWrong || undefined}
      aria-describedby={isWrong ? 'activity-days-problem' : undefined}
      onChange={(event) => onDay(event.target.value)}
    />
  );
}

function daysWords({ fromDay, untilDay }: ActivityQuery): string {
  const words = (day: string) => exactDay(new Date(`${day}T12:00:00`).getTime());
  if (untilDay === '') return `from ${words(fromDay)}`;
  return fromDay === '' ? `until ${words(untilDay)}` : `${words(fromDay)} to ${words(untilDay)}`;
}

type Page = OutputOf<'activity.list'>;

interface RecordsProps {
  readonly list: ActivityPages<Page>;
  readonly shown: Page;
  readonly isFiltered: boolean;
  readonly onClear: () => void;
}

function Records({ list, shown, isFiltered: isNarrowed, onClear }: RecordsProps) {
  const { records } = shown;
  const hasMore = shown.next !== null;
  const [openSeq, setOpenSeq] = useState<number>();
  const now = Date.now();
  const reach = shown.lookedBackTo === null ? '' : `Looked back to ${exactTime(shown.lookedBackTo)}.`;
  const earlier = hasMore && (
    <Button isBusy={list.isLoadingMore} onClick={list.showEarlier}>
      {records.length === 0 ? 'Look further back' : 'Show earlier'}
    </Button>
  );
  if (records.length === 0) {
    return (
      <div className={styles['empty']} aria-live="polite">
        <p>
          {isNarrowed ? 'Nothing matches.' : 'Nothing is recorded yet.'} {hasMore && reach}
        </p>
        {earlier}
        {isNarrowed && <Button onClick={onClear}>Clear filters</Button>}
      </div>
    );
  }
  return (
    <div className={styles['scroller']} data-loading={list.isStale || undefined}>
      <table className={styles['table']} aria-label="Activity" aria-busy={list.isStale}>
        <colgroup>
          <col className={styles['when']} />
          <col className={styles['what']} />
          <col />
          <col />
          <col className={styles['outcome']} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">What</th>
            <th scope="col">Who</th>
            <th scope="col">Whom</th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <RecordRow
              key={record.seq}
              record={record}
              now={now}
              isOpen={record.seq === openSeq}
              onToggle={() => setOpenSeq(record.seq === openSeq ? undefined : record.seq)}
            />
          ))}
        </tbody>
      </table>
      <div className={styles['end']}>
        {earlier === false ? (isNarrowed ? 'Nothing earlier matches.' : 'This is where the record begins.') : earlier}
        {hasMore && isNarrowed && <p aria-live="polite">{reach}</p>}
      </div>
    </div>
  );
}

interface RecordRowProps {
  readonly record: ActivityRecord;
  readonly now: number;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function RecordRow({ record, now, isOpen, onToggle }: RecordRowProps) {
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
              <dd>{record.seq.toLocaleString()}</dd>
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
        {value}
        {was !== undefined && <span className={styles['was']}> (was {was})</span>}
      </dd>
    </>
  );
}

/** Of one's own doings, whom it was done to goes without saying. */
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
    <span className={`${styles['clip']} ${isSecond ? styles['second'] : ''}`} title={text}>
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

/** Up and Down go from record to record; Home and End to the first and the last that is shown. */
function moveBetweenRecords(event: KeyboardEvent<HTMLButtonElement>): void {
  const all = [...(event.currentTarget.closest('table')?.querySelectorAll<HTMLButtonElement>('[data-record]') ?? [])];
  const at = all.indexOf(event.currentTarget);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  const next = to === undefined ? undefined : all[to];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
