// Settings as the form holds them: numbers are text until they are saved, and a lifetime is a number with a unit.
import type { Settings } from '../../preload/contract/index.ts';
import type { MeanwhileChange } from '../shared/dialogs/changed-meanwhile.tsx';
import { changedKeys, mergeTyped } from '../ui/fields/merge-typed.ts';
import { REVIEW_MONTHS_WORDS } from '../words/review-words.ts';
import { clockOf, DATE_ORDER_WORDS, type DateOrder, duration, WEEKDAYS } from '../words/time-words.ts';

const MINUTES = { minutes: 1, hours: 60, days: 1440 } as const;
export type LifetimeUnit = keyof typeof MINUTES;

export const LIFETIME_UNITS: readonly { readonly value: LifetimeUnit; readonly label: string }[] = [
  { value: 'minutes', label: 'Minutes' },
  { value: 'hours', label: 'Hours' },
  { value: 'days', label: 'Days' },
];

export interface TypedSettings {
  readonly firmName: string;
  readonly firmPhone: string;
  readonly signInPlace: string;
  readonly isSetupCodeRequired: boolean;
  readonly lifetime: string;
  readonly lifetimeUnit: LifetimeUnit;
  readonly maxFailures: string;
  readonly isSecondApproverRequired: boolean;
  readonly tieDays: string;
  readonly backupDays: string;
  readonly reviewMonths: Settings['reviewMonths'];
  readonly idleLockMinutes: string;
  readonly workDays: readonly number[];
  /** As 24-hour clock times: 07:30. */
  readonly workFrom: string;
  readonly workUntil: string;
  readonly dateOrder: DateOrder;
}

export function fromSettings({
  setupCodeMinutes,
  maxFailures,
  tieDays,
  backupDays,
  idleLockMinutes,
  workFrom,
  workUntil,
  ...rest
}: Settings): TypedSettings {
  const unit = (['days', 'hours'] as const).find((one) => setupCodeMinutes % MINUTES[one] === 0) ?? 'minutes';
  return {
    ...rest,
    lifetime: String(setupCodeMinutes / MINUTES[unit]),
    lifetimeUnit: unit,
    maxFailures: String(maxFailures),
    tieDays: String(tieDays),
    backupDays: String(backupDays),
    idleLockMinutes: String(idleLockMinutes),
    workFrom: clockOf(workFrom),
    workUntil: clockOf(workUntil),
  };
}

/** Text that is not a number becomes NaN, and main names the field and the problem. */
export function toSettings({
  lifetime,
  lifetimeUnit,
  maxFailures,
  tieDays,
  backupDays,
  idleLockMinutes,
  workDays,
  workFrom,
  workUntil,
  ...rest
}: TypedSettings): Settings {
  return {
    ...rest,
    setupCodeMinutes: toNumber(lifetime) * MINUTES[lifetimeUnit],
    maxFailures: toNumber(maxFailures),
    tieDays: toNumber(tieDays),
    backupDays: toNumber(backupDays),
    idleLockMinutes: toNumber(idleLockMinutes),
    workDays: [...workDays],
    workFrom: toMinuteOfDay(workFrom),
    workUntil: toMinuteOfDay(workUntil),
  };
}

/** Accepts 7:30, 07.30 and 7. 24:00 is the end of the day. */
function toMinuteOfDay(text: string): number {
  const [, hours, minutes] = /^\s*(\d{1,2})(?:[:.](\d{2}))?\s*$/.exec(text) ?? [];
  const minute = Number(minutes ?? 0);
  return hours === undefined || minute > 59 ? Number.NaN : Number(hours) * 60 + minute;
}

// A comma is a decimal point in many countries. An empty field is not zero.
const toNumber = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.')));

/** A typed lifetime keeps its unit. */
export function mergeSettings(base: TypedSettings, typed: TypedSettings, theirs: TypedSettings): TypedSettings {
  const { lifetime, lifetimeUnit } = typed;
  const isLifetimeTyped = lifetime !== base.lifetime || lifetimeUnit !== base.lifetimeUnit;
  return { ...mergeTyped(base, typed, theirs), ...(isLifetimeTyped ? { lifetime, lifetimeUnit } : {}) };
}

/** The changes of somebody else, in words. */
export function describeChanges(before: TypedSettings, after: TypedSettings): readonly MeanwhileChange[] {
  const words = (settings: TypedSettings): Readonly<Record<string, string>> => ({
    'Firm name': settings.firmName,
    'Phone for letters': settings.firmPhone,
    'Where people sign in': settings.signInPlace,
    'Setup code after a reset of 2FA': settings.isSetupCodeRequired ? 'needed' : 'not needed',
    'Time to set up': duration(toSettings(settings).setupCodeMinutes),
    'Wrong attempts in a row before locking': settings.maxFailures,
    'Second approver': settings.isSecondApproverRequired ? 'needed' : 'not needed',
    'Days until accounts are independent': settings.tieDays,
    'Days until a backup is due': settings.backupDays,
    'Access review': REVIEW_MONTHS_WORDS[settings.reviewMonths],
    'Minutes until the window locks': settings.idleLockMinutes,
    'Working days': settings.workDays.map((day) => WEEKDAYS[day]?.long).join(', '),
    'Working hours': `${settings.workFrom} to ${settings.workUntil}`,
    Dates: DATE_ORDER_WORDS[settings.dateOrder],
  });
  const [was, now] = [words(before), words(after)];
  return changedKeys(was, now).map((label) => ({ label, was: was[label] ?? '', now: now[label] ?? '' }));
}
