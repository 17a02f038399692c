// The line above the list: how many users need attention, by reason. Each number sets the filter that lists them. The line is
// one tab stop, so Tab goes from the search on to the list.
import { memo, useCallback } from 'react';
import type { UserFilters } from '../../../preload/contract/index.ts';
import { request } from '../../bridge.ts';
import { useRequest } from '../../shared/reading/use-request.ts';
import { NO_USER_FILTERS, useAppStore } from '../../state.ts';
import { useRoving } from '../../ui/roving.ts';
import { ATTENTION_WORDS } from '../../words/user-words.ts';
import styles from './users-overview.module.css';
import { clearUserFilters, setFilters } from './users-tab-filters.ts';

interface Item {
  readonly label: string;
  /** The whole sentence, on hover. */
  readonly title: string;
  readonly filters: UserFilters;
  /** Only for those who unfreeze accounts. */
  readonly isAboutFrozen?: true;
}

const attention = (of: UserFilters['attention'][number], label: string, title: string): Item => ({
  label,
  title,
  filters: { ...NO_USER_FILTERS, attention: [of] },
});

const ITEMS: readonly Item[] = [
  attention('without_two_factor', ATTENTION_WORDS.without_two_factor, 'Active accounts whose 2FA is not set up'),
  attention(
    'setup_overdue',
    ATTENTION_WORDS.setup_overdue,
    'The time to set up 2FA has run out: each needs a new reset',
  ),
  {
    label: 'Frozen',
    title: 'The person has said “This was not me”',
    filters: { ...NO_USER_FILTERS, statuses: ['frozen'] },
    isAboutFrozen: true,
  },
  {
    label: 'Locked',
    title: 'Accounts that cannot sign in until somebody helps',
    filters: { ...NO_USER_FILTERS, statuses: ['locked'] },
  },
  attention('invitation_expiring', 'Invitations expiring', 'Invitations that expire within 3 days'),
  attention('recently_reset', 'Reset in 30 days', 'People whose 2FA was reset in the last 30 days'),
  attention('no_number', ATTENTION_WORDS.no_number, 'People without a number to call back'),
];

interface UsersOverviewProps {
  /** The client in view; null in the Global view. */
  readonly clientInView: number | null;
  /** Called when a number was pressed, before the filter is set. */
  readonly onPress: () => void;
}

export const UsersOverview = memo(function UsersOverview({ clientInView, onPress }: UsersOverviewProps) {
  const { filters } = useAppStore((state) => state.preferences.users);
  const seesFrozen = useAppStore((state) => state.signedIn?.may.resetTwoFactor === true);
  const { latest, reload } = useRequest(
    useCallback(
      () => request('users.count', { search: '', clientId: clientInView, filters: ITEMS.map((item) => item.filters) }),
      [clientInView],
    ),
    'directory.changed',
  );
  const shown = ITEMS.filter(({ isAboutFrozen }) => isAboutFrozen !== true || seesFrozen);
  const { row, tabIndexOf } = useRoving(shown.length);
  return (
    <div role="toolbar" {...row} className={styles['line']} aria-label="People who need attention">
      {shown.map((item, index) => {
        const count = latest?.totals[ITEMS.indexOf(item)];
        const isOn = isSame(filters, item.filters);
        return (
          <button
            key={item.label}
            type="button"
            tabIndex={tabIndexOf(index)}
            className={styles['item']}
            aria-pressed={isOn}
            data-none={count === 0 || undefined}
            title={item.title}
            onClick={() => {
              onPress();
              clearUserFilters();
              if (!isOn) setFilters(item.filters);
              // Time alone changes some of the numbers.
              void reload();
            }}
          >
            {item.label} <span className={styles['count']}>{count?.toLocaleString('en-GB')}</span>
          </button>
        );
      })}
    </div>
  );
});

const isSame = (a: UserFilters, b: UserFilters): boolean =>
  (Object.keys(NO_USER_FILTERS) as (keyof UserFilters)[]).every((kind) => `${a[kind]}` === `${b[kind]}`);
