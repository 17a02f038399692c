// Looks at each new activity record, in its transaction, and raises the alerts that every Partner Admin should see. The
// rules and their numbers are in domain/alerts.ts. Most records need no query.
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
import { recentOf, recentOn } from '../../storage/tables/activity.ts';
import { hasAlertSince, insertAlert } from '../../storage/tables/alerts.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { hasStartedSession } from '../../storage/tables/sessions.ts';

/** A reset longer ago than this has nothing to do with what follows. */
const RESET_IS_RECENT_MS = 7 * 24 * 3_600_000;

const ALWAYS: Readonly<Record<string, AlertKind>> = {
  'account.frozen': 'repudiated',
  'recovery_kit.used': 'recovery_kit_used',
  'recovery_kit.requested': 'recovery_kit_waits',
  'record.cut': 'record_cut',
  'record.altered': 'record_altered',
  'credential.altered': 'record_altered',
};

export function raiseAlerts(tx: Tx, record: ActivityRecord): void {
  for (const kind of kindsFor(tx, record)) {
    const alert = {
      at: record.at,
      kind,
      actorId: record.actorId,
      actorName: record.actorName,
      subjectId: record.targetId,
      subjectName: record.targetName,
      activitySeq: record.seq,
    };
    // These are about the actor, not the targets: one alert for any number of targets.
    const said =
      kind === 'many_resets' || kind === 'outside_hours' ? { ...alert, subjectId: null, subjectName: null } : alert;
    // A second alteration within the hour is another place: the first one must not hide it.
    if (kind === 'record_altered' || !hasAlertSince(tx, said, record.at - SAME_ALERT_MS)) insertAlert(tx, said);
  }
}

function kindsFor(tx: Tx, record: ActivityRecord): readonly AlertKind[] {
  const always = ALWAYS[record.action];
  if (always !== undefined && record.outcome !== 'denied')
    return always === 'recovery_kit_waits' && record.detail['waits'] !== true ? [] : [always];
  if (record.action.endsWith('.refused') && record.actorId !== null)
    return hasManyRefusals(tx, record.actorId, record.at) ? ['many_refused_codes'] : [];
  // One reset of a bulk reset: the bulk reset has a record of its own.
  if (
    record.outcome !== 'done' ||
    record.actorId === null ||
    (record.detail['bulkId'] !== undefined && record.action !== 'two_factor.bulk_reset')
  )
    return [];
  const kinds: AlertKind[] = [];
  if (isReset(record.action)) {
    const firm = getFirm(tx);
    if (firm !== undefined && isOutsideHours(firm, localTime(record.at))) kinds.push('outside_hours');
    if (hasManyResets(tx, record.actorId, record.at)) kinds.push('many_resets');
    if (record.detail['alsoResetPassword'] === true || record.detail['alsoResetTwoFactor'] === true)
      kinds.push('both_halves');
    if (record.targetId !== null && hasDoneOnToday(tx, record, isEditThatMatters)) kinds.push('reset_then_change');
  }
  if (isEditThatMatters(record) && hasDoneOnToday(tx, record, ({ action }) => isReset(action)))
    kinds.push('reset_then_change');
  if (isAdminAct(record.action) && hasJustSetUpAfterReset(tx, record.actorId, record.at))
    kinds.push('reset_then_admin_act');
  return kinds;
}

type Facts = Pick<ActivityRecord, 'action' | 'detail'>;

const isEditThatMatters = ({ action, detail }: Facts): boolean =>
  action === 'user.edited' && (detail['roleTo'] !== undefined || detail['emailTo'] !== undefined);

function hasManyResets(tx: Tx, actorId: number, at: number): boolean {
  return hasAtLeast(
    RESETS_ARE_MANY,
    recentOf(tx, actorId, at - MANY_WITHIN_MS),
    ({ action, outcome, detail }) =>
      outcome === 'done' && isReset(action) && (detail['bulkId'] === undefined || action === 'two_factor.bulk_reset'),
  );
}

function hasManyRefusals(tx: Tx, actorId: number, at: number): boolean {
  return hasAtLeast(REFUSALS_ARE_MANY, recentOf(tx, actorId, at - MANY_WITHIN_MS), ({ action }) =>
    action.endsWith('.refused'),
  );
}

/** Stops reading as early as it can: the transaction that writes the record waits for it. */
function hasAtLeast<T>(count: number, items: Iterable<T>, matches: (item: T) => boolean): boolean {
  let found = 0;
  for (const item of items) {
    if (matches(item)) found += 1;
    if (found === count) return true;
  }
  return false;
}

function hasDoneOnToday(tx: Tx, { targetId, at, seq }: ActivityRecord, matches: (facts: Facts) => boolean): boolean {
  if (targetId === null) return false;
  return hasAtLeast(
    1,
    recentOn(tx, targetId, dayBegins(at)),
    (record) => record.seq !== seq && record.outcome === 'done' && matches(record),
  );
}

function hasJustSetUpAfterReset(tx: Tx, actorId: number, at: number): boolean {
  if (!hasStartedSession(tx, actorId, 'set_up', at - ADMIN_ACT_SOON_MS)) return false;
  return hasAtLeast(
    1,
    recentOn(tx, actorId, at - RESET_IS_RECENT_MS),
    ({ action, outcome }) => action === 'two_factor.reset' && outcome === 'done',
  );
}

function localTime(at: number): { readonly day: number; readonly minute: number } {
  const local = new Date(at);
  return { day: local.getDay(), minute: local.getHours() * 60 + local.getMinutes() };
}

/** Midnight before `at`, in the computer's time zone. */
function dayBegins(at: number): number {
  const local = new Date(at);
  return new Date(local.getFullYear(), local.getMonth(), local.getDate()).getTime();
}
