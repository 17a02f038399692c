// Automatic backups: where they go, the passphrase (sealed under the data key), how the last try ended, and which files
// Rekey has made. Only these are ever removed from the folder.
import type { Reader, Tx } from '../engine/database.ts';
import { bytes, integer, integerOrNull, text, textOrNull } from '../engine/rows.ts';

export interface BackupPlan {
  readonly folder: string;
  readonly sealedPassphrase: Uint8Array;
  /** Epoch ms; null before the first try. */
  readonly triedAt: number | null;
  /** The code of a refusal; null where the last try made a backup. */
  readonly failedBecause: string | null;
}

export function getBackupPlan(reader: Reader): BackupPlan | undefined {
  const row = reader.get('SELECT * FROM backup_plan WHERE id = 1');
  if (row === undefined) return undefined;
  return {
    folder: text(row, 'folder'),
    sealedPassphrase: bytes(row, 'sealed_passphrase'),
    triedAt: integerOrNull(row, 'tried_at'),
    failedBecause: textOrNull(row, 'failed_because'),
  };
}

export function setBackupPlan(tx: Tx, plan: BackupPlan): void {
  tx.run('DELETE FROM backup_plan');
  tx.run(
    `INSERT INTO backup_plan (id, folder, sealed_passphrase, tried_at, failed_because)
     VALUES (1, :folder, :sealedPassphrase, :triedAt, :failedBecause)`,
    { ...plan },
  );
}

/** @returns whether there was one. */
export function removeBackupPlan(tx: Tx): boolean {
  tx.run('DELETE FROM automatic_backups');
  return tx.run('DELETE FROM backup_plan').changes === 1;
}

export const listAutomaticBackups = (reader: Reader): readonly { readonly name: string; readonly madeAt: number }[] =>
  reader
    .all('SELECT name, made_at FROM automatic_backups ORDER BY made_at')
    .map((row) => ({ name: text(row, 'name'), madeAt: integer(row, 'made_at') }));

export function putAutomaticBackup(tx: Tx, name: string, madeAt: number): void {
  tx.run(
    `INSERT INTO automatic_backups (name, made_at) VALUES (:name, :madeAt)
     ON CONFLICT (name) DO UPDATE SET made_at = excluded.made_at`,
    { name, madeAt },
  );
}

export function removeAutomaticBackup(tx: Tx, name: string): void {
  tx.run('DELETE FROM automatic_backups WHERE name = :name', { name });
}

/** Backups from the future would keep the plan waiting for as long, and stand before every later one. */
export function lowerFutureBackups(tx: Tx, now: number): void {
  tx.run('UPDATE backup_plan SET tried_at = :now WHERE tried_at > :now', { now });
  tx.run('UPDATE automatic_backups SET made_at = :now WHERE made_at > :now', { now });
  tx.run('UPDATE last_backup SET checked_at = :now WHERE checked_at > :now', { now });
}
