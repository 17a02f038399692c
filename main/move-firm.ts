// Moves a firm from the file of its folder to a database of PostgreSQL. The folder keeps the data key, and the file
// under another name, which is the firm no longer.
import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf } from './storage/engine/file-of.ts';
import type { PostgresAddress } from './storage/engine/postgres/address.ts';
import { type Copied, copyToPostgres } from './storage/engine/postgres/copy-to-postgres.ts';
import { noteOnPostgres } from './storage/files/postgres-note.ts';
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

export interface Moved extends Copied {
  /** Why the file has its old name. The firm is moved all the same. */
  readonly notRenamed?: unknown;
}

/**
 * Nothing else runs in between, so nothing is written to the file after it was copied. A kill before the note leaves the file
 * as the firm, and the copy as one that nobody opens.
 * @throws DatabaseProblem, Error; the file is then still the firm.
 */
export function moveFirm(workspace: Workspace, folder: string, to: PostgresAddress): Moved {
  const { storage, clock } = workspace.context;
  const file = fileOf(storage);
  workspace.recordWatch.lookAtEnd();
  const copied = copyToPostgres(file, to);
  noteOnPostgres(folder, clock.now());
  try {
    workspace.close();
    renameSync(file, `${file}.before-postgres`);
    return copied;
  } catch (error) {
    return { ...copied, notRenamed: error };
  }
}
