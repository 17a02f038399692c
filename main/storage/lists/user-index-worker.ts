// Runs beside the application, with a connection of its own that only reads: loads the index of the users and hands its memory over.
// Started by user-index-loader.ts; built as a file of its own.
import { parentPort, workerData } from 'node:worker_threads';
import { openSnapshot } from '../engine/database.ts';
import { loadUserIndex } from './load-user-index.ts';

const snapshot = openSnapshot(workerData as string);
try {
  const { buffers } = loadUserIndex(snapshot);
  parentPort?.postMessage(buffers, [...new Set(buffersIn(buffers))]);
} finally {
  snapshot.close();
}

/** The memory of all typed arrays: it changes hands and is not copied. */
function buffersIn(value: unknown): readonly ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.values(value).flatMap(buffersIn);
}
