// The last backup that was opened again after it was made, and found whole.
import type { Reader, Tx } from '../engine/database.ts';
import { flag, integer } from '../engine/rows.ts';

export interface LastBackup {
  /** Epoch ms. */
  readonly checkedAt: number;
  readonly people: number;
  readonly records: number;
  /** Apart from alterations that the record itself names, its chain holds. */
  readonly isRecordIntact: boolean;
}

export function getLastBackup(reader: Reader): LastBackup | undefined {
  const row = reader.get('SELECT * FROM last_backup WHERE id = 1');
  if (row === undefined) return undefined;
  return {
    checkedAt: integer(row, 'checked_at'),
    people: integer(row, 'people'),
    records: integer(row, 'records'),
    isRecordIntact: flag(row, 'is_record_intact'),
  };
}

export function setLastBackup(tx: Tx, { isRecordIntact, ...backup }: LastBackup): void {
  tx.run('DELETE FROM last_backup');
  tx.run(
    `INSERT INTO last_backup (id, checked_at, people, records, is_record_intact)
     VALUES (1, :checkedAt, :people, :records, :isRecordIntact)`,
    { ...backup, isRecordIntact: isRecordIntact ? 1 : 0 },
  );
}
