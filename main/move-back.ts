// Moves a firm from a database of PostgreSQL back into a file of its folder. The database is left as it is, with a mark by
// which nothing opens it as the firm.
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { newMoveMark } from './move-firm.ts';
import type { Context } from './services/act/context.ts';
import { checkMoved, type MoveCheck } from './services/backup/check-moved.ts';
import { identityOf } from './services/desktops/serve-firm.ts';
import { checkCopy } from './storage/backup/check-copy.ts';
import { openDatabase } from './storage/engine/open-database.ts';
import type { PostgresAddress } from './storage/engine/postgres/address.ts';
import type { Copied } from './storage/engine/postgres/copied-tables.ts';
import { copyFromPostgres } from './storage/engine/postgres/copy-from-postgres.ts';
import { leaveForFolder } from './storage/engine/postgres/move-mark.ts';
import {
  copyFromPostgresIn,
  isOnPostgres,
  noteOnPostgres,
  putFileAside,
  removeCopyFromPostgres,
  removePostgresNote,
  tidyOnPostgres,
} from './storage/files/postgres-note.ts';
import { syncFolder } from './storage/files/write-file-whole.ts';
import { getHead } from './storage/tables/activity.ts';
import { anchorOf, type Workspace } from './workspace.ts';

export interface MovedBack extends Copied, MoveCheck {
  /** Why the folder may be as before after a power cut. The firm is moved all the same. */
  readonly notFlushed?: unknown;
}

/**
 * The note of the folder decides: while it is there the database is the firm, and the next start on it removes the mark and the
 * copy. Once the note is gone the file is the firm, and the database has a mark that no note has.
 * @param workspace open on PostgreSQL. It has the lock, so no server works with the database.
 * @throws DatabaseProblem, Error; the database is then still the firm.
 */
export async function moveBack(workspace: Workspace, folder: string): Promise<MovedBack> {
  const { context, recordWatch } = workspace;
  const { storage, clock } = context;
  const { source } = storage;
  if (typeof source === 'string') throw new TypeError('the firm is a file already');
  // What another program has altered is on record before the copy is made.
  await recordWatch.verify(() => undefined);
  putFileAside(folder);
  removeCopyFromPostgres(folder);
  const copy = copyFromPostgresIn(folder);
  const { copied, head, check } = await copyAndCheck(context, source, copy).catch((error: unknown) => {
    tidyOnPostgres(folder);
    throw error;
  });
  const mark = newMoveMark(context);
  noteOnPostgres(folder, clock.now(), mark);
  storage.transaction((tx) => {
    if (getHead(tx).hash !== head.hash) throw new Error('something was recorded after the copy');
    leaveForFolder(tx, mark);
  });
  renameSync(copy, join(folder, 'rekey.db'));
  syncFolder(folder);
  let notFlushed: unknown;
  try {
    removePostgresNote(folder);
  } catch (error) {
    // The note has gone, and that decides.
    if (isOnPostgres(folder)) throw error;
    notFlushed = error;
  }
  // Nothing more is recorded in the database.
  storage.close();
  workspace.close();
  return { ...copied, ...check, ...(notFlushed === undefined ? {} : { notFlushed }) };
}

interface CheckedCopy {
  readonly copied: Copied;
  readonly head: ReturnType<typeof getHead>;
  readonly check: MoveCheck;
}

/** @throws Error where the file is not what the database is. */
async function copyAndCheck(context: Context, source: PostgresAddress, file: string): Promise<CheckedCopy> {
  const copied = copyFromPostgres(source, file, () => undefined);
  const verdict = await checkCopy(file);
  if (verdict !== 'intact') throw new Error(`the copy is not whole: ${verdict}`);
  const storage = openDatabase(file);
  try {
    const { read } = storage;
    const anchored = anchorOf(context.secretBox, context.home.anchorFile).check(read);
    if (anchored.kind !== 'fits') throw new Error(`the copy does not fit the anchor: ${anchored.kind}`);
    // It throws where the server's key does not open.
    identityOf(context, read);
    const [there, here] = [await checkMoved(context, true), await checkMoved({ ...context, storage }, true)];
    if (there.secretsOpened !== here.secretsOpened || there.secretsClosed !== here.secretsClosed)
      throw new Error('the secrets of the copy open in another way');
    return { copied, head: getHead(read), check: here };
  } finally {
    storage.close();
  }
}
