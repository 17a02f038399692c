// Puts a prepared folder in the place of a firm's, with its anchor. A note on the disk says that it has begun: a kill
// before the note leaves the old firm, and one after it is finished by the next start, so there is never a mixture. What
// was there is kept aside.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readSmallFile } from './read-small-file.ts';
import { syncFolder, writeFileWhole } from './write-file-whole.ts';

/** Where a firm is prepared: its folder `firm`, and its anchor beside that. */
export const stagingOf = (folder: string): string => `${folder}-restore`;
const noteOf = (folder: string): string => `${folder}-restore.txt`;
const asideOf = (folder: string, number: number): string => `${folder}-before-restore-${number}`;
const STAGED_FOLDER = 'firm';

/**
 * Replaces the firm's folder and its anchor by what is prepared. The old and the new firm are closed.
 * @throws the error of the system. Where the note is written, the next start goes on.
 */
export function replaceFolder(folder: string, anchorFile: string): void {
  let number = 1;
  while (existsSync(asideOf(folder, number))) number += 1;
  writeFileWhole(noteOf(folder), String(number));
  finishReplacing(folder, anchorFile);
}

/**
 * At a start: finishes a replacement that was killed, and removes what was prepared for one that never began.
 * @returns whether it has finished one.
 */
export function finishReplacing(folder: string, anchorFile: string): boolean {
  const staging = stagingOf(folder);
  const number = readNote(noteOf(folder));
  if (number === undefined) {
    rmSync(staging, { recursive: true, force: true });
    return false;
  }
  const aside = asideOf(folder, number);
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  // What is prepared is still there: then the place holds the old one.
  for (const [place, prepared] of [
    [folder, join(staging, STAGED_FOLDER)],
    [anchorFile, join(staging, basename(anchorFile))],
  ] as const) {
    if (!existsSync(prepared)) continue;
    if (existsSync(place)) renameSync(place, join(aside, basename(place)));
    renameSync(prepared, place);
  }
  for (const parent of new Set([aside, staging, dirname(folder), dirname(anchorFile)])) syncFolder(parent);
  rmSync(noteOf(folder));
  syncFolder(dirname(folder));
  rmSync(staging, { recursive: true, force: true });
  return true;
}

function readNote(file: string): number | undefined {
  if (!existsSync(file)) return undefined;
  const number = Number(readSmallFile(file));
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

/** Somebody has signed in to the firm that took the place: what was there before is not needed. */
export function dropReplaced(folder: string): void {
  const beginning = `${basename(folder)}-before-restore-`;
  for (const name of readdirSync(dirname(folder)))
    if (name.startsWith(beginning)) rmSync(join(dirname(folder), name), { recursive: true, force: true });
}
