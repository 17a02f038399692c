// A temporary data folder for one measurement.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folder is removed by `remove`, or at the latest when the process exits. */
export function makeTemporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'rekey-bench-'));
  const remove = () => {
    process.off('exit', remove);
    rmSync(path, { recursive: true, force: true });
  };
  process.on('exit', remove);
  return { path, remove };
}
