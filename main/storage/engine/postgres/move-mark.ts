// While a firm moves to PostgreSQL or back, the database has a mark, and the note in the folder has the same one. Until the
// folder's own step, which is one rename or one removal, nobody else opens the database. A database that was left for
// a folder keeps its mark: no note has it any longer.
import type { Tx } from '../database.ts';
import { DatabaseProblem } from '../database-problem.ts';
import type { Connection } from './connection.ts';

export const setMoveMark = (connection: Connection, mark: string | null): void =>
  void connection.run({ text: 'UPDATE rekey_schema SET move_mark = $1', values: [mark] });

/** In the transaction that leaves the database. */
export const leaveForFolder = (tx: Tx, mark: string): void =>
  void tx.run('UPDATE rekey_schema SET move_mark = :mark', { mark });

/**
 * The caller has the lock.
 * @param noted the mark in the note of the folder.
 * @throws DatabaseProblem moved_back
 */
export function requireFirm(connection: Connection, noted: string | undefined): void {
  const mark = connection.run({ text: 'SELECT move_mark FROM rekey_schema' }).rows[0]?.[0];
  if (mark === null) return;
  if (mark === undefined || mark !== noted) throw new DatabaseProblem('moved_back');
  // The note still has the mark, so this may be lost with the machine. A commit that waits for a missing standby has no end here.
  connection.run({ text: 'BEGIN' });
  connection.run({ text: 'SET LOCAL synchronous_commit = local' });
  setMoveMark(connection, null);
  connection.run({ text: 'COMMIT' });
}
