// The worker thread of derive-key.ts, built as a separate file.
import { parentPort, workerData } from 'node:worker_threads';
import { derive, type KeyRequest } from './derive-key.ts';

parentPort?.postMessage(await derive(workerData as KeyRequest));
