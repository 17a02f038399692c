// What went wrong with a backup, as the refusal that the window has a sentence for.
import { Refusal, type RefusalReason } from '../../domain/refusal.ts';
import { BackupProblem, type BackupProblemKind } from '../../storage/backup/backup-problem.ts';
import { DatabaseProblem, toProblem } from '../../storage/engine/database-problem.ts';

const CODES: Readonly<Record<BackupProblemKind, RefusalReason['code'] & `backup_${string}`>> = {
  wrong_passphrase: 'backup_wrong_passphrase',
  damaged: 'backup_damaged',
  newer: 'backup_newer',
  not_a_backup: 'backup_not_rekey',
  not_readable: 'backup_not_readable',
  not_saved: 'backup_not_saved',
  not_proved: 'backup_not_proved',
};

/** @returns the error itself where it is another one. */
export function toRefusal(error: unknown): unknown {
  if (error instanceof BackupProblem) return new Refusal({ code: CODES[error.kind] });
  // The disk of the data folder: there is no room to decrypt.
  return toProblem(error) instanceof DatabaseProblem ? new Refusal({ code: 'cannot_write' }) : error;
}
