// Looks at new activity records, in their transaction, and raises the alerts that every Partner Admin should see. The
// rules and their numbers are in domain/alerts.ts. Most records need no query, and no query grows with the record: see
// storage/tables/look-back.ts.
import type { ActivityRecord } from '../../domain/activity-chain.ts';
import {
  ADMIN_ACT_SOON_MS,
  type AlertKind,
  isAdminAct,
  isOutsideHours,
  isReset,
  MANY_WITHIN_MS,
  REFUSALS_ARE_MANY,
  RESETS_ARE_MANY,
  SAME_ALERT_MS,
} from '../../domain/alerts.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { insertAlert, isSaidAlready } from '../../storage/tables/alerts.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { countPeopleReset, countRefusals, listChanged, wasDoneTo, wasReset } from '../../storage/tables/look-back.ts';
import { hasStartedSession } from '../../storage/tables/sessions.ts';

/** A reset longer ago than this has nothing to do with what follows. */
const RESET_IS_RECENT_MS = 7 * 24 * 3_600_000;

/** Hours, not the day of the calendar: an attacker acts before and after midnight, or changes the time zone. */
const CHANGE_IS_SOON_MS = 24 * 3_600_000;

const ALWAYS: Readonly<Record<string, AlertKind>> = {
  'account.frozen': 'repudiated',
  'recovery_kit.used': 'recovery_kit_used',
  'recovery_kit.requested': 'recovery_kit_waits',
  'record.cut': 'record_cut',
  'record.altered': 'record_altered',
  'record.seen_otherwise': 'record_seen_otherwise',
  'firm.restored': 'firm_restored',
  'backup.failed': 'backup_failed',
  'firm.moved': 'firm_moved',
  'firm.used_again': 'copy_used_again',
  'firm.move_interrupted': 'move_interrupted',
  'server.started': 'server_started',
  'server.taken_over': 'server_taken_over',
  'desktop.joined': 'desktop_joined',
  'desktop.revoked': 'desktop_revoked',
  'desktop.slowed': 'desktop_slowed',
  'data_key.found': 'data_key_found',
  'credential.altered': 'record_altered',
  'user.number_changed': 'number_changed',
  'user.made_partner_admin': 'made_partner_admin',
};

/** @param records of one act. Those of a bulk reset are one per person. */
export function raiseAlerts(tx: Tx, records: readonly ActivityRecord[]): void {
  const last = records.at(-1);
  if (last === undefined) return;
  const reset = records.flatMap(({ action, outcome, targetId }) =>
    outcome === 'done' && isReset(action) && targetId !== null ? [targetId] : [],
  );
  const changed = reset.length === 0 ? new Set<number>() : listChanged(tx, reset, last.at - CHANGE_IS_SOON_MS);
  for (const record of records) for (const kind of kindsFor(tx, record, changed)) raise(tx, kind, record);
  // What is about the actor, not the people, is looked at once for all of them.
  for (const kind of kindsForActor(tx, last)) raise(tx, kind, { ...last, targetId: null, targetName: null });
}

function raise(tx: Tx, kind: AlertKind, record: ActivityRecord): void {
  const alert = {
    at: record.at,
    kind,
    actorId: record.actorId,
    actorName: record.actorName,
    subjectId: record.targetId,
    subjectName: record.targetName,
    activitySeq: record.seq,
  };
  const { desktopName } = record.detail;
  const isPerDesktop = kind.startsWith('desktop_') && typeof desktopName === 'string';
  const about = { ...alert, desktopName: isPerDesktop ? desktopName : null };
  // A second alteration within the hour is another place: the first one must not hide it. So is another desktop or
  // computer.
  if (kind === 'record_altered' || kind === 'server_taken_over' || !isSaidAlready(tx, about, record.at - SAME_ALERT_MS))
    insertAlert(tx, alert);
}

/** @param changedBefore whose role, email or number on file was changed within a day, among those who are reset. */
function kindsFor(tx: Tx, record: ActivityRecord, changedBefore: ReadonlySet<number>): readonly AlertKind[] {
  const { action, actorId, targetId, at, detail } = record;
  const kinds: AlertKind[] = [];
  const always = ALWAYS[action];
  if (
    always !== undefined &&
    record.outcome !== 'denied' &&
    !(always === 'recovery_kit_waits' && detail['waits'] !== true)
  )
    kinds.push(always);
  if (action.endsWith('.refused') && actorId !== null) {
    if (countRefusals(tx, actorId, at - MANY_WITHIN_MS, REFUSALS_ARE_MANY) === REFUSALS_ARE_MANY)
      kinds.push('many_refused_codes');
  }
  if (record.outcome !== 'done' || actorId === null) return kinds;
  // A temporary code is the other half of a password reset, too.
  if (detail['alsoResetPassword'] === true || detail['alsoResetTwoFactor'] === true) kinds.push('both_halves');
  if (targetId === null) return kinds;
  if (
    (isReset(action) && changedBefore.has(targetId)) ||
    (isChange(record) && wasReset(tx, targetId, at - CHANGE_IS_SOON_MS))
  )
    kinds.push('reset_then_change');
  return kinds;
}

function kindsForActor(tx: Tx, { action, outcome, actorId, at }: ActivityRecord): readonly AlertKind[] {
  if (outcome !== 'done' || actorId === null) return [];
  const kinds: AlertKind[] = [];
  if (isAdminAct(action) && hasJustSetUpAfterReset(tx, actorId, at)) kinds.push('reset_then_admin_act');
  if (!isReset(action)) return kinds;
  const firm = getFirm(tx);
  if (firm !== undefined && isOutsideHours(firm, localTime(at))) kinds.push('outside_hours');
  if (countPeopleReset(tx, actorId, at - MANY_WITHIN_MS, RESETS_ARE_MANY) === RESETS_ARE_MANY)
    kinds.push('many_resets');
  return kinds;
}

/** A new role, email or number on file. */
const isChange = ({ action, detail }: ActivityRecord): boolean =>
  action === 'user.number_changed' ||
  action === 'user.made_partner_admin' ||
  (action === 'user.edited' && (detail['roleTo'] !== undefined || detail['emailTo'] !== undefined));

function hasJustSetUpAfterReset(tx: Tx, actorId: number, at: number): boolean {
  return (
    hasStartedSession(tx, actorId, 'set_up', at - ADMIN_ACT_SOON_MS) &&
    wasDoneTo(tx, actorId, 'two_factor.reset', at - RESET_IS_RECENT_MS)
  );
}

function localTime(at: number): { readonly day: number; readonly minute: number } {
  const local = new Date(at);
  return { day: local.getDay(), minute: local.getHours() * 60 + local.getMinutes() };
}
