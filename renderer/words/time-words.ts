// Times in English, in the order of dates that the firm has chosen: relative on the screen, exact on hover. All times are
// epoch milliseconds.
import type { AppState } from '../../preload/contract/index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Until then, hours say more than “yesterday”, also across midnight. */
const SAME_EVENING = 6 * HOUR;

export type DateOrder = AppState['dateOrder'];

export const DATE_ORDER_WORDS: Readonly<Record<DateOrder, string>> = {
  day_first: 'Day first: 23 Jul 2024, 14:05',
  month_first: 'Month first: Jul 23, 2024, 2:05 PM',
  iso: 'Year first: 2024-07-23 14:05',
};

interface Formats {
  readonly exact: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
  readonly clock: Intl.DateTimeFormat;
  readonly zone: Intl.DateTimeFormat;
}

// English words in each order, whatever the language of the system. Sweden writes dates as ISO 8601 does.
const LOCALES: Readonly<Record<DateOrder, string>> = { day_first: 'en-GB', month_first: 'en-US', iso: 'sv-SE' };

function formatsOf(order: DateOrder): Formats {
  const locale = LOCALES[order];
  const [day, clock] = [{ dateStyle: order === 'iso' ? 'short' : 'medium' }, { timeStyle: 'short' }] as const;
  return {
    exact: new Intl.DateTimeFormat(locale, { ...day, ...clock }),
    day: new Intl.DateTimeFormat(locale, day),
    clock: new Intl.DateTimeFormat(locale, clock),
    zone: new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' }),
  };
}

let order: DateOrder = 'day_first';
let formats: Formats | undefined;

/** The firm's choice. Every date from now on is written so. */
export function setDateOrder(chosen: DateOrder): void {
  if (chosen === order) return;
  order = chosen;
  formats = undefined;
}

function format(kind: keyof Formats): Intl.DateTimeFormat {
  formats ??= formatsOf(order);
  return formats[kind];
}

/** "23 Nov 2026, 14:05" */
export const exactTime = (at: number): string => format('exact').format(at);

/** "23 Nov 2026" */
export const exactDay = (at: number): string => format('day').format(at);

/** "14:05" */
export const clockTime = (at: number): string => format('clock').format(at);

/** "10:42" today, "29 Nov 2026, 17:05" on another day. */
export const momentWords = (at: number, now: number): string =>
  new Date(at).toDateString() === new Date(now).toDateString() ? clockTime(at) : exactTime(at);

/** The local day in the order that sorts, "2026-11-23": for requests and for names of files. @param at epoch ms. */
export function plainDay(at: number): string {
  const local = new Date(at);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${local.getFullYear()}-${two(local.getMonth() + 1)}-${two(local.getDate())}`;
}

/** "23 Nov 2026, 14:05 GMT": for letters, which are read in another place or another season. */
export function exactTimeWithZone(at: number): string {
  const zone = format('zone')
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value;
  return `${exactTime(at)} ${zone ?? ''}`.trim();
}

/** "just now", "5 min ago", "3 h ago", "yesterday", "12 days ago", "2 Mar 2026". Days are days of the calendar. */
export function ago(at: number, now: number): string {
  const age = now - at;
  if (age < MINUTE) return 'just now';
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
  const days = daysBetween(at, now);
  if (days === 0 || age < SAME_EVENING) return `${Math.floor(age / HOUR)} h ago`;
  if (days === 1) return 'yesterday';
  if (days < 60) return `${days} days ago`;
  return exactDay(at);
}

/** Midnights between two times in the computer's time zone. A day with a clock change has 23 or 25 hours. */
function daysBetween(from: number, until: number): number {
  const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
  return Math.round((midnight(until) - midnight(from)) / DAY);
}

/** "22 h left", "35 min left", "3 d left": to the nearest, so that what has just begun has all of its time. */
export function left(until: number, now: number): string {
  const rest = Math.max(0, until - now);
  const [minutes, hours, days] = [MINUTE, HOUR, DAY].map((unit) => Math.round(rest / unit)) as [number, number, number];
  if (minutes < 60) return `${Math.max(1, minutes)} min left`;
  return hours < 48 ? `${hours} h left` : `${days} d left`;
}

/** "9:41": minutes and seconds, for a countdown. */
export function timeLeft(until: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

const inUnit = (count: number, unit: 'minute' | 'hour' | 'day'): string =>
  `${count.toLocaleString('en-GB')} ${unit}${count === 1 ? '' : 's'}`;

/** "24 hours", "90 minutes", "2 hours 30 minutes", "7 days" */
export function duration(minutes: number): string {
  if (minutes % 1440 === 0 && minutes > 1440) return inUnit(minutes / 1440, 'day');
  if (minutes % 60 === 0 && minutes > 0) return inUnit(minutes / 60, 'hour');
  if (minutes < 120) return inUnit(minutes, 'minute');
  return `${inUnit(Math.floor(minutes / 60), 'hour')} ${inUnit(minutes % 60, 'minute')}`;
}

/** In the unit that a person would use: "5 minutes", "25 hours", "12 days". */
export function roughly(minutes: number): string {
  if (minutes < 120) return inUnit(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return hours < 72 ? inUnit(hours, 'hour') : inUnit(Math.round(hours / 24), 'day');
}

/** "07:30": minutes of the day on a 24-hour clock. 1440 is "24:00". */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** By JavaScript's number of the day, Sunday 0. */
export const WEEKDAYS: readonly { readonly short: string; readonly long: string }[] = [
  { short: 'Sun', long: 'Sunday' },
  { short: 'Mon', long: 'Monday' },
  { short: 'Tue', long: 'Tuesday' },
  { short: 'Wed', long: 'Wednesday' },
  { short: 'Thu', long: 'Thursday' },
  { short: 'Fri', long: 'Friday' },
  { short: 'Sat', long: 'Saturday' },
];
