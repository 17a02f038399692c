// Times in the reader's locale: relative on the screen, exact on hover. All times are epoch milliseconds.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Until then, hours say more than “yesterday”, also across midnight. */
const SAME_EVENING = 6 * HOUR;

let exactFormat: Intl.DateTimeFormat | undefined;
let dayFormat: Intl.DateTimeFormat | undefined;
let zoneFormat: Intl.DateTimeFormat | undefined;

/** "23 Nov 2026, 14:05" */
export function exactTime(at: number): string {
  exactFormat ??= new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  return exactFormat.format(at);
}

/** "23 Nov 2026" */
export function exactDay(at: number): string {
  dayFormat ??= new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
  return dayFormat.format(at);
}

export const clockTime = (at: number): string =>
  new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });

/** "23 Nov 2026, 14:05 GMT": for letters, which are read in another place or another season. */
export function exactTimeWithZone(at: number): string {
  zoneFormat ??= new Intl.DateTimeFormat(undefined, { timeZoneName: 'short' });
  const zone = zoneFormat.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return `${exactTime(at)} ${zone}`.trim();
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

/** "22 h left", "35 min left", "3 d left" */
export function left(until: number, now: number): string {
  const rest = Math.max(0, until - now);
  if (rest < HOUR) return `${Math.max(1, Math.floor(rest / MINUTE))} min left`;
  if (rest < 2 * DAY) return `${Math.floor(rest / HOUR)} h left`;
  return `${Math.floor(rest / DAY)} d left`;
}

const inUnit = (count: number, unit: 'minute' | 'hour' | 'day'): string =>
  `${count.toLocaleString()} ${unit}${count === 1 ? '' : 's'}`;

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
