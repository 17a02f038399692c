// Copies the files of a damaged firm as they are, before a backup takes their place: somebody else may read out what is left.
// Rekey does not: SQLite's recovery is a program of its own, and none that is well kept comes with Rekey.
import { constants, existsSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { refuse } from './domain/refusal.ts';
import { requireSafePlace } from './services/backup/require-safe-place.ts';

/** The data key is not among them: it stays in the data folder, and every backup has it. */
const FILES = ['rekey.db', 'rekey.db-wal', 'rekey.db-shm', 'rekey.db-journal'];

/**
 * @param place the folder and the anchor of the firm.
 * @returns the name of the new folder, which is whole or not there.
 * @throws Refusal backup_in_data_folder, file_not_saved.
 */
export async function saveDamagedFiles(
  place: { readonly folder: string; readonly anchorFile: string },
  target: string,
  now: number,
): Promise<string> {
  requireSafePlace(place, target);
  const made = join(target, freeName(target, `rekey-damaged-${new Date(now).toISOString().slice(0, 10)}`));
  const partial = `${made}.partial`;
  try {
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { mode: 0o700 });
    // A link would lead somewhere else.
    for (const file of [...FILES.map((name) => join(place.folder, name)), place.anchorFile])
      if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === true)
        await copyFile(file, join(partial, basename(file)), constants.COPYFILE_EXCL);
    renameSync(partial, made);
    return basename(made);
  } catch {
    try {
      rmSync(partial, { recursive: true, force: true });
    } catch {
      // The disk is gone, with what was copied.
    }
    return refuse({ code: 'file_not_saved' });
  }
}

function freeName(folder: string, name: string): string {
  let free = name;
  for (let number = 2; existsSync(join(folder, free)); number++) free = `${name}-${number}`;
  return free;
}
