// Where the last checked backup is, in a small file beside the firm's folder: the page about a damaged database offers it by
// its name. The file holds no secret, and any program of this account can write it, so it is a hint and never a proof.
import { basename, dirname, isAbsolute, join } from 'node:path';
import * as v from 'valibot';
import { readSmallFile } from './read-small-file.ts';
import { writeFileWhole } from './write-file-whole.ts';

/** Of a file, in every file system. */
const LONGEST_NAME = 255;

const noteSchema = v.strictObject({
  version: v.literal(1),
  /** A full path. What cannot be seen in it could make one name look like another. */
  file: v.pipe(
    v.string(),
    v.maxLength(4096),
    v.check(isAbsolute),
    v.check((file) => basename(file) !== '' && basename(file).length <= LONGEST_NAME),
    v.check((file) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(file)),
  ),
  /** Epoch ms. */
  checkedAt: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(8.64e15)),
  records: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  /** The firm was moved to another computer with it. */
  isMove: v.optional(v.literal(true)),
});

export type LastBackupNote = Omit<v.InferOutput<typeof noteSchema>, 'version'>;

export const lastBackupNoteOf = (anchorFile: string): string => join(dirname(anchorFile), 'last-backup.json');

/** Never throws: where the disk is full, the page about damage asks for the file. */
export function noteLastBackup(anchorFile: string, note: LastBackupNote): void {
  try {
    writeFileWhole(lastBackupNoteOf(anchorFile), `${JSON.stringify({ version: 1, ...note })}\n`);
  } catch {
    // The backup itself is whole, and the database says when it was made.
  }
}

/** @returns undefined where there is none, or none that Rekey has written. */
export function readLastBackup(anchorFile: string): LastBackupNote | undefined {
  try {
    const parsed = v.safeParse(noteSchema, JSON.parse(readSmallFile(lastBackupNoteOf(anchorFile)) ?? ''));
    if (!parsed.success) return undefined;
    const { version: _, ...note } = parsed.output;
    return note;
  } catch {
    return undefined;
  }
}
