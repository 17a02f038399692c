// The line above the records: search, filters with their chips, days, alerts and Refresh.
import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useAppStore } from '../state.ts';
import { Button } from '../ui/button.tsx';
import { SearchBox } from '../ui/fields/search-box.tsx';
import { type FilterChip, FilterChips } from '../ui/filters/filter-chips.tsx';
import { FilterMenu, FilterToggle } from '../ui/filters/filter-menu.tsx';
import toolbar from '../ui/filters/toolbar.module.css';
import { Live } from '../ui/live.tsx';
import { ACTION_GROUP_WORDS, OUTCOME_WORDS } from '../words/activity/action-words.ts';
import { resetsWords } from '../words/overview-words.ts';
import { exactDay } from '../words/time-words.ts';
import { DAY_FORMS, parseDay, writeDay } from '../words/typed-day.ts';
import { plural } from '../words/user-words.ts';
import styles from './activity.module.css';
import { type ActivityQuery, areDaysBackwards } from './activity-query.ts';

interface ActivityToolbarProps {
  readonly query: ActivityQuery;
  readonly onQuery: (query: ActivityQuery) => void;
  /** The text in the search box. The query follows a moment later. */
  readonly search: string;
  readonly onSearch: (search: string) => void;
  /** How many records match; undefined until it is known. */
  readonly total: number | undefined;
  /** Moves the focus from the search to the first record. */
  readonly onDown: () => void;
  readonly isAlerts: boolean;
  readonly onAlerts: (isAlerts: boolean) => void;
  readonly onRefresh: () => void;
  readonly onClear: () => void;
}

export function ActivityToolbar({
  query,
  onQuery,
  search,
  onSearch,
  total,
  onDown,
  isAlerts,
  onAlerts,
  onRefresh,
  onClear,
}: ActivityToolbarProps) {
  const isBackwards = areDaysBackwards(query);
  const chips: readonly FilterChip[] = [
    ...(query.resets === undefined
      ? []
      : [
          {
            key: 'resets',
            name: '2FA resets',
            value: resetsWords(query.resets),
            onRemove: () => onQuery({ ...query, resets: undefined }),
          },
        ]),
    ...query.groups.map((group) => ({
      key: group,
      name: 'Action',
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
      <div className={toolbar['toolbar']}>
        <SearchBox label="Search people" value={search} onText={onSearch} onDown={onDown} />
        <FilterMenu
          label="Action"
          words={ACTION_GROUP_WORDS}
          chosen={query.groups}
          onChosen={(groups) => onQuery({ ...query, groups, resets: undefined })}
        />
        <FilterMenu
          label="Outcome"
          words={OUTCOME_WORDS}
          chosen={query.outcomes}
          onChosen={(outcomes) => onQuery({ ...query, outcomes, resets: undefined })}
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
        <FilterToggle label="Alerts" isOn={isAlerts} onChange={onAlerts} />
        <Button tone="quiet" className={styles['refresh']} aria-label="Refresh" title="Refresh" onClick={onRefresh}>
          <RefreshCw size={15} aria-hidden />
        </Button>
        <FilterChips chips={chips} onClear={onClear} />
        {!isAlerts && (
          <div className={toolbar['end']}>
            <span className={toolbar['count']} role="status">
              {total === undefined ? '' : plural(total, 'record', 'records')}
            </span>
          </div>
        )}
      </div>
      <Live isUrgent>
        {isBackwards && (
          <p id="activity-days-problem" className={`${styles['line']} ${styles['problem']}`}>
            The first day is after the last one, so nothing can match.
          </p>
        )}
      </Live>
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
  const order = useAppStore((state) => state.app?.dateOrder) ?? 'day_first';
  const [typed, setTyped] = useState(() => (day === '' ? '' : writeDay(day, order)));
  const [isTyping, setTyping] = useState(false);
  const typedDay = parseDay(typed, order, isTyping);
  // Somebody has taken the filter away beside the field.
  if ((typedDay ?? '') !== day) setTyped(day === '' ? '' : writeDay(day, order));
  const isNoDay = !isTyping && typed !== '' && typedDay === undefined;
  return (
    <input
      id={id}
      value={typed}
      placeholder={DAY_FORMS[order]}
      autoComplete="off"
      aria-invalid={isWrong || isNoDay || undefined}
      aria-describedby={isWrong ? 'activity-days-problem' : undefined}
      onBlur={() => {
        setTyping(false);
        onDay(parseDay(typed, order) ?? '');
      }}
      onChange={({ target: { value } }) => {
        setTyping(true);
        setTyped(value);
        onDay(parseDay(value, order, true) ?? '');
      }}
    />
  );
}

function daysWords({ fromDay, untilDay }: ActivityQuery): string {
  const words = (day: string) => exactDay(new Date(`${day}T12:00:00`).getTime());
  if (untilDay === '') return `from ${words(fromDay)}`;
  return fromDay === '' ? `until ${words(untilDay)}` : `${words(fromDay)} to ${words(untilDay)}`;
}
