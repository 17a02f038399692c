// Days as people type them. The browser's own field for dates speaks the language of the system, and Rekey speaks English.
import type { DateOrder } from './time-words.ts';

/** The form that the field asks for. */
export const DAY_FORMS: Readonly<Record<DateOrder, string>> = {
  day_first: 'DD/MM/YYYY',
  month_first: 'MM/DD/YYYY',
  iso: 'YYYY-MM-DD',
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * Reads "23/11/2026", "23.11.2026", "23 Nov 2026", "Nov 23, 2026" and, in any order, "2026-11-23".
 * "23/11/26" is a day of this century, but not while somebody types: the year may grow.
 * @returns the day as "2026-11-23"; undefined for a text that is no day.
 */
export function parseDay(typed: string, order: DateOrder, isTyping = false): string | undefined {
  const parts = typed
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .split(/[\s./,-]+/);
  const [first = '', second = '', last = ''] = parts;
  const third = first.length < 4 && !isTyping && /^\d\d$/.test(last) ? `20${last}` : last;
  if (parts.length !== 3) return undefined;
  if (first.length === 4) return toDay(first, second, third);
  if (/^[a-z]/.test(first)) return toDay(third, monthOf(first), second);
  if (/^[a-z]/.test(second)) return toDay(third, monthOf(second), first);
  return order === 'month_first' ? toDay(third, first, second) : toDay(third, second, first);
}

/** The other way. @param day "2026-11-23". */
export function writeDay(day: string, order: DateOrder): string {
  const [year = '', month = '', date = ''] = day.split('-');
  if (order === 'iso') return day;
  return order === 'month_first' ? `${month}/${date}/${year}` : `${date}/${month}/${year}`;
}

const monthOf = (word: string): string =>
  String(word.length < 3 ? 0 : MONTHS.findIndex((month) => word.startsWith(month)) + 1);

function toDay(year: string, month: string, date: string): string | undefined {
  if (!/^\d{4}$/.test(year) || !/^\d{1,2}$/.test(month) || !/^\d{1,2}$/.test(date)) return undefined;
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  const time = Date.parse(`${day}T00:00:00Z`);
  // Without the comparison, 31 February would be a day in March.
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day ? undefined : day;
}
