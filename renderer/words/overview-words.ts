// What Overview says, and what a number of resets in it stands for.
import type { InputOf } from '../../preload/contract/index.ts';
import { isolate } from './isolate.ts';
import { REASON_WORDS } from './user-words.ts';

/** Resets of 2FA in a span of time, by one person or for one reason. */
export interface ResetsShown {
  /** Epoch ms, both inclusive. */
  readonly from: number;
  readonly until: number;
  /** As recorded. */
  readonly reason?: string;
  readonly by?: { readonly actorId: number; readonly name: string };
}

const REASON_WORDS_OF_OTHERS: Readonly<Record<string, string>> = {
  ...REASON_WORDS,
  other: 'Another reason',
} satisfies Record<InputOf<'users.resetTwoFactor'>['reason'], string>;

/** A reason of another release is shown as it is recorded. */
export const resetReasonWords = (reason: string | null): string =>
  reason === null ? 'No reason on record' : (REASON_WORDS_OF_OTHERS[reason] ?? reason);

/** "all", "Lost phone", "by Margaret Ashworth": after "2FA resets". */
export function resetsWords({ reason, by }: ResetsShown): string {
  if (by !== undefined) return `by ${isolate(by.name)}`;
  return reason === undefined ? 'all' : resetReasonWords(reason);
}

const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'short' });
const MONTH_AND_YEAR = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric' });
/** "Nov" */
export const monthWord = (at: number): string => MONTH.format(at);
/** "November 2026" */
export const monthAndYear = (at: number): string => MONTH_AND_YEAR.format(at);

/** "96%": whole percent, and 100% only where nobody is missing. "–" where there is nobody. */
export function share(part: number, all: number): string {
  if (all === 0) return '–';
  return `${part === all ? 100 : Math.min(99, Math.round((100 * part) / all))}%`;
}
