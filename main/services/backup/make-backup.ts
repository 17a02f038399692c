// One backup of the open firm, for a person or for the plan.

import { join } from 'node:path';
import { refuse } from '../../domain/refusal.ts';
import { makeBackupInWorker } from '../../storage/backup/backup-in-worker.ts';
import type { MadeBackup } from '../../storage/backup/make-backup.ts';
import type { OnPhase } from '../../storage/backup/phase.ts';
import { toKeyText } from '../../storage/files/data-key.ts';
import { readSmallFile } from '../../storage/files/read-small-file.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import type { Context } from '../act/context.ts';
import { recordWatchOf } from '../firm/record-watch.ts';

/** Beside the database; see cleanUpBackup. */
export const workFolderOf = (folder: string): string => join(folder, 'backup-work');

/** Folders of which a backup is being made. */
const busy = new Set<string>();

/** Runs work that makes a backup, one at a time. @throws Refusal backup_busy. */
export async function oneAtATime<T>({ home }: Context, work: () => Promise<T>): Promise<T> {
  if (busy.has(home.folder)) return refuse({ code: 'backup_busy' });
  busy.add(home.folder);
  try {
    return await work();
  } finally {
    busy.delete(home.folder);
  }
}

/**
 * @param movedFrom the name of this computer, where the backup moves the firm to another one.
 * @throws BackupProblem, DatabaseProblem.
 */
export function makeBackup(
  context: Context,
  target: string,
  passphrase: string,
  onPhase: OnPhase,
  movedFrom?: string,
): Promise<MadeBackup> {
  const { storage, home } = context;
  // The anchor in the backup is one that its record goes on from.
  recordWatchOf(context).lookAtEnd();
  return makeBackupInWorker(
    {
      kind: 'make',
      database: storage.source,
      workFolder: workFolderOf(home.folder),
      target,
      passphrase,
      key: toKeyText(home.dataKey),
      anchor: readAnchor(home.anchorFile),
      isSample: context.isSample,
      madeAt: context.clock.now(),
      appVersion: context.appVersion,
      ...(movedFrom === undefined ? {} : { movedFrom }),
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
export function backupName(context: Context, suffix = ''): string {
  const firm = (getFirm(context.storage.read)?.name ?? '')
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  const now = new Date(context.clock.now());
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `${firm === '' ? 'firm' : firm}-${day}${suffix}.rekey-backup.age`;
}
