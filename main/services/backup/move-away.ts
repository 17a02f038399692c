// Moves the firm to another computer: a backup that says so, and the mark that closes this copy. The file is whole and proved
// before the mark is written. A kill in between leaves the firm here as it was, and the next start says so. An act that
// comes between the copy and the mark would be lost, so the firm is not moved then.
import { rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Refusal, refuse } from '../../domain/refusal.ts';
import type { MadeBackup } from '../../storage/backup/make-backup.ts';
import type { OnPhase } from '../../storage/backup/phase.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { noteLastBackup } from '../../storage/files/last-backup-note.ts';
import { getHead } from '../../storage/tables/activity.ts';
import { setLastBackup } from '../../storage/tables/last-backup.ts';
import { getNewestMove } from '../../storage/tables/moves.ts';
import { endAllSessions } from '../../storage/tables/sessions.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { computerName, findMove, sealMove } from '../act/moved-firm.ts';
import { proveCode } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { findAlteredEnd } from '../act/record-seal.ts';
import type { BackupOrder } from './back-up.ts';
import { backupName, makeBackup, oneAtATime } from './make-backup.ts';
import { requireSafePlace } from './require-safe-place.ts';
import { requireUsablePassphrase } from './require-usable-passphrase.ts';
import { toRefusal } from './to-refusal.ts';

/**
 * @param choosePlace asks the person for a file under this name. Undefined: they cancelled.
 * @returns false when the person cancelled.
 * The page about damaged data names the file, and says that the firm was moved with it.
 * @throws Refusal move_overtaken, and as backUp. The firm stays here then.
 */
export async function moveAway(
  context: Context,
  actor: Actor,
  order: BackupOrder,
  choosePlace: (suggestedName: string) => Promise<string | undefined>,
  onPhase: OnPhase,
): Promise<boolean> {
  const { storage } = context;
  await requireUsablePassphrase(storage.read, order.passphrase, order.repeated);
  return oneAtATime(context, async () => {
    // Also within the five minutes after another one: this signs everybody out.
    if (order.code === '') refuse({ code: 'fresh_code_needed' });
    proveCode(context, actor, order.code);
    const target = await choosePlace(backupName(context, '-move'));
    if (target === undefined) return false;
    requireSafePlace(context.home, dirname(target));
    const begun = { action: 'firm.move_begun', outcome: 'done', actor: actor.user, detail: fileOf(target) } as const;
    storage.transaction((tx) => recordActivity(context, tx, begun));
    storage.settle();
    let isMade = false;
    try {
      const made = await makeBackup(context, target, order.passphrase, onPhase, computerName());
      isMade = true;
      const checkedAt = context.clock.now();
      storage.transaction((tx) => mark(context, tx, actor, target, made, checkedAt));
      storage.settle();
      noteLastBackup(context.home.anchorFile, { file: target, checkedAt, records: made.records, isMove: true });
      return true;
    } catch (error) {
      const refusal = toRefusal(error);
      const reason = refusal instanceof Refusal ? refusal.reason.code : 'unexpected';
      if (isMade) removeUnlessMoved(context, target);
      noteFailure(context, actor, reason);
      throw refusal;
    }
  });
}

/** A file that no firm was closed for must not be taken for a move. Where the mark cannot be read, the file stays. */
function removeUnlessMoved(context: Context, target: string): void {
  try {
    if (findMove(context, context.storage.read) === undefined) rmSync(target, { force: true });
  } catch {
    // The firm cannot be read any more, or the stick was pulled out: the file may be all there is.
  }
}

function noteFailure(context: Context, { user }: Actor, reason: string): void {
  try {
    context.storage.transaction((tx) =>
      recordActivity(context, tx, { action: 'firm.move_failed', outcome: 'failed', actor: user, reason }),
    );
  } catch {
    // The disk is full. The next start finds a move that was begun, and says so.
  }
}

const fileOf = (target: string) => ({ fileName: basename(target).slice(0, 255) });

function mark(context: Context, tx: Tx, actor: Actor, target: string, made: MadeBackup, now: number): void {
  const { people, records, isRecordIntact } = made;
  const { seq } = getHead(tx);
  if (seq !== records || findAlteredEnd(context, tx) !== undefined) refuse({ code: 'move_overtaken' });
  const file = fileOf(target);
  recordActivity(context, tx, {
    action: 'firm.moved',
    outcome: 'done',
    actor: actor.user,
    detail: { ...file, people, records, seal: sealMove(context, seq + 1, file.fileName) },
  });
  setLastBackup(tx, { checkedAt: now, people, records, isRecordIntact });
  endAllSessions(tx, 'application_closed', now);
}

/** At a start: a move that was killed before its mark left the firm here, and perhaps a file. Every Partner Admin is told. */
export function noteInterruptedMove(context: Context): void {
  const begun = getNewestMove(context.storage.read);
  if (begun?.action !== 'firm.move_begun') return;
  const { fileName } = begun.detail;
  context.storage.transaction((tx) =>
    recordActivity(context, tx, {
      action: 'firm.move_interrupted',
      outcome: 'failed',
      ...(typeof fileName === 'string' ? { detail: { fileName } } : {}),
    }),
  );
}
