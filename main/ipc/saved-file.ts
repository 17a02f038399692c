// How a window names a file that was saved: its name and its folder. Characters that cannot be seen would turn them around.
import { basename, dirname } from 'node:path';
import { withoutUnseen } from '../../preload/contract/characters.ts';
import type { SavedFile } from '../../preload/contract/fields.ts';

/** The end of a folder says more than its beginning. */
const LONGEST = { name: 300, folder: 1000 } as const;

const lastOf = (text: string, most: number): string => {
  const shown = withoutUnseen(text);
  return shown.length <= most ? shown : `…${withoutUnseen(shown.slice(1 - most))}`;
};

export const toSavedFile = (path: string): SavedFile => ({
  name: lastOf(basename(path), LONGEST.name),
  folder: lastOf(dirname(path), LONGEST.folder),
});
