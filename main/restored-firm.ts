// Prepares the firm of a backup beside the place where it will be: wrapped by this computer's key store, upgraded, sealed,
// and with its first records. It takes the place of the old one by renames (storage/files/replace-folder.ts).
import { basename, join } from 'node:path';
import { unmanaged } from './domain/managed.ts';
import { refuse } from './domain/refusal.ts';
import type { Clock } from './services/act/context.ts';
import { beginRestored } from './services/backup/begin-restored.ts';
import { checkMoved } from './services/backup/check-moved.ts';
import type { Restorable, StagedBackup } from './services/backup/open-chosen.ts';
import { openAnchor } from './storage/files/anchor.ts';
import { DataKeyProblem, type KeyStore, keepDataKey } from './storage/files/data-key.ts';
import { noteLastBackup } from './storage/files/last-backup-note.ts';
import { clearStaging, stagingOf } from './storage/files/replace-folder.ts';
import { writeFileWhole } from './storage/files/write-file-whole.ts';
import type { User } from './storage/tables/users.ts';
import { openWorkspace } from './workspace.ts';

interface Place {
  readonly folder: string;
  readonly anchorFile: string;
}

interface Dependencies {
  readonly keyStore: KeyStore;
  readonly clock: Clock;
  readonly appVersion: string;
}

/**
 * @param by who asked for it, where there was a firm.
 * @param requireSame throws where the firm that is there is another one by now.
 * @throws Refusal backup_not_rekey (the key in the backup does not open its data), and DatabaseProblem, DataKeyProblem, or the error of the system. The firm that is there is unchanged.
 */
export async function prepareRestored(
  staged: Omit<Restorable, 'file'>,
  place: Place,
  dependencies: Dependencies,
  by: User | undefined,
  requireSame: () => void = () => undefined,
): Promise<void> {
  try {
    await prepareStaged(staged, place, dependencies, by);
    requireSame();
  } catch (error) {
    // A whole firm and its key do not stay beside the one that is open.
    clearStaging(place.folder);
    if (error instanceof DataKeyProblem) return refuse({ code: 'backup_not_rekey' });
    throw error;
  }
}

/** The last checked backup is now this one. A later one holds what the restore has undone. */
export function noteRestored({ file, manifest }: StagedBackup, { anchorFile }: Place, clock: Clock): void {
  noteLastBackup(anchorFile, { file, checkedAt: clock.now(), records: manifest.records });
}

async function prepareStaged(
  { key, manifest, isRecordIntact, isSecondApproverRequired, kitMadeBy }: Omit<Restorable, 'file'>,
  { folder, anchorFile }: Place,
  dependencies: Dependencies,
  by: User | undefined,
): Promise<void> {
  const staging = stagingOf(folder);
  const stagedFolder = join(staging, 'firm');
  const stagedAnchor = join(staging, basename(anchorFile));
  await keepDataKey(join(stagedFolder, 'data-key.json'), key, dependencies.keyStore);
  if (manifest.anchor !== '') writeFileWhole(stagedAnchor, manifest.anchor);
  const workspace = await openWorkspace(stagedFolder, {
    ...dependencies,
    managed: unmanaged(''),
    isSample: false,
    anchorFile: stagedAnchor,
  });
  try {
    const { context } = workspace;
    const lastEnd = openAnchor(anchorFile, (text) => context.secretBox.mac('anchor', text)).lastEnd();
    const check = manifest.movedFrom === undefined ? undefined : await checkMoved(context, isRecordIntact);
    context.storage.transaction((tx) =>
      beginRestored(context, tx, { manifest, by, lastEnd, isSecondApproverRequired, kitMadeBy, check }),
    );
  } finally {
    workspace.close();
  }
}
