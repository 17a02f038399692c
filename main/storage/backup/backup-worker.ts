// The worker thread of backup-in-worker.ts, built as a separate file.
import { parentPort, workerData } from 'node:worker_threads';
import { DatabaseProblem } from '../engine/database-problem.ts';
import type { BackupMessage, BackupRequest } from './backup-in-worker.ts';
import { BackupProblem } from './backup-problem.ts';
import { makeBackup } from './make-backup.ts';
import { openBackup } from './open-backup.ts';
import type { OnPhase } from './phase.ts';

const TOLD_EVERY_MS = 100;
const post = (message: BackupMessage): void => parentPort?.postMessage(message);

let toldAt = 0;
const onPhase: OnPhase = (phase, done, total) => {
  const now = performance.now();
  if (now - toldAt < TOLD_EVERY_MS && done < total) return;
  toldAt = now;
  post({ kind: 'progress', phase, done, total });
};

const request = workerData as BackupRequest;
try {
  if (request.kind === 'make') post({ kind: 'made', made: await makeBackup(request, onPhase) });
  else post({ kind: 'opened', opened: await openBackup(request, onPhase) });
} catch (error) {
  // An error loses its class on its way to the main thread.
  if (error instanceof BackupProblem) post({ kind: 'backup_problem', problem: error.kind });
  else if (error instanceof DatabaseProblem) post({ kind: 'database_problem', problem: error.kind });
  else throw error;
}
parentPort?.close();
