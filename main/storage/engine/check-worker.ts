// The worker thread of check-file.ts, built as a separate file: checks a whole database file for damage.
import { parentPort, workerData } from 'node:worker_threads';
import { isSoundFile } from './open-database.ts';

parentPort?.postMessage(isSoundFile(workerData as string));
