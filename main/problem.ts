// Why Rekey cannot go on, said in two places: the page problem.html for the person at the window, and one sentence on
// the standard error for a person or script that started it. The exit code is then not 0.
import { DatabaseProblem, toProblem } from './storage/engine/database-problem.ts';
import { DataKeyProblem, type WrappedBy } from './storage/files/data-key.ts';

/** renderer/problem.ts has a page for each kind, but for those that only `rekey --serve` meets. */
const SENTENCES = {
  newer: 'the data was saved by a newer Rekey. Install the newest version.',
  damaged: 'the data file is damaged. Restore the last backup in the window of Rekey.',
  altered:
    'another program has changed the structure of the data file. Put back a copy of the data folder from before.',
  in_use: 'the data is open in another program. Close it, and start Rekey again.',
  not_readable: 'this account may not read or change the data folder.',
  disk_full: 'the disk is full. Make room, and start Rekey again.',
  disk_fault: 'the disk reports an error. Check it before you go on.',
  missing: 'the data file of your firm is missing. Put back the data folder.',
  altered_on_postgres: 'the structure of the PostgreSQL database is not the one of this Rekey.',
  missing_on_postgres: 'the PostgreSQL database has no firm, and this folder knows of one.',
  removed: 'the data folder was removed or replaced while Rekey was open. Put it back, and start Rekey again.',
  disconnected: 'the PostgreSQL server cannot be reached, or has ended the connection.',
  read_only: 'the PostgreSQL server takes no changes. It is a standby, or was set so.',
  unsuitable:
    'this database of PostgreSQL does not suit Rekey. It needs version 15 or newer, the encoding UTF8, the locale C of libc, and session_replication_role = origin.',
  open_to_all:
    'every role of the PostgreSQL server can connect to this database. Take that away: REVOKE ALL ON DATABASE <name> FROM PUBLIC.',
  unsafe_socket:
    'every account may write to the folder of the PostgreSQL socket. Use a folder that only PostgreSQL may write to.',
  without_firm: 'there is no firm in this database of PostgreSQL. Move one there with --serve --move-to.',
  with_firm: 'there is a firm in this database of PostgreSQL already. Use an empty database.',
  moved_back:
    'this database of PostgreSQL is not the firm: it was moved back into a data folder, or its move did not end. Start Rekey on the computer that moved it.',
  on_postgres: 'the firm of this folder is in a database of PostgreSQL. Serve it with --serve --database.',
  not_on_postgres: 'the firm of this folder is not in a database of PostgreSQL. Move it there with --serve --move-to.',
  network_folder: 'the data folder is on a network drive. Use a folder on a disk of this computer.',
  other_computer: 'another computer, or another Rekey, has the data folder open.',
  key_missing: 'the key to the data is missing. Put data-key.json back into the data folder.',
  key_unreadable: 'the key to the data cannot be opened.',
  folder_switch: 'the switch --user-data-dir needs one full path: --user-data-dir=<folder>. It is given once.',
  folder_closed: 'this account may not create or change the data folder, or its disk is read-only.',
  lock_in_the_way: 'the file SingletonLock in the data folder is not from a Rekey of this computer.',
  folder_impossible: 'the data folder cannot be used. A file is in its place, or the path is too long.',
  no_firm: 'there is no firm in the data folder. Create it, or restore it from a backup, in a window first.',
  unexpected: 'something happened that Rekey did not expect. It is noted in the log.',
} as const;

export type ProblemKind = keyof typeof SENTENCES;

export interface Problem {
  readonly kind: ProblemKind;
  readonly holder?: { readonly computer: string; readonly lastSeenAt: number };
  /** What locked the key. */
  readonly wrappedBy?: WrappedBy;
}

export function problemOf(error: unknown): Problem {
  if (error instanceof DataKeyProblem) {
    const kind = error.kind === 'missing' ? 'key_missing' : 'key_unreadable';
    return error.wrappedBy === undefined ? { kind } : { kind, wrappedBy: error.wrappedBy };
  }
  // A rename that the system refuses, for example: it says why as the database does.
  const problem = toProblem(error);
  if (!(problem instanceof DatabaseProblem)) return { kind: 'unexpected' };
  return problem.holder === undefined ? { kind: problem.kind } : { kind: problem.kind, holder: problem.holder };
}

/**
 * Says it on the standard error, and makes the exit code 1.
 * @param hasWaysOut the window may ask for a way out, see rescue-door.ts.
 * @returns the page that says it in a window.
 */
export function sayProblem({ kind, holder, wrappedBy }: Problem, hasWaysOut = false): string {
  process.exitCode = 1;
  process.stderr.write(`Rekey: ${SENTENCES[kind]}\n`);
  const query = new URLSearchParams({ kind });
  if (holder !== undefined) {
    query.set('computer', holder.computer);
    query.set('at', String(holder.lastSeenAt));
  }
  if (wrappedBy !== undefined) {
    query.set('store', wrappedBy.store);
    query.set('computer', wrappedBy.computer);
  }
  if (hasWaysOut) query.set('rescue', 'yes');
  return `problem.html?${query}`;
}
