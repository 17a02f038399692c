// The access review in words.
import type { OutputOf, ReviewRow, Settings } from '../../preload/contract/index.ts';
import { exactDay } from './time-words.ts';
import { plural } from './user-words.ts';

export const REVIEW_MONTHS = [0, 3, 6, 12] as const satisfies readonly Settings['reviewMonths'][];
export const REVIEW_MONTHS_WORDS: Readonly<Record<Settings['reviewMonths'], string>> = {
  0: 'Off',
  3: 'Every 3 months',
  6: 'Every 6 months',
  12: 'Every 12 months',
};

export const REVIEW_REASON_WORDS: Readonly<Record<ReviewRow['reasons'][number], string>> = {
  partner_admin: 'Partner Admin',
  never_signed_in: 'Never signed in',
  long_away: 'Not for 90 days',
  without_two_factor: 'Without 2FA',
  all_clients: 'All clients',
};

export const DECISION_WORDS: Readonly<Record<NonNullable<ReviewRow['decision']>['what'], string>> = {
  confirmed: 'Confirmed',
  changed: 'Changed',
  deactivated: 'Deactivated',
};

type Left = OutputOf<'reviews.confirm'>['left'][number];

const LEFT_WORDS: Readonly<Record<Left['why'], string>> = {
  own_account: 'your own account',
  changed_meanwhile: 'changed since you looked',
  decided: 'decided by somebody else before',
  stands_out: 'looked at one by one, because something stands out',
  gone: 'no longer there',
};

/** "3 people were not confirmed: 2 decided by somebody else before, 1 changed since you looked." Empty for none. */
export function leftSentence(left: readonly Left[]): string {
  if (left.length === 0) return '';
  const reasons = Object.entries(LEFT_WORDS).flatMap(([why, words]) => {
    const count = left.filter((one) => one.why === why).length;
    return count === 0 ? [] : [left.length === 1 ? words : `${count} ${words}`];
  });
  return `${plural(left.length, 'person was', 'people were')} not confirmed: ${reasons.join(', ')}.`;
}

type State = OutputOf<'reviews.get'>;

/** When the next review is due, or that it is overdue. */
export function dueSentence({ months, dueAt, isDue }: Pick<State, 'months' | 'dueAt' | 'isDue'>): string {
  if (dueAt === null || months === 0) return 'The firm’s policy asks for no review. You can begin one at any time.';
  return isDue ? `Overdue since ${exactDay(dueAt)}.` : `The next one is to be complete by ${exactDay(dueAt)}.`;
}
