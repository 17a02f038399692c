// The note that the firm of a folder is in a database of PostgreSQL. Without it that database is not opened, and with it no file
// of SQLite is: one of the two is the firm.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileWhole } from './write-file-whole.ts';

const noteOf = (folder: string): string => join(folder, 'postgres.json');

export const isOnPostgres = (folder: string): boolean => existsSync(noteOf(folder));

/** @param at epoch ms. */
export const noteOnPostgres = (folder: string, at: number): void =>
  writeFileWhole(noteOf(folder), `${JSON.stringify({ version: 1, movedAt: at })}\n`);
