// Rekey's own names in the data folder. What somebody else has put there, such as a folder in the place of a file or a link
// that leads nowhere, keeps nobody from a restore: it is moved aside and stays.
import { lstatSync, renameSync } from 'node:fs';

/** Also a link that leads nowhere. */
export const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** @throws the error of the system where it cannot be moved. */
export function makeWay(path: string, isFor: 'file' | 'folder'): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || (isFor === 'file' ? found.isFile() : found.isDirectory())) return;
  let number = 1;
  while (isThere(`${path}-in-the-way-${number}`)) number += 1;
  renameSync(path, `${path}-in-the-way-${number}`);
}
