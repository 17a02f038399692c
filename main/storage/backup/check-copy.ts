// Checks the copy of a backup in a worker thread of its own, while the copy is encrypted: every page, every index, and the
// chain of the record.
import { Worker } from 'node:worker_threads';
import { SMALL_HEAP } from './small-heap.ts';

export type CopyVerdict = 'intact' | 'altered_record' | 'damaged';

// The worker is a source file in tests, and a built file next to the bundle in the application.
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './check-copy-worker.ts' : './check-copy-worker.js',
  import.meta.url,
);

/** @returns when it no longer has the file open. Rejects when the file cannot be read. */
export function checkCopy(file: string): Promise<CopyVerdict> {
  const worker = new Worker(WORKER, { workerData: file, resourceLimits: SMALL_HEAP });
  const verdict = new Promise<CopyVerdict>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the check ended without a result')));
  });
  // Somebody waits for it only when the copy is encrypted.
  verdict.catch(() => undefined);
  return verdict;
}
