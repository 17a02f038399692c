// Where a file was saved, in a sentence.
import type { SavedFile } from '../../preload/contract/fields.ts';
import { isolate } from './isolate.ts';

/** "“users.csv” in C:\Users\Ann\Documents" */
export const savedWords = ({ name, folder }: SavedFile): string => `“${isolate(name)}” in ${isolate(folder)}`;
