// Makes a backup of the firm. It holds every secret, so it asks for presence, and it is on record before the file is
// written: nobody takes one along in silence.
import { join } from 'node:path';
import { refuse } from '../../domain/refusal.ts';
import { makeBackupInWorker } from '../../storage/backup/backup-in-worker.ts';
import type { OnPhase } from '../../storage/backup/phase.ts';
import { toKeyText } from '../../storage/files/data-key.ts';
import { readSmallFile } from '../../storage/files/read-small-file.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { getLastBackup, type LastBackup, setLastBackup } from '../../storage/tables/last-backup.ts';
import type { Actor } from '../act/actor.ts';
import { latestTime } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { isPresent, provePresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { recordWatchOf } from '../firm/record-watch.ts';
import { requireUsablePassphrase } from './require-usable-passphrase.ts';
import { toRefusal } from './to-refusal.ts';

const DAY_MS = 24 * 3_600_000;
/** A firm without a checked backup for so long is told so. */
const DUE_AFTER_MS = 7 * DAY_MS;
/** Beside the database; see cleanUpBackup. */
const WORK_FOLDER = 'backup-work';

export const workFolderOf = (folder: string): string => join(folder, WORK_FOLDER);

export interface BackupState {
  readonly last: LastBackup | null;
  /** There is none, or none for a week. */
  readonly isDue: boolean;
  readonly needsCode: boolean;
}

export function getBackupState(context: Context, actor: Actor): BackupState {
  const { read } = context.storage;
  const last = getLastBackup(read) ?? null;
  return {
    last,
    isDue: last === null || latestTime(context, read) - last.checkedAt >= DUE_AFTER_MS,
    needsCode: !isPresent(context, actor.session.presenceAt),
  };
}

export interface BackupOrder {
  readonly passphrase: string;
  readonly repeated: string;
  /** The actor's own fresh code. May be empty within five minutes of the last one. */
  readonly code: string;
}

/** Folders of which a backup is being made. */
const busy = new Set<string>();

/**
 * @param choosePlace asks the person for a file under this name. Undefined: they cancelled.
 * @returns false when the person cancelled.
 * @throws Refusal bad_input (passphrase, repeated), backup_busy, backup_not_saved, backup_not_proved, and as provePresence.
 */
export async function backUp(
  context: Context,
  actor: Actor,
  order: BackupOrder,
  choosePlace: (suggestedName: string) => Promise<string | undefined>,
  onPhase: OnPhase,
): Promise<boolean> {
  const { storage, home } = context;
  await requireUsablePassphrase(storage.read, order.passphrase, order.repeated);
  if (busy.has(home.folder)) refuse({ code: 'backup_busy' });
  provePresence(context, actor, order.code);
  busy.add(home.folder);
  try {
    const target = await choosePlace(suggestName(context));
    if (target === undefined) return false;
    const { user } = actor;
    storage.transaction((tx) => recordActivity(context, tx, { action: 'backup.begun', outcome: 'done', actor: user }));
    storage.settle();
    const made = await make(context, target, order.passphrase, onPhase);
    const { people, records, isRecordIntact } = made;
    storage.transaction((tx) => {
      setLastBackup(tx, { checkedAt: context.clock.now(), people, records, isRecordIntact });
      recordActivity(context, tx, { action: 'backup.made', outcome: 'done', actor: user, detail: { people, records } });
    });
    return true;
  } catch (error) {
    throw toRefusal(error);
  } finally {
    busy.delete(home.folder);
  }
}

function make(context: Context, target: string, passphrase: string, onPhase: OnPhase) {
  const { storage, home } = context;
  // The anchor in the backup is one that its record goes on from.
  recordWatchOf(context).lookAtEnd();
  const firm = getFirm(storage.read);
  return makeBackupInWorker(
    {
      kind: 'make',
      database: storage.file,
      workFolder: workFolderOf(home.folder),
      target,
      passphrase,
      key: toKeyText(home.dataKey),
      anchor: readAnchor(home.anchorFile),
      firm: firm?.name ?? '',
      isSample: context.isSample,
      madeAt: context.clock.now(),
      appVersion: context.appVersion,
    },
    onPhase,
  );
}

function readAnchor(file: string): string {
  try {
    return readSmallFile(file) ?? '';
  } catch {
    return '';
  }
}

/** "Quill-Partners-2026-11-30.rekey-backup.age": letters and digits are in every file system. */
function suggestName(context: Context): string {
  const firm = (getFirm(context.storage.read)?.name ?? '')
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  const now = new Date(context.clock.now());
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `${firm === '' ? 'firm' : firm}-${day}.rekey-backup.age`;
}
