// One move in a process of its own, which ends itself with SIGKILL just before the call that is given: each call that changes
// or flushes a file, and each statement for PostgreSQL, is one. Where PostgreSQL's first process is named, that is ended at once in
// its place; at an even call it is gone before the move goes on. Without a number it counts the calls.
//   <in | back> <folder> <url> [number] [process]
import fs, { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { MessagePort } from 'node:worker_threads';
import { type WorkName, work } from './move-firm.ts';

const [name = 'in', root = '', url = '', killAt = '0', postgres] = process.argv.slice(2);
let [hasBegun, calls] = [false, 0];

function count(): void {
  if (!hasBegun) return;
  calls += 1;
  if (calls !== Number(killAt)) return;
  if (postgres === undefined) process.kill(process.pid, 'SIGKILL');
  else endPostgres(Number(postgres), calls % 2 === 0);
}

/** PostgreSQL calls this an immediate shutdown: nothing is written any more, as in a crash. */
function endPostgres(id: number, isAwaited: boolean): void {
  process.kill(id, 'SIGQUIT');
  const pause = new Int32Array(new SharedArrayBuffer(4));
  while (isAwaited && isRunning(id)) Atomics.wait(pause, 0, 0, 5);
}

/** Its parent may not have asked yet how it ended. */
function isRunning(id: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${id}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** The same function, counted. */
function counted<T extends object, K extends keyof T>(owner: T, key: K): void {
  const original = owner[key] as (...args: unknown[]) => unknown;
  Object.defineProperty(owner, key, {
    value(this: unknown, ...args: unknown[]) {
      count();
      return original.apply(this, args);
    },
  });
}

for (const key of ['openSync', 'writeFileSync', 'fsyncSync', 'renameSync', 'rmSync'] as const) counted(fs, key);
syncBuiltinESMExports();
counted(MessagePort.prototype, 'postMessage');

// Worker threads alone keep no process alive.
const staying = setInterval(() => undefined, 1000);
await work(name as WorkName, root, { url }, () => {
  hasBegun = true;
});
hasBegun = false;
process.stdout.write(`${calls}\n`);
clearInterval(staying);
