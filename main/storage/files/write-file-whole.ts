// Writes a small file as a whole: a new file beside the old one, flushed to the disk, then renamed.
// A kill or a power cut leaves the old file or the new one, never half of one. Only this account can read the new file,
// whatever the rights of the old one were.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * @param beside the name of the new file until it is renamed. What has that name before is removed.
 * @throws when it cannot be written; the old file then stays as it was, and nothing lies beside it.
 */
export function writeFileWhole(file: string, content: string | Uint8Array, beside = `${file}.new`): void {
  rmSync(beside, { force: true });
  try {
    // 'wx' follows no link that somebody has put there.
    const handle = openSync(beside, 'wx', 0o600);
    try {
      writeFileSync(handle, content);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    takeName(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** Writes a new file to the disk while other work goes on. @throws where it is there, or cannot be written. */
export async function writeFlushed(file: string, content: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** As writeFileWhole, for a text that is made while it is written. @throws what making a part throws, too. */
export async function writePartsWhole(
  file: string,
  parts: AsyncIterable<string | Uint8Array>,
  beside: string,
): Promise<void> {
  rmSync(beside, { force: true });
  try {
    const handle = await open(beside, 'wx', 0o600);
    try {
      for await (const part of parts) await handle.writeFile(part);
      await handle.sync();
    } finally {
      await handle.close();
    }
    takeName(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

function takeName(beside: string, file: string): void {
  renameSync(beside, file);
  syncFolder(dirname(file));
}

/** Removes the new file that a kill has left beside a file of `writeFileWhole`. */
export function removeHalfFile(file: string): void {
  try {
    rmSync(`${file}.new`, { force: true });
  } catch {
    // Something in its place cannot be removed. The next write says so.
  }
}

/**
 * Makes the new name last through a power cut. Windows opens no folder for this: there the file system's own log keeps
 * the names. Some network file systems refuse it, and the file is written all the same.
 */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  try {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EINVAL' && code !== 'ENOTSUP' && code !== 'EACCES') throw error;
  }
}
