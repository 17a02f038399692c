// Makes and opens backups in a worker thread: scrypt alone takes a second.
import { Worker } from 'node:worker_threads';
import { DatabaseProblem, type ProblemKind } from '../engine/database-problem.ts';
import { BackupProblem, type BackupProblemKind } from './backup-problem.ts';
import type { MadeBackup, MakeRequest } from './make-backup.ts';
import type { OpenedBackup, OpenRequest } from './open-backup.ts';
import type { OnPhase, Phase } from './phase.ts';
import { SMALL_HEAP } from './small-heap.ts';

export type BackupRequest = MakeRequest | OpenRequest;
export type BackupMessage =
  | { readonly kind: 'progress'; readonly phase: Phase; readonly done: number; readonly total: number }
  | { readonly kind: 'made'; readonly made: MadeBackup }
  | { readonly kind: 'opened'; readonly opened: OpenedBackup }
  | { readonly kind: 'backup_problem'; readonly problem: BackupProblemKind }
  | { readonly kind: 'database_problem'; readonly problem: ProblemKind };

// The worker is a source file in tests, and a built file next to the main bundle in the application.
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './backup-worker.ts' : './backup-worker.js', import.meta.url);

/** @throws BackupProblem, DatabaseProblem, or the error of the system. */
export const makeBackupInWorker = (request: MakeRequest, onPhase: OnPhase): Promise<MadeBackup> =>
  run(request, onPhase, (message) => (message.kind === 'made' ? message.made : undefined));

/** @throws BackupProblem, or the error of the system. */
export const openBackupInWorker = (request: OpenRequest, onPhase: OnPhase): Promise<OpenedBackup> =>
  run(request, onPhase, (message) => (message.kind === 'opened' ? message.opened : undefined));

function run<T>(
  workerData: BackupRequest,
  onPhase: OnPhase,
  toResult: (message: BackupMessage) => T | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData, resourceLimits: SMALL_HEAP });
    worker.on('message', (message: BackupMessage) => {
      if (message.kind === 'progress') onPhase(message.phase, message.done, message.total);
      else if (message.kind === 'backup_problem') reject(new BackupProblem(message.problem));
      else if (message.kind === 'database_problem') reject(new DatabaseProblem(message.problem));
      const result = toResult(message);
      if (result !== undefined) resolve(result);
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the backup ended without a result')));
    worker.unref();
  });
}
