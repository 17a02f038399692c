// Writing a small file of ours whole: beside the old one, to the disk, then renamed. A kill leaves the old file or the new one, never
// half of one.
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

/** For this account only. @throws when it cannot be written; the old file is then as it was. */
export function writeFileWhole(file: string, content: string): void {
  const beside = `${file}.new`;
  const handle = openSync(beside, 'w', 0o600);
  try {
    writeSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(beside, file);
}
