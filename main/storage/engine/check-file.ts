// Checks a whole database file for damage in a worker thread: a large file takes too long to check before anybody can
// sign in.
import { Worker } from 'node:worker_threads';

// The worker is a source file in tests, and a built file next to the main bundle in the application.
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './check-worker.ts' : './check-worker.js', import.meta.url);

/** @returns whether the file is sound. Rejects when it cannot be read. */
export function checkFile(file: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData: file });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the check ended without a result')));
    worker.unref();
  });
}
