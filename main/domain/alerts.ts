// What every Partner Admin should look at: acts that are allowed, and yet how a break-in would look. Rules over the newest record and a
// few facts about those before it. They stop nothing.

export const ALERT_KINDS = [
  'repudiated',
  'many_resets',
  'outside_hours',
  'reset_then_change',
  'reset_then_admin_act',
  'many_refused_codes',
  'both_halves',
  'recovery_kit_used',
  'recovery_kit_waits',
  'record_cut',
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

const MINUTE = 60_000;
/** One act after the other is how a list of victims is worked off; an office has one lost phone a day. */
export const RESETS_ARE_MANY = 3;
export const MANY_WITHIN_MS = 60 * MINUTE;
/** Twice what a person mistypes who then reads the phone again; below what locks the account. */
export const REFUSALS_ARE_MANY = 10;
/** Whoever has just got a new phone reads mail first. */
export const ADMIN_ACT_SOON_MS = 15 * MINUTE;
/** The same thing again within this time is the same alert. */
export const SAME_ALERT_MS = 60 * MINUTE;

export const isReset = (action: string): boolean =>
  ['two_factor.reset', 'password.reset', 'two_factor.bulk_reset'].includes(action);

/** What an administrator does to others or to the firm. */
const ADMIN_ACTS = [
  'two_factor.reset',
  'two_factor.bulk_reset',
  'two_factor.replace_requested',
  'password.reset',
  'user.invited',
  'user.edited',
  'user.deactivated',
  'user.reactivated',
  'settings.changed',
  'temporary_code.issued',
  'approval.approved',
  'approval.requested',
];
export const isAdminAct = (action: string): boolean => ADMIN_ACTS.includes(action);

export interface WorkingHours {
  /** Days of the week, Sunday 0. */
  readonly workDays: readonly number[];
  /** Minutes of the day; the end is not among them. */
  readonly workFrom: number;
  readonly workUntil: number;
}

/** @param local the day of the week and the minute of the day, by the computer's own time zone: the firm's hours are those of its place. */
export function isOutsideHours(hours: WorkingHours, local: { readonly day: number; readonly minute: number }): boolean {
  return !hours.workDays.includes(local.day) || local.minute < hours.workFrom || local.minute >= hours.workUntil;
}
