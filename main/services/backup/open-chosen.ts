// A backup that somebody has chosen to restore: which file, and what is in it. There is one at a time for an open folder,
// it belongs to the window that has chosen it, and nothing is replaced before the person has seen what it holds.

import { basename, join } from 'node:path';
import { refuse } from '../../domain/refusal.ts';
import { openBackupInWorker } from '../../storage/backup/backup-in-worker.ts';
import type { Manifest } from '../../storage/backup/manifest.ts';
import type { OnPhase } from '../../storage/backup/phase.ts';
import { openAnchor } from '../../storage/files/anchor.ts';
import { fromKeyText } from '../../storage/files/data-key.ts';
import { clearStaging, stagingOf } from '../../storage/files/replace-folder.ts';
import { getHead } from '../../storage/tables/activity.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import type { Context, Home } from '../act/context.ts';
import { createSecretBox, isSameBytes } from '../secrets/secret-box.ts';
import { isStagingInUse, withStaging } from './staging.ts';
import { toRefusal } from './to-refusal.ts';

/** A backup that was decrypted and checked, and waits beside the firm's folder. */
export interface StagedBackup {
  /** The full path of its file. */
  readonly file: string;
  readonly key: Uint8Array;
  readonly manifest: Manifest;
  readonly isRecordIntact: boolean;
}

/** A backup that takes the place of a firm now. */
export interface Restorable extends StagedBackup {
  /** By the policy of the firm that is replaced. One administrator must not switch it off with an older backup. */
  readonly isSecondApproverRequired: boolean;
  /** Who made the recovery kit that was shown for it, where that policy is on. */
  readonly kitMadeBy?: string | undefined;
}

interface Chosen {
  readonly windowId: number;
  readonly file: string;
  isBusy: boolean;
  /** While it is being opened: nobody is there any more to see what is in it. */
  isLeft: boolean;
  staged: StagedBackup | undefined;
}

export interface BackupFacts
  extends Pick<Manifest, 'firm' | 'madeAt' | 'appVersion' | 'people' | 'records' | 'printedNumber'> {
  /** The backup moves the firm: the computer that it comes from. */
  readonly movedFrom: string | null;
  readonly isRecordIntact: boolean;
  /** Records of this firm that were made after the backup. Null: nobody can know here. */
  readonly recordsLost: number | null;
}

const chosenOf = new WeakMap<Context['storage'], Chosen>();

/** @returns the name of the file, to show. @throws Refusal backup_busy. */
export function chooseBackup(context: Context, windowId: number, file: string): string {
  const isBusy = chosenOf.get(context.storage)?.isBusy === true || isStagingInUse(context.home.folder);
  if (isBusy) refuse({ code: 'backup_busy' });
  chosenOf.set(context.storage, { windowId, file, isBusy: false, isLeft: false, staged: undefined });
  return basename(file);
}

/** Forgets what this window has chosen, and removes what was decrypted of it. A second click is harmless. */
export function leaveBackup(context: Context, windowId: number): void {
  const chosen = chosenOf.get(context.storage);
  if (chosen?.windowId !== windowId) return;
  chosen.isLeft = true;
  if (chosen.isBusy) return;
  chosenOf.delete(context.storage);
  if (!isStagingInUse(context.home.folder)) clearStaging(context.home.folder);
}

/** The person who has chosen a backup may have signed out, or the session has run out. */
export function leaveBackupUnless(context: Context, isThere: (windowId: number) => boolean): void {
  const chosen = chosenOf.get(context.storage);
  if (chosen !== undefined && !isThere(chosen.windowId)) leaveBackup(context, chosen.windowId);
}

function requireChosen(context: Context, windowId: number): Chosen {
  const chosen = chosenOf.get(context.storage);
  if (chosen?.windowId !== windowId) return refuse({ code: 'backup_not_chosen' });
  return chosen.isBusy ? refuse({ code: 'backup_busy' }) : chosen;
}

