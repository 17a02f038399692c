// The worker thread of check-record-in-worker.ts, built as a separate file.
import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { checkRecord } from './check-record.ts';
import type { CheckMessage, CheckRequest } from './check-record-in-worker.ts';

const { source, restMs } = workerData as CheckRequest;
let isHurried = restMs === 0;
parentPort?.once('message', () => {
  isHurried = true;
});
const post = (message: CheckMessage): void => parentPort?.postMessage(message);

const pieces = checkRecord(source);
for (;;) {
  const piece = pieces.next();
  if (piece.done === true) {
    post({ kind: 'result', check: piece.value });
    break;
  }
  post({ kind: 'progress', ...piece.value });
  // Even no time lets the word to hurry in.
  await wait(isHurried ? 0 : restMs);
}
parentPort?.close();
