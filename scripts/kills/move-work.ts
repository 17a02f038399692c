// One move in a process of its own, which ends itself with SIGKILL just before the call that is given: each call that changes
// or flushes a file, and each statement for PostgreSQL, is one. Without a number it counts them.
//   <in | back> <folder> <url> [number]
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { MessagePort } from 'node:worker_threads';
import { type WorkName, work } from './move-firm.ts';

const [name = 'in', root = '', url = '', killAt = '0'] = process.argv.slice(2);
let [hasBegun, calls] = [false, 0];

function count(): void {
  if (!hasBegun) return;
  calls += 1;
  if (calls === Number(killAt)) process.kill(process.pid, 'SIGKILL');
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
