// Alerts: acts that are allowed, but that a break-in would also consist of. Every Partner Admin sees them. The rules
// look at the newest record and a few facts about earlier ones. An alert stops nothing.

export type AlertKind =
  | 'repudiated'
  | 'many_resets'
  | 'outside_hours'
  | 'reset_then_change'
  | 'reset_then_admin_act'
  | 'many_refused_codes'
  | 'both_halves'
  | 'recovery_kit_used'
  | 'recovery_kit_waits'
  | 'record_cut'
  | 'record_altered'
  | 'record_seen_otherwise'
  | 'number_changed'
  | 'made_partner_admin'
  | 'let_in'
  | 'admin_removed'
  | 'second_approver_off'
  | 'firm_restored'
  | 'data_key_found'
  | 'backup_failed'
  | 'firm_moved'
  | 'copy_used_again'
  | 'move_interrupted'
  | 'server_started'
  | 'server_taken_over'
  | 'desktop_joined'
  | 'desktop_revoked'
  | 'desktop_slowed';

/**
 * These are about the actor's own account, and somebody else may have used it; or about the whole firm as it is now. Every
 * other alert is about what the actor did to others: it tells the actor nothing.
 */
export const ALERTS_FOR_THE_ACTOR: readonly AlertKind[] = [
  'many_refused_codes',
  'reset_then_admin_act',
  'recovery_kit_used',
  'recovery_kit_waits',
  'firm_restored',
  'data_key_found',
  'firm_moved',
  'copy_used_again',
  'move_interrupted',
];
const MINUTE = 60_000;
/** People. An attacker works through a list of victims. An office has about one lost phone a day. */
export const RESETS_ARE_MANY = 3;
export const MANY_WITHIN_MS = 60 * MINUTE;
/** Twice as many as a person who mistypes and reads the phone again; fewer than lock the account. */
export const REFUSALS_ARE_MANY = 10;
/** A real owner of a new phone does not start with admin acts. */
export const ADMIN_ACT_SOON_MS = 15 * MINUTE;
/** Repetitions within this time raise no second alert. */
export const SAME_ALERT_MS = 60 * MINUTE;

export const isReset = (action: string): boolean => ['two_factor.reset', 'password.reset'].includes(action);

/** Acts of an administrator on other people or on the firm. */
const ADMIN_ACTS = [
  'two_factor.reset',
  'two_factor.bulk_reset',
  'two_factor.replace_requested',
  'password.reset',
  'user.invited',
  'invitation.resent',
  'user.edited',
  'user.number_changed',
  'user.made_partner_admin',
  'user.deactivated',
  'user.reactivated',
  'account.unfrozen',
  'account.unlocked',
  'recovery_kit.replaced',
  'settings.changed',
  'temporary_code.issued',
  'approval.approved',
  'approval.requested',
  'alert.vouched',
];
export const isAdminAct = (action: string): boolean => ADMIN_ACTS.includes(action);

export interface WorkingHours {
  /** Days of the week, Sunday 0. */
  readonly workDays: readonly number[];
  /** Minutes of the day. `workUntil` is exclusive. */
  readonly workFrom: number;
  readonly workUntil: number;
}

/**
 * @param local day of the week and minute of the day in the computer's time zone, which is that of the firm's hours.
 */
export function isOutsideHours(hours: WorkingHours, local: { readonly day: number; readonly minute: number }): boolean {
  return !hours.workDays.includes(local.day) || local.minute < hours.workFrom || local.minute >= hours.workUntil;
}
