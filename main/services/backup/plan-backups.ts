// Automatic backups: once a day, and when Rekey closes after something was done. The passphrase is kept sealed under the data
// key. What fails is on record and shown to every Partner Admin once, and tried again every hour.
import { basename, dirname, join } from 'node:path';
import { Refusal, refuse } from '../../domain/refusal.ts';
import type { OnPhase } from '../../storage/backup/phase.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { noteLastBackup } from '../../storage/files/last-backup-note.ts';
import { getHead } from '../../storage/tables/activity.ts';
import {
  type BackupPlan,
  getBackupPlan,
  putAutomaticBackup,
  removeBackupPlan,
  setBackupPlan,
} from '../../storage/tables/backup-plan.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { getLastBackup, setLastBackup } from '../../storage/tables/last-backup.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { findMove } from '../act/moved-firm.ts';
import { recordActivity } from '../act/record-activity.ts';
import { isSameBytes } from '../secrets/secret-box.ts';
import { forgetUnfinished, freeName, isFolder, makeExpected, rotate } from './automatic-files.ts';
import { type BackupOrder, backUp, isOver } from './back-up.ts';
import { oneAtATime } from './make-backup.ts';
import { requireSafePlace } from './require-safe-place.ts';
import { toRefusal } from './to-refusal.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PLACE = 'backup passphrase';

/**
 * Makes the first backup at once, which shows that the folder takes it. Then it goes on by itself.
 * @param chooseFolder undefined: the person cancelled.
 * @returns false when the person cancelled.
 * @throws Refusal as backUp. There is no plan then, or the one before.
 */
export async function planBackups(
  context: Context,
  actor: Actor,
  order: BackupOrder,
  chooseFolder: (suggestedName: string) => Promise<string | undefined>,
  onPhase: OnPhase,
): Promise<boolean> {
  const choosePlace = async (name: string): Promise<string | undefined> => {
    const folder = await chooseFolder(name);
    return folder === undefined ? undefined : join(folder, freeName(context, folder));
  };
  const file = await backUp(context, actor, order, choosePlace, onPhase);
  if (file === undefined) return false;
  context.storage.transaction((tx) => {
    beginPlan(context, tx, file, order.passphrase);
    recordActivity(context, tx, { action: 'backup.planned', outcome: 'done', actor: actor.user });
  });
  return true;
}

/** @param first the first backup of the plan. */
export function beginPlan(context: Context, tx: Tx, first: string, passphrase: string): void {
  const now = context.clock.now();
  const sealedPassphrase = context.secretBox.seal(PLACE, new TextEncoder().encode(passphrase));
  removeBackupPlan(tx);
  setBackupPlan(tx, { folder: dirname(first), sealedPassphrase, triedAt: now, failedBecause: null });
  putAutomaticBackup(tx, basename(first), now);
}

/** A second click is harmless. The files stay where they are. */
export function stopBackups(context: Context, actor: Actor): void {
  context.storage.transaction((tx) => {
    if (removeBackupPlan(tx))
      recordActivity(context, tx, { action: 'backup.plan_ended', outcome: 'done', actor: actor.user });
  });
}

/**
 * Makes a backup where the plan wants one now.
 * @param isClosing Rekey is about to close: not once a day, but after anything was done.
 * @returns whether it has tried.
 */
export async function backUpIfDue(context: Context, isClosing: boolean): Promise<boolean> {
  const plan = getBackupPlan(context.storage.read);
  if (plan === undefined || !isBackupDue(context, isClosing)) return false;
  return (await tryPlan(context, plan)) !== 'busy';
}

/** @throws what nobody expects, once it is on record. */
async function tryPlan(context: Context, plan: BackupPlan): Promise<'made' | 'failed' | 'busy'> {
  try {
    await oneAtATime(context, () => carryOut(context, plan));
    return 'made';
  } catch (error) {
    const refusal = toRefusal(error);
    const code = refusal instanceof Refusal ? refusal.reason.code : 'unexpected';
    if (code === 'backup_busy') return 'busy';
    // Also what nobody expects is on record, and does not begin again in the next minute.
    noteFailure(context, plan, code);
    if (code === 'unexpected') throw error;
    return 'failed';
  }
}

