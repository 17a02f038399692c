// Why a backup could not be made or opened. The window has a sentence for each kind.

export type BackupProblemKind =
  /** Or the part of the file that the passphrase opens was changed: nobody can tell the two apart. */
  | 'wrong_passphrase'
  /** It is cut, or changed somewhere. */
  | 'damaged'
  /** A newer Rekey made it. */
  | 'newer'
  /** It is no backup of Rekey. */
  | 'not_a_backup'
  /** It is a link, a folder or a device, or this account may not read it. */
  | 'not_readable'
  /** The disk is full, the folder is gone, or this account may not write there. */
  | 'not_saved'
  /** The finished file was opened again and is not what was put into it. */
  | 'not_proved';

export class BackupProblem extends Error {
  readonly kind: BackupProblemKind;

  constructor(kind: BackupProblemKind, cause?: unknown) {
    super(`the backup is ${kind}`, { cause });
    this.name = 'BackupProblem';
    this.kind = kind;
  }
}
