// A small text log beside the data: what went wrong, with the references that the window shows. It never contains a
// secret, a code or anything a person typed. One older file is kept.
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const MAX_BYTES = 1_000_000;

export function createLog(file: string): (line: string) => void {
  return (line) => {
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      const stats = statSync(file, { throwIfNoEntry: false });
      if (stats !== undefined && !stats.isFile()) return; // a pipe would keep Rekey waiting
      if ((stats?.size ?? 0) > MAX_BYTES) renameSync(file, `${file}.1`);
      appendFileSync(file, `${new Date().toISOString()} ${line}\n`, { mode: 0o600 });
    } catch {
      // A full disk must not cause a second problem.
    }
  };
}
