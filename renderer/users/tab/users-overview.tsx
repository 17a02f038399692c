// The line above the list: how many users need attention, by reason. Each number sets the filter that lists them. The line is
// one tab stop, so Tab goes from the search on to the list.
import { memo, useCallback } from 'react';
import type { UserFilters } from '../../../preload/contract/index.ts';
import { ATTENTION_LISTS, type AttentionList } from '../../../preload/tables/attention-lists.ts';
import { request } from '../../bridge.ts';
import { useRequest } from '../../shared/reading/use-request.ts';
import { NO_USER_FILTERS, useAppStore } from '../../state.ts';
import { useRoving } from '../../ui/roving.ts';
import { ATTENTION_LIST_WORDS } from '../../words/attention-words.ts';
import styles from './users-overview.module.css';
import { clearUserFilters, setFilters } from './users-tab-filters.ts';

/** In the order of the line. */
const SHOWN: readonly AttentionList[] = [
  'without_two_factor',
  'setup_overdue',
  'frozen',
  'locked',
  'invitation_expiring',
  'recently_reset',
  'no_number',
];
const FILTERS: readonly UserFilters[] = SHOWN.map((list) => ATTENTION_LISTS[list]);

interface UsersOverviewProps {
  /** The client in view; null in the Global view. */
  readonly clientInView: number | null;
  /** Called when a number was pressed, after the filter is set: a search that it clears asks for all of that at once. */
  readonly onPress: () => void;
}

export const UsersOverview = memo(function UsersOverview({ clientInView, onPress }: UsersOverviewProps) {
  const { filters } = useAppStore((state) => state.preferences.users);
  const seesFrozen = useAppStore((state) => state.signedIn?.may.resetTwoFactor === true);
  const { latest, reload } = useRequest(
    useCallback(
      () => request('users.count', { search: '', clientId: clientInView, filters: [...FILTERS] }),
      [clientInView],
    ),
    'directory.changed',
  );
  const shown = SHOWN.filter((list) => list !== 'frozen' || seesFrozen);
  const { row, tabIndexOf } = useRoving(shown.length);
  return (
    <div role="toolbar" {...row} className={styles['line']} aria-label="People who need attention">
      {shown.map((list, index) => {
        const count = latest?.totals[SHOWN.indexOf(list)];
        const listed = ATTENTION_LISTS[list];
        const isOn = isSame(filters, listed);
        const { label, title } = ATTENTION_LIST_WORDS[list];
        return (
          <button
            key={list}
            type="button"
            tabIndex={tabIndexOf(index)}
            className={styles['item']}
            aria-pressed={isOn}
            data-none={count === 0 || undefined}
            title={title}
            onClick={() => {
              clearUserFilters();
              if (!isOn) setFilters(listed);
              onPress();
              // Time alone changes some of the numbers.
              void reload();
            }}
          >
            {label} <span className={styles['count']}>{count?.toLocaleString('en-GB')}</span>
          </button>
        );
      })}
    </div>
  );
});

const isSame = (a: UserFilters, b: UserFilters): boolean =>
  (Object.keys(NO_USER_FILTERS) as (keyof UserFilters)[]).every((kind) => `${a[kind]}` === `${b[kind]}`);
