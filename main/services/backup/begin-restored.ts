// The first transaction of a firm that comes from a backup. What was issued before the backup may have been used or ended
// since, and nobody can know it: codes, requests that wait and sessions end. It is on record, and every Partner Admin is
// told.
import { stepAt } from '../../domain/two-factor.ts';
import type { Manifest } from '../../storage/backup/manifest.ts';
import type { Tx } from '../../storage/engine/database.ts';
import type { AnchoredEnd } from '../../storage/files/anchor.ts';
import { raiseSteps } from '../../storage/tables/authenticators.ts';
import { removeBackupPlan } from '../../storage/tables/backup-plan.ts';
import { getHighWater, setHighWater } from '../../storage/tables/clock.ts';
import { getFirm, updateFirm } from '../../storage/tables/firm.ts';
import { voidIssuedCodes } from '../../storage/tables/issued-codes.ts';
import { setLastBackup } from '../../storage/tables/last-backup.ts';
import { stopKitUse } from '../../storage/tables/recovery-kit.ts';
import { markNotServing, removePairing } from '../../storage/tables/server.ts';
import { endAllSessions } from '../../storage/tables/sessions.ts';
import { getUser, nameOf, type User } from '../../storage/tables/users.ts';
import type { Context } from '../act/context.ts';
import { recordActivity } from '../act/record-activity.ts';
import type { MoveCheck } from './check-moved.ts';

export interface Restoration {
  readonly manifest: Manifest;
  /** Who asked for it; undefined where there was no firm to sign in to. */
  readonly by: User | undefined;
  /** Where the record of this firm ended on this computer; undefined where nobody can know it. */
  readonly lastEnd: AnchoredEnd | undefined;
  /** By the policy of the firm that is replaced. */
  readonly isSecondApproverRequired: boolean;
  /** Of a firm that was moved. */
  readonly check: MoveCheck | undefined;
  /** Who made the recovery kit that was shown for it. */
  readonly kitMadeBy: string | undefined;
}

/** @param context of the firm from the backup, which has just been opened. */
export function beginRestored(context: Context, tx: Tx, restoration: Restoration): void {
  const { manifest, by, lastEnd, check } = restoration;
  const now = context.clock.now();
  const { madeAt, people, records, movedFrom } = manifest;
  // Also those that the start of it has kept for desktops.
  endAllSessions(tx, 'application_closed', now);
  voidIssuedCodes(tx, now);
  stopKitUse(tx, null);
  // The folder was one of the computer where the backup was made.
  removeBackupPlan(tx);
  // Nobody has asked for a port to be open here.
  markNotServing(tx);
  removePairing(tx);
  // A code that was used before must not work again.
  const knownUntil = Math.max(madeAt, lastEnd?.at ?? 0);
  setHighWater(tx, Math.max(knownUntil, getHighWater(tx)));
  raiseSteps(tx, stepAt(knownUntil) + 1);
  setLastBackup(tx, { checkedAt: now, people, records, isRecordIntact: true });
  const known = by === undefined ? undefined : getUser(tx, by.id);
  const isSame = known !== undefined && by !== undefined && known.email === by.email;
  const isKept = restoration.isSecondApproverRequired && requireSecondApprover(tx);
  recordActivity(context, tx, {
    action: 'firm.restored',
    outcome: 'done',
    actor: isSame ? known : undefined,
    detail: {
      backupMadeAt: madeAt,
      ...(movedFrom === undefined || check === undefined ? {} : { movedFrom, people, records, ...check }),
      ...(by !== undefined && !isSame ? { restoredBy: nameOf(by) } : {}),
      ...(isKept ? { secondApproverRequiredFrom: false, secondApproverRequiredTo: true } : {}),
      ...(restoration.kitMadeBy === undefined ? {} : { withKitOf: restoration.kitMadeBy }),
      ...(lastEnd === undefined ? {} : { recordsLost: Math.max(0, lastEnd.seq - records) }),
    },
  });
}

/** @returns false where the firm of the backup has the policy too. */
function requireSecondApprover(tx: Tx): boolean {
  const firm = getFirm(tx);
  if (firm === undefined || firm.isSecondApproverRequired) return false;
  return updateFirm(tx, firm.version, { ...firm, isSecondApproverRequired: true });
}
