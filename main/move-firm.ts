// Moves a firm from the file of its folder to a database of PostgreSQL. The folder keeps the data key, and the file
// under another name, which is the firm no longer.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from './services/act/context.ts';
import { fileOf } from './storage/engine/file-of.ts';
import type { PostgresAddress } from './storage/engine/postgres/address.ts';
import { type CopiedToServer, copyToPostgres } from './storage/engine/postgres/copy-to-postgres.ts';
import { isOnPostgres, noteOnPostgres, putFileAside } from './storage/files/postgres-note.ts';
import type { Workspace } from './workspace.ts';

/** With the password that systemd hands over, where there is one. PGPASSWORD and PGPASSFILE need nothing. */
export function postgresAddress(url: string): PostgresAddress {
  const credentials = process.env['CREDENTIALS_DIRECTORY'];
  if (credentials === undefined) return { url };
  try {
    return { url, password: readFileSync(join(credentials, 'database-password'), 'utf8').trim() };
  } catch {
    return { url };
  }
}

export interface Moved extends CopiedToServer {
  /** Why the note of the folder may not last through a power cut. The firm is moved all the same. */
  readonly notFlushed?: unknown;
  /** Why the file has its old name. The firm is moved all the same. */
  readonly notRenamed?: unknown;
}

/** One move has it, and nothing else does: 128 random bits. */
export const newMoveMark = ({ random }: Pick<Context, 'random'>): string =>
  Buffer.from(random.bytes(16)).toString('base64url');

/**
 * Nothing else runs in between, so nothing is written to the file after it was copied. A kill before the note leaves the file
 * as the firm, and the copy as one that nobody opens.
 * @throws DatabaseProblem, Error; the file is then still the firm.
 */
export function moveFirm(workspace: Workspace, folder: string, to: PostgresAddress): Moved {
  const { context } = workspace;
  const mark = newMoveMark(context);
  workspace.recordWatch.lookAtEnd();
  let moved: Moved = copyToPostgres(fileOf(context.storage), to, mark);
  try {
    noteOnPostgres(folder, context.clock.now(), mark);
  } catch (error) {
    // The note has its name, and decides.
    if (!isOnPostgres(folder)) throw error;
    moved = { ...moved, notFlushed: error };
  }
  try {
    workspace.close();
    putFileAside(folder);
    return moved;
  } catch (error) {
    return { ...moved, notRenamed: error };
  }
}
