// The note that the firm of a folder is in a database of PostgreSQL. Without it that database is not opened, and with it no file
// of SQLite is: one of the two is the firm.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { readSmallFile } from './read-small-file.ts';
import { syncFolder, writeFileWhole } from './write-file-whole.ts';

const noteSchema = v.object({
  version: v.literal(1),
  /** The database has the same one while the firm moves: see move-mark.ts. */
  moveMark: v.optional(v.string()),
});

export const postgresNoteOf = (folder: string): string => join(folder, 'postgres.json');
/** SQLite's files beside a database belong to it: what is in one is not in the database yet. */
const PARTS = ['', '-journal', '-wal', '-shm'];

export const isOnPostgres = (folder: string): boolean => existsSync(postgresNoteOf(folder));

/** @param at epoch ms. */
export const noteOnPostgres = (folder: string, at: number, moveMark?: string): void =>
  writeFileWhole(postgresNoteOf(folder), `${JSON.stringify({ version: 1, notedAt: at, moveMark })}\n`);

/** Undefined too where the note cannot be read. */
export function readMoveMark(folder: string): string | undefined {
  try {
    return v.parse(noteSchema, JSON.parse(readSmallFile(postgresNoteOf(folder)) ?? '')).moveMark;
  } catch {
    return undefined;
  }
}

/** The file of the folder is the firm from now on. */
export function removePostgresNote(folder: string): void {
  rmSync(postgresNoteOf(folder));
  syncFolder(folder);
}

/** Where the database is copied before it is the firm's file. */
export const copyFromPostgresIn = (folder: string): string => join(folder, 'rekey.db.from-postgres');

/** What a move back has left that failed or was killed. */
export function removeCopyFromPostgres(folder: string): void {
  for (const part of PARTS) rmSync(`${copyFromPostgresIn(folder)}${part}`, { force: true });
}

/** A file from before a move, or a copy that did not become the firm: nothing opens it by its new name. */
export function putFileAside(folder: string): void {
  const file = join(folder, 'rekey.db');
  const aside = `${file}.before-postgres`;
  // What belongs to an older file there does not belong to this one.
  if (existsSync(file)) for (const part of PARTS.slice(1)) rmSync(`${aside}${part}`, { force: true });
  for (const part of PARTS) if (existsSync(`${file}${part}`)) renameSync(`${file}${part}`, `${aside}${part}`);
}

/** Once the database is open as the firm. What cannot be moved stays: nothing opens it. */
export function tidyOnPostgres(folder: string): void {
  try {
    removeCopyFromPostgres(folder);
    putFileAside(folder);
  } catch {
    // Something else is in its place. The next start tries again.
  }
}
