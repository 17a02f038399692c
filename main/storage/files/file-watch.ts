// Tells whether a file that is open is still the one at its path. On Linux and macOS a program can go on writing to a
// file that somebody has removed or moved: the system reports no error, and everything is lost at the end.
import { statSync } from 'node:fs';

/** @returns undefined when there is no file that can be looked at. */
function identityOf(file: string): string | undefined {
  try {
    const { dev, ino, nlink } = statSync(file, { bigint: true });
    return nlink === 0n ? undefined : `${dev}/${ino}`;
  } catch {
    return undefined;
  }
}

/** @returns a function that finds the first of the files that is gone, or has another in its place. */
export function watchFiles(files: readonly string[]): () => string | undefined {
  const known = files.map((file) => [file, identityOf(file)] as const);
  return () => known.find(([file, identity]) => identity === undefined || identityOf(file) !== identity)?.[0];
}
