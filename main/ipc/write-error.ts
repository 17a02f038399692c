// Errors of the disk, which pass when somebody makes room: of SQLite, of PostgreSQL and of the system.
import { DatabaseProblem } from '../storage/engine/database-problem.ts';
import { DataKeyProblem } from '../storage/files/data-key.ts';

/** The disk is full, the folder cannot be written to, or the files are gone. */
export function isWriteError(error: unknown): boolean {
  if (error instanceof DatabaseProblem || error instanceof DataKeyProblem) return true;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^(SQLITE_(FULL|IOERR|READONLY)|53100$|58030$|ENOSPC|EROFS|EACCES)/.test(code);
}
