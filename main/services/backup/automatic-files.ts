// The files of automatic backups: their names, and which of them Rekey has made. Only these are written over or removed.
import { lstatSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { toRotateOut } from '../../domain/backup-rotation.ts';
import type { MadeBackup } from '../../storage/backup/make-backup.ts';
import {
  getBackupPlan,
  listAutomaticBackups,
  putAutomaticBackup,
  removeAutomaticBackup,
} from '../../storage/tables/backup-plan.ts';
import type { Context } from '../act/context.ts';
import { backupName, makeBackup } from './make-backup.ts';

/** The person may have chosen a link to a folder. A share of a server that is away is an error of the system. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Nobody is asked before a file is written over, so a backup that a person has put there keeps its name. */
export function freeName(context: Context, folder: string): string {
  const { read } = context.storage;
  const own = getBackupPlan(read)?.folder === folder ? listAutomaticBackups(read).map((backup) => backup.name) : [];
  const isFree = (name: string): boolean =>
    own.includes(name) || lstatSync(join(folder, name), { throwIfNoEntry: false }) === undefined;
  let name = backupName(context);
  for (let number = 2; !isFree(name); number++) name = backupName(context, `-${number}`);
  return name;
}

/**
 * The name is noted before there is a file: after a kill between the whole file and its record, the rotation knows that
 * Rekey has made it.
 */
export async function makeExpected(
  context: Context,
  folder: string,
  name: string,
  passphrase: string,
): Promise<MadeBackup> {
  const { storage } = context;
  const isNew = listAutomaticBackups(storage.read).every((backup) => backup.name !== name);
  storage.transaction((tx) => putAutomaticBackup(tx, name, context.clock.now()));
  try {
    return await makeBackup(context, join(folder, name), passphrase, () => undefined);
  } catch (error) {
    if (isNew && !isFile(folder, name)) storage.transaction((tx) => removeAutomaticBackup(tx, name));
    throw error;
  }
}

/**
 * Forgets the name of an automatic backup that a kill has stopped before there was a file: a file of that name is a
 * person's from now on. No backup is being made at that time.
 */
export function forgetUnfinished({ storage }: Context): void {
  const plan = getBackupPlan(storage.read);
  if (plan === undefined || !isFolder(plan.folder)) return;
  for (const { name, madeAt } of listAutomaticBackups(storage.read)) {
    // One that has ended was noted again with its end.
    const isUnfinished = madeAt > (plan.triedAt ?? 0) && !isFile(plan.folder, name);
    if (isUnfinished) storage.transaction((tx) => removeAutomaticBackup(tx, name));
  }
}

function isFile(folder: string, name: string): boolean {
  try {
    return lstatSync(join(folder, name)).isFile();
  } catch {
    return false;
  }
}

/**
 * Removes what Rekey has made there and no longer keeps, and nothing else. What is not there, such as on another stick, takes
 * the place of no other. It stays known, so it goes in its turn when its stick is back.
 */
export function rotate(context: Context, folder: string): void {
  const here = listAutomaticBackups(context.storage.read)
    .filter(({ name }) => isFile(folder, name))
    .map(({ name, madeAt }) => ({ name, madeAt, month: new Date(madeAt).toISOString().slice(0, 7) }));
  for (const name of toRotateOut(here)) {
    try {
      rmSync(join(folder, name));
    } catch {
      continue; // This account may not remove it, or the stick was pulled out. The next rotation tries again.
    }
    context.storage.transaction((tx) => removeAutomaticBackup(tx, name));
  }
}
