// The worker thread of user-index-loader.ts, built as a separate file: loads the user index over a read-only connection
// and transfers its memory.
import { parentPort, workerData } from 'node:worker_threads';
import type { DatabaseSource } from '../engine/database.ts';
import { snapshotOf } from '../engine/snapshot-of.ts';
import { loadUserIndex } from './load-user-index.ts';

const snapshot = snapshotOf(workerData as DatabaseSource);
try {
  const { buffers } = loadUserIndex(snapshot);
  parentPort?.postMessage(buffers, [...new Set(buffersIn(buffers))]);
} finally {
  snapshot.close();
}

/** The memory of all typed arrays: it is transferred, not copied. */
function buffersIn(value: unknown): readonly ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.values(value).flatMap(buffersIn);
}
