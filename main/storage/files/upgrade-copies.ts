// The copies of the database that upgrades leave beside it. They hold secrets that later acts remove from the database
// itself, so they do not stay for ever.
import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

const KEPT_MS = 30 * 24 * 3_600_000;

/**
 * Copies the file, whole and flushed to the disk or not at all.
 * @returns the copy.
 */
export function keepUpgradeCopy(file: string, fromVersion: number): string {
  const copy = `${file}.before-upgrade-from-${fromVersion}`;
  const beside = `${copy}.new`;
  rmSync(beside, { force: true });
  try {
    copyFileSync(file, beside, constants.COPYFILE_EXCL);
    const handle = openSync(beside, 'r+');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(beside, copy);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  return copy;
}

/** @param now the latest time that the computer has shown: a clock that is set back keeps no copy longer. */
export function removeOldUpgradeCopies(file: string, now: number): void {
  const beginning = `${basename(file)}.before-upgrade-from-`;
  for (const name of readdirSync(dirname(file))) {
    if (!name.startsWith(beginning)) continue;
    const copy = join(dirname(file), name);
    try {
      const { mtimeMs } = lstatSync(copy);
      if (now - mtimeMs >= KEPT_MS) rmSync(copy);
      // It was made while the clock was ahead. Its 30 days begin now.
      else if (mtimeMs > now) utimesSync(copy, now / 1000, now / 1000);
    } catch {
      // This account may not remove it. That keeps nobody from the firm, and the next minute tries again.
    }
  }
}
