// Checks the activity record in a worker thread: a large one takes seconds.
import { Worker } from 'node:worker_threads';
import type { DatabaseSource } from '../engine/database.ts';
import type { RecordCheck } from './check-record.ts';

export interface CheckRequest {
  readonly source: DatabaseSource;
  /** How long it rests after each piece, so that a check that nobody waits for takes little of the processor. */
  readonly restMs: number;
}
export type CheckMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'result'; readonly check: RecordCheck };

// The worker is a source file in tests, and a built file next to the main bundle in the application.
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? './check-record-worker.ts' : './check-record-worker.js',
  import.meta.url,
);

export interface RunningCheck {
  /** Rejects when the file cannot be read, or the check is ended. */
  readonly result: Promise<RecordCheck>;
  /** Somebody waits for it now: it rests no more. */
  hurry(): void;
  end(): void;
}

export function checkRecordInWorker(
  workerData: CheckRequest,
  onProgress: (done: number, total: number) => void,
): RunningCheck {
  // The worker's rows die young. A small young generation keeps its memory low.
  const worker = new Worker(WORKER, { workerData, resourceLimits: { maxYoungGenerationSizeMb: 4 } });
  worker.unref();
  return {
    result: new Promise((resolve, reject) => {
      worker.on('message', (message: CheckMessage) => {
        if (message.kind === 'result') resolve(message.check);
        else onProgress(message.done, message.total);
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the check ended without a result')));
    }),
    hurry: () => worker.postMessage('hurry'),
    end: () => void worker.terminate(),
  };
}
