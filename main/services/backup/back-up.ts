// A Partner Admin makes a backup of the firm. It holds every secret, so it asks for presence, and it is on record before the
// file is written: nobody takes one along in silence.
import { dirname } from 'node:path';
import type { OnPhase } from '../../storage/backup/phase.ts';
import { noteLastBackup } from '../../storage/files/last-backup-note.ts';
import { getBackupPlan } from '../../storage/tables/backup-plan.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { getLastBackup, type LastBackup, setLastBackup } from '../../storage/tables/last-backup.ts';
import type { Actor } from '../act/actor.ts';
import { latestTime } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { isPresent, provePresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { printedNumberAt } from '../firm/printed-number.ts';
import { forgetUnfinished } from './automatic-files.ts';
import { backupName, makeBackup, oneAtATime } from './make-backup.ts';
import { requireSafePlace } from './require-safe-place.ts';
import { requireUsablePassphrase } from './require-usable-passphrase.ts';
import { toRefusal } from './to-refusal.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface BackupState {
  readonly last: (LastBackup & { readonly printedNumber: string }) | null;
  /** There is none, or none for as long as the policy allows. */
  readonly isDue: boolean;
  /** Automatic backups. */
  readonly plan: { readonly folder: string; readonly hasFailed: boolean } | null;
  /** Of automatic backups, where the policy file names it. */
  readonly fixedFolder: string | null;
  readonly needsCode: boolean;
}

export function getBackupState(context: Context, actor: Actor): BackupState {
  const { read } = context.storage;
  const last = getLastBackup(read) ?? null;
  const plan = getBackupPlan(read);
  const dueAfter = (getFirm(read)?.backupDays ?? 0) * DAY_MS;
  return {
    last: last === null ? null : { ...last, printedNumber: printedNumberAt(read, last.records) },
    isDue: last === null || isOver(last.checkedAt, dueAfter, latestTime(context, read)),
    plan: plan === undefined ? null : { folder: plan.folder, hasFailed: plan.failedBecause !== null },
    fixedFolder: context.managed.settings.backupFolder ?? null,
    needsCode: !isPresent(context, actor.session.presenceAt),
  };
}

/** A time that is still to come is from a clock that ran ahead: nobody waits for it. */
export const isOver = (since: number, period: number, now: number): boolean =>
  now - since >= period || since - now > HOUR_MS;

export interface BackupOrder {
  readonly passphrase: string;
  readonly repeated: string;
  /** The actor's own fresh code. May be empty within five minutes of the last one. */
  readonly code: string;
}

/**
 * @param choosePlace asks the person for a file under this name. Undefined: they cancelled.
 * @returns the file; undefined when the person cancelled.
 * @throws Refusal bad_input (passphrase, repeated), backup_busy, backup_in_data_folder, backup_not_saved, backup_not_proved,
 * and as provePresence.
 */
export async function backUp(
  context: Context,
  actor: Actor,
  order: BackupOrder,
  choosePlace: (suggestedName: string) => Promise<string | undefined>,
  onPhase: OnPhase,
): Promise<string | undefined> {
  const { storage } = context;
  await requireUsablePassphrase(storage.read, order.passphrase, order.repeated);
  return oneAtATime(context, async () => {
    provePresence(context, actor, order.code);
    // The person may choose the name of one that a kill has stopped: the file is theirs then.
    forgetUnfinished(context);
    const target = await choosePlace(backupName(context));
    if (target === undefined) return undefined;
    requireSafePlace(context.home, dirname(target));
    const { user } = actor;
    storage.transaction((tx) => recordActivity(context, tx, { action: 'backup.begun', outcome: 'done', actor: user }));
    storage.settle();
    try {
      const { people, records, isRecordIntact } = await makeBackup(context, target, order.passphrase, onPhase);
      const checkedAt = context.clock.now();
      storage.transaction((tx) => {
        setLastBackup(tx, { checkedAt, people, records, isRecordIntact });
        const detail = { people, records };
        recordActivity(context, tx, { action: 'backup.made', outcome: 'done', actor: user, detail });
      });
      storage.settle();
      noteLastBackup(context.home.anchorFile, { file: target, checkedAt, records });
      return target;
    } catch (error) {
      throw toRefusal(error);
    }
  });
}