/**
 * `planned`: a backup before an update goes where automatic backups go. `nothing`: there is no firm to back up. `not_open`: there may
 * be one behind the sample.
 */
export type BeforeUpdate = 'planned' | 'no_plan' | 'nothing' | 'not_open';

export function backupBeforeUpdate(context: Context): BeforeUpdate {
  const { read } = context.storage;
  if (context.isSample) return 'not_open';
  if (getFirm(read) === undefined || findMove(context, read) !== undefined) return 'nothing';
  return getBackupPlan(read) === undefined ? 'no_plan' : 'planned';
}

/** Nobody is asked for the passphrase, so it takes automatic backups. @returns whether it is made, opened again and checked. */
export async function backUpBeforeUpdate(context: Context): Promise<boolean> {
  const plan = getBackupPlan(context.storage.read);
  return plan !== undefined && (await tryPlan(context, plan).catch(() => 'failed')) === 'made';
}

/** @param isClosing see backUpIfDue. */
export function isBackupDue(context: Context, isClosing: boolean): boolean {
  const { read } = context.storage;
  const plan = getBackupPlan(read);
  if (plan === undefined || findMove(context, read) !== undefined) return false;
  const { triedAt } = plan;
  // Not the latest time that was shown: behind it, each backup would seem to be days old.
  const now = context.clock.now();
  const last = getLastBackup(read);
  // The record of the backup itself came after it. Rekey does not wait for a folder that is gone.
  if (isClosing) return canTryAgain(plan) && getHead(read).seq > (last?.records ?? 0) + 1;
  const isRested = triedAt === null || isOver(triedAt, HOUR_MS, now);
  return isRested && (last === undefined || isOver(last.checkedAt, DAY_MS, now));
}

/** The stick may be back since the last try. */
const canTryAgain = ({ folder, failedBecause }: BackupPlan): boolean =>
  failedBecause === null || (failedBecause === 'backup_not_saved' && isFolder(folder));

async function carryOut(context: Context, plan: BackupPlan): Promise<void> {
  const { storage } = context;
  const passphrase = new TextDecoder().decode(context.secretBox.open(PLACE, plan.sealedPassphrase));
  // A folder that is gone, such as a stick that was pulled out, is not made again somewhere else.
  if (!isFolder(plan.folder)) refuse({ code: 'backup_not_saved' });
  requireSafePlace(context.home, plan.folder);
  forgetUnfinished(context);
  const name = freeName(context, plan.folder);
  const file = join(plan.folder, name);
  const { people, records, isRecordIntact } = await makeExpected(context, plan.folder, name, passphrase);
  const now = context.clock.now();
  const isStillPlanned = storage.transaction((tx) => {
    const isSamePlan = noteTry(tx, plan, now, null) !== undefined;
    // Without it, or with another one, the file is nobody's: it stays.
    if (isSamePlan) putAutomaticBackup(tx, name, now);
    setLastBackup(tx, { checkedAt: now, people, records, isRecordIntact });
    recordActivity(context, tx, { action: 'backup.made_by_plan', outcome: 'done', detail: { people, records } });
    return isSamePlan;
  });
  noteLastBackup(context.home.anchorFile, { file, checkedAt: now, records });
  if (isStillPlanned) rotate(context, plan.folder);
}

/** The first of a row of failures is on record and raises an alert. */
function noteFailure(context: Context, plan: BackupPlan, code: string): void {
  context.storage.transaction((tx) => {
    if (noteTry(tx, plan, context.clock.now(), code)?.failedBecause === null)
      recordActivity(context, tx, { action: 'backup.failed', outcome: 'failed', reason: code });
  });
}

/**
 * A plan that somebody has stopped or replaced since then stays as it is.
 * @returns the plan before; undefined where it is another one by now.
 */
function noteTry(tx: Tx, tried: BackupPlan, triedAt: number, failedBecause: string | null): BackupPlan | undefined {
  const plan = getBackupPlan(tx);
  if (plan?.folder !== tried.folder || !isSameBytes(plan.sealedPassphrase, tried.sealedPassphrase)) return undefined;
  setBackupPlan(tx, { ...plan, triedAt, failedBecause });
  return plan;
}
