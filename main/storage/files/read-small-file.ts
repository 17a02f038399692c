// Reads a small file of the data folder. Another program can put anything in its place: a pipe makes a reader wait for
// ever, a device never ends, and a large file fills the memory.
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

const MOST_BYTES = 64 * 1024;

/**
 * @returns undefined where it is no small file.
 * @throws the error of the system, also where there is no file.
 */
export function readSmallFile(file: string): string | undefined {
  // Windows has no such flag and no such pipes.
  const handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(handle);
    return stats.isFile() && stats.size <= MOST_BYTES ? readFileSync(handle, 'utf8') : undefined;
  } finally {
    closeSync(handle);
  }
}
