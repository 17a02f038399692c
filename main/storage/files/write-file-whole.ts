// Writes a small file of ours as a whole: a new file beside the old one, flushed to the disk, then renamed.
// A kill leaves the old file or the new one, never half of one.
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';

/** Only this account can read the file. @throws when it cannot be written; the old file then stays as it was. */
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
