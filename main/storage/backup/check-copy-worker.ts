// The worker thread of check-copy.ts, built as a separate file.
import { parentPort, workerData } from 'node:worker_threads';
import { requireSound } from '../engine/copy-database.ts';
import { DatabaseProblem } from '../engine/database-problem.ts';
import { checkRecord, isIntact } from '../record/check-record.ts';
import type { CopyVerdict } from './check-copy.ts';

function check(file: string): CopyVerdict {
  try {
    requireSound(file, 'integrity_check');
  } catch (error) {
    if (error instanceof DatabaseProblem) return 'damaged';
    throw error;
  }
  const pieces = checkRecord(file);
  for (;;) {
    const piece = pieces.next();
    if (piece.done === true) return isIntact(piece.value) ? 'intact' : 'altered_record';
  }
}

parentPort?.postMessage(check(workerData as string));
