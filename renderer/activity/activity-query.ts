// The query of the Activity section, as its toolbar holds it.
import type { ActivityRecord, InputOf } from '../../preload/contract/index.ts';
import { type ActionGroup, actionsOf } from '../words/activity/action-words.ts';

export interface ActivityQuery {
  readonly search: string;
  readonly groups: readonly ActionGroup[];
  readonly outcomes: readonly ActivityRecord['outcome'][];
  /** As a date field gives it, "2026-11-23"; empty for any day. */
  readonly fromDay: string;
  readonly untilDay: string;
}

export const ANY_ACTIVITY: ActivityQuery = { search: '', groups: [], outcomes: [], fromDay: '', untilDay: '' };

export const isFiltered = (query: ActivityQuery): boolean =>
  query.search !== '' ||
  query.groups.length > 0 ||
  query.outcomes.length > 0 ||
  query.fromDay !== '' ||
  query.untilDay !== '';

export function toInput(query: ActivityQuery): Omit<InputOf<'activity.list'>, 'before'> {
  return {
    search: query.search,
    actions: query.groups.flatMap((group) => [...actionsOf(group)]),
    outcomes: [...query.outcomes],
    ...toTimes(query),
  };
}

/** Epoch ms. A day is a local day of the reader, and is included as a whole. */
export const toTimes = ({ fromDay, untilDay }: Pick<ActivityQuery, 'fromDay' | 'untilDay'>) => ({
  from: fromDay === '' ? null : new Date(`${fromDay}T00:00:00`).getTime(),
  until: untilDay === '' ? null : new Date(`${untilDay}T23:59:59.999`).getTime(),
});

/** The first day is after the last one. */
export const areDaysBackwards = ({ fromDay, untilDay }: ActivityQuery): boolean =>
  fromDay !== '' && untilDay !== '' && fromDay > untilDay;
