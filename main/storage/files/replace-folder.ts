// Puts a prepared folder in the place of a firm's, with its anchor. A note on the disk says that it has begun: a kill
// before the note leaves the old firm, and one after it is finished by the next start, so there is never a mixture. What
// was there is kept aside.
import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isThere, makeWay } from './make-way.ts';
import { readSmallFile } from './read-small-file.ts';
import { removeHalfFile, syncFolder, writeFileWhole } from './write-file-whole.ts';

/** Where a firm is prepared: its folder `firm`, and its anchor beside that. */
export const stagingOf = (folder: string): string => `${folder}-restore`;
const noteOf = (folder: string): string => `${folder}-restore.txt`;
const asideOf = (folder: string, number: number): string => `${folder}-before-restore-${number}`;
const STAGED_FOLDER = 'firm';

/** Removes what was prepared, and whatever else stands there: a link would lead what is decrypted somewhere else. */
export const clearStaging = (folder: string): void => rmSync(stagingOf(folder), { recursive: true, force: true });

/**
 * Replaces the firm's folder and its anchor by what is prepared. The old and the new firm are closed.
 * @throws the error of the system. The old firm is in its place then. Where not even that was possible, the next start
 * goes on.
 */
export function replaceFolder(folder: string, anchorFile: string): void {
  let number = 1;
  while (isThere(asideOf(folder, number))) number += 1;
  const note = noteOf(folder);
  for (const name of [note, `${note}.new`]) makeWay(name, 'file');
  writeFileWhole(note, String(number));
  try {
    finishReplacing(folder, anchorFile);
  } catch (error) {
    takeBack(folder, anchorFile, number);
    throw error;
  }
}

/** A note that stayed would let the next start take what the next try has prepared by half. */
function takeBack(folder: string, anchorFile: string, number: number): void {
  for (const { place, prepared, old } of movesOf(folder, anchorFile, number)) {
    if (!isThere(old)) continue;
    if (isThere(place)) renameSync(place, prepared);
    renameSync(old, place);
  }
  rmSync(noteOf(folder), { force: true });
  syncFolder(dirname(folder));
}

interface Move {
  readonly place: string;
  readonly prepared: string;
  readonly old: string;
}

const movesOf = (folder: string, anchorFile: string, number: number): readonly Move[] =>
  [
    [folder, STAGED_FOLDER],
    [anchorFile, basename(anchorFile)],
  ].map(([place = '', name = '']) => ({
    place,
    prepared: join(stagingOf(folder), name),
    old: join(asideOf(folder, number), basename(place)),
  }));

/**
 * At a start: finishes a replacement that was killed, and removes what was prepared for one that never began.
 * @returns whether it has finished one.
 */
export function finishReplacing(folder: string, anchorFile: string): boolean {
  const staging = stagingOf(folder);
  removeHalfFile(noteOf(folder));
  const number = readNote(noteOf(folder));
  if (number === undefined) {
    clearStaging(folder);
    return false;
  }
  const aside = asideOf(folder, number);
  makeWay(aside, 'folder');
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  for (const { place, prepared, old } of movesOf(folder, anchorFile, number)) {
    if (isThere(prepared)) {
      // What is prepared is still there: then the place holds the old one.
      if (isThere(place)) renameSync(place, old);
      renameSync(prepared, place);
    } else if (!isThere(place) && isThere(old)) renameSync(old, place); // Somebody has removed what was prepared.
  }
  for (const parent of new Set([aside, staging, dirname(folder), dirname(anchorFile)]))
    if (isThere(parent)) syncFolder(parent);
  rmSync(noteOf(folder));
  syncFolder(dirname(folder));
  clearStaging(folder);
  return true;
}

function readNote(file: string): number | undefined {
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  const number = Number(readSmallFile(file));
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

/** Somebody has signed in to the firm that took the place: what was there before is not needed. */
export function dropReplaced(folder: string): void {
  const beginning = `${basename(folder)}-before-restore-`;
  for (const name of readdirSync(dirname(folder))) {
    if (!name.startsWith(beginning)) continue;
    try {
      rmSync(join(dirname(folder), name), { recursive: true, force: true });
    } catch {
      // Something in it cannot be removed now. That keeps nobody from the firm or its backups, and the next minute tries again.
    }
  }
}
