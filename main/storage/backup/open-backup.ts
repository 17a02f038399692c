// Opens a backup, in a worker thread: decrypts it into a folder of its own and checks all of it. Nothing else is changed.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Identity } from 'age-encryption';
import { normalPassphrase } from '../../domain/passphrase.ts';
import { inspectCopy, requireSound } from '../engine/copy-database.ts';
import { DatabaseProblem } from '../engine/database-problem.ts';
import { checkRecord, isIntact } from '../record/check-record.ts';
import { BackupProblem } from './backup-problem.ts';
import { readContainer, writeNew } from './container.ts';
import { deriveKey } from './derive-key.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { openStanza, type Salted } from './passphrase-stanza.ts';
import type { OnPhase } from './phase.ts';

export interface OpenRequest {
  readonly kind: 'open';
  readonly file: string;
  readonly passphrase: string;
  /** Is created, and holds `rekey.db` then. It is removed when the backup cannot be used. */
  readonly folder: string;
}

export interface OpenedBackup {
  /** The content of the data key's file. */
  readonly key: string;
  readonly manifest: Manifest;
  readonly isRecordIntact: boolean;
}

/** @throws BackupProblem, or the error of the system where the folder cannot be written. */
export async function openBackup({ file, passphrase, folder }: OpenRequest, onPhase: OnPhase): Promise<OpenedBackup> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    const database = join(folder, 'rekey.db');
    const onProgress = (done: number, total: number) => onPhase('checking', done, total);
    const toIdentity = async (salted: Salted): Promise<Identity> => {
      const key = await deriveKey(normalPassphrase(passphrase), salted);
      return { unwrapFileKey: (stanzas) => openStanza(stanzas, key, salted) };
    };
    const parts = await readContainer(file, toIdentity, (body) => writeNew(database, body), onProgress);
    const manifest = readManifest(parts.manifest);
    if (manifest === 'newer') throw new BackupProblem('newer');
    if (manifest === undefined) throw new BackupProblem('not_a_backup');
    const facts = inspectCopy(database);
    // The indexes were compared when it was made, and no byte of it is another one since.
    requireSound(database, 'quick_check');
    const isTrue =
      facts.firm === manifest.firm &&
      facts.people === manifest.people &&
      facts.records === manifest.records &&
      [facts.printedNumber, ''].includes(manifest.printedNumber);
    if (!isTrue) throw new BackupProblem('damaged');
    return { key: parts.key, manifest, isRecordIntact: isRecordIntact(database, onPhase) };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    if (!(error instanceof DatabaseProblem)) throw error;
    throw new BackupProblem(error.kind === 'newer' ? 'newer' : 'damaged', error);
  }
}

function isRecordIntact(database: string, onPhase: OnPhase): boolean {
  const pieces = checkRecord(database);
  for (;;) {
    const piece = pieces.next();
    if (piece.done === true) return isIntact(piece.value);
    onPhase('checking', piece.value.done, piece.value.total);
  }
}