/**
 * Decrypts and checks the chosen backup, beside the firm's folder.
 * @throws Refusal backup_not_chosen, backup_busy, backup_other_firm, backup_of_sample, cannot_write, not_now (the window has
 * left it), and what is wrong with the file. The firm is unchanged.
 */
export async function openChosen(
  context: Context,
  windowId: number,
  passphrase: string,
  onPhase: OnPhase,
): Promise<BackupFacts> {
  const chosen = requireChosen(context, windowId);
  const { storage, home } = context;
  const open = async (): Promise<BackupFacts> => {
    try {
      clearStaging(home.folder);
      const folder = join(stagingOf(home.folder), 'firm');
      const opened = await openBackupInWorker({ kind: 'open', file: chosen.file, passphrase, folder }, onPhase);
      if (chosen.isLeft) return refuse({ code: 'not_now' });
      const { manifest, isRecordIntact } = opened;
      const key = fromKeyText(opened.key);
      if (key === undefined) return refuse({ code: 'backup_not_rekey' });
      if (manifest.isSample) refuse({ code: 'backup_of_sample' });
      const hasFirm = getFirm(storage.read) !== undefined;
      if (hasFirm && !isSameBytes(key, home.dataKey)) refuse({ code: 'backup_other_firm' });
      chosen.staged = { file: chosen.file, key, manifest, isRecordIntact };
      const { firm, madeAt, appVersion, people, records, printedNumber } = manifest;
      const end = hasFirm ? getHead(storage.read).seq : lastEndOf(home, key);
      const recordsLost = end === undefined ? null : Math.max(0, end - records);
      const movedFrom = manifest.movedFrom ?? null;
      return { firm, madeAt, appVersion, people, records, printedNumber, movedFrom, isRecordIntact, recordsLost };
    } catch (error) {
      clearStaging(home.folder);
      throw error;
    }
  };
  chosen.isBusy = true;
  chosen.staged = undefined;
  try {
    return await withStaging(home.folder, open);
  } catch (error) {
    throw toRefusal(error);
  } finally {
    chosen.isBusy = false;
    if (chosen.isLeft) leaveBackup(context, windowId);
  }
}

/** By the anchor that is still here, where it is of the firm in the backup. */
function lastEndOf({ anchorFile }: Home, key: Uint8Array): number | undefined {
  const { mac } = createSecretBox(key, () => new Uint8Array());
  return openAnchor(anchorFile, (text) => mac('anchor', text)).lastEnd()?.seq;
}

/**
 * Puts the backup that this window has opened in the place of the firm. It is used once.
 * @param replace prepares the firm of the backup, and calls `requireSame` when nothing but the replacing is left to do.
 * @throws Refusal backup_not_chosen, backup_busy, not_now (in the sample), backup_other_firm (a firm was made since it
 * was opened).
 */
export async function restoreChosen(
  context: Context,
  windowId: number,
  replace: (restorable: Restorable, requireSame: () => void) => Promise<void>,
): Promise<void> {
  const { staged } = requireChosen(context, windowId);
  if (staged === undefined) return refuse({ code: 'backup_not_chosen' });
  // The sample shows its key and its passwords, and what is replaced is the firm's own folder.
  if (context.isSample) return refuse({ code: 'not_now' });
  const { storage, home } = context;
  chosenOf.delete(storage);
  const requireSame = (): void => {
    // A firm that was found damaged since then is closed: nobody has made another one in it.
    if (storage.isClosed) return;
    if (getFirm(storage.read) !== undefined && !isSameBytes(staged.key, home.dataKey))
      refuse({ code: 'backup_other_firm' });
  };
  requireSame();
  const isSecondApproverRequired = getFirm(storage.read)?.isSecondApproverRequired === true;
  await withStaging(home.folder, () => replace({ ...staged, isSecondApproverRequired }, requireSame));
}
