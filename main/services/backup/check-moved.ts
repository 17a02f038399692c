// The check at the end of a move: every secret in the firm that has arrived opens with its key. The database, the activity
// record and the counts were checked when the file was opened.
import { setImmediate } from 'node:timers/promises';
import { allAuthenticators, allPasswords } from '../../storage/tables/all-credentials.ts';
import type { Context } from '../act/context.ts';
import { openAuthenticator, passwordOf } from '../act/credentials.ts';

/** As the record of the restore has it. */
export interface MoveCheck {
  readonly isRecordIntact: boolean;
  readonly secretsOpened: number;
  /** They do not open: another program has written them. */
  readonly secretsClosed: number;
}

/** So long at a time: the window goes on. */
const SLICE_MS = 8;

export async function checkMoved(context: Context, isRecordIntact: boolean): Promise<MoveCheck> {
  const { read } = context.storage;
  let [secretsOpened, secretsClosed] = [0, 0];
  let since = performance.now();
  async function note(isOpen: boolean): Promise<void> {
    if (isOpen) secretsOpened += 1;
    else secretsClosed += 1;
    if (performance.now() - since < SLICE_MS) return;
    await setImmediate();
    since = performance.now();
  }
  for (const { userId } of allPasswords(read)) await note(passwordOf(context, read, userId) !== undefined);
  for (const { userId, ...row } of allAuthenticators(read))
    await note(openAuthenticator(context, userId, row) !== undefined);
  return { isRecordIntact, secretsOpened, secretsClosed };
}
