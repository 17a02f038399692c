// Acts that were carried out, by their mark, with their answers. A session lasts half a day, so older ones are removed:
// nobody can ask for them again. The record keeps the marks.
import type { Reader, Tx } from '../engine/database.ts';
import { integer } from '../engine/rows.ts';

export interface DoneAct {
  readonly at: number;
  /** Without its codes. Null: the act was carried out, and its answer is not known. */
  readonly sealedAnswer: Uint8Array | null;
}

export function getAct(reader: Reader, mark: string): DoneAct | undefined {
  const row = reader.get('SELECT at, sealed_answer FROM acts WHERE mark = :mark', { mark });
  if (row === undefined) return undefined;
  const answer = row['sealed_answer'];
  return { at: integer(row, 'at'), sealedAnswer: answer instanceof Uint8Array ? answer : null };
}

/** An act of several transactions is noted with the first one. */
export function noteAct(tx: Tx, mark: string, at: number): void {
  tx.run('INSERT INTO acts (mark, at) VALUES (:mark, :at) ON CONFLICT DO NOTHING', { mark, at });
}

export function setAnswerOfAct(tx: Tx, mark: string, sealedAnswer: Uint8Array): void {
  tx.run('UPDATE acts SET sealed_answer = :sealedAnswer WHERE mark = :mark', { mark, sealedAnswer });
}

export function removeActsBefore(tx: Tx, at: number): void {
  tx.run('DELETE FROM acts WHERE at < :at', { at });
}
