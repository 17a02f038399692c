// The copies of the database that upgrades leave beside it. They hold secrets that later acts remove from the database
// itself, so they do not stay for ever.
import { readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const KEPT_MS = 30 * 24 * 3_600_000;

export const upgradeCopyOf = (file: string, fromVersion: number): string =>
  `${file}.before-upgrade-from-${fromVersion}`;

/** @param now the latest time that the computer has shown: a clock that is set back keeps no copy longer. */
export function removeOldUpgradeCopies(file: string, now: number): void {
  const beginning = `${basename(file)}.before-upgrade-from-`;
  for (const name of readdirSync(dirname(file))) {
    if (!name.startsWith(beginning)) continue;
    const copy = join(dirname(file), name);
    const { mtimeMs } = statSync(copy);
    if (now - mtimeMs >= KEPT_MS) rmSync(copy);
    // It was made while the clock was ahead. Its 30 days begin now.
    else if (mtimeMs > now) utimesSync(copy, now / 1000, now / 1000);
  }
}
