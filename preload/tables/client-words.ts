// Kinds and states of clients as people write them in a list.
import type { ClientRow } from '../contract/index.ts';
import { CLIENT_STATUS_WORDS, CLIENT_TYPE_WORDS } from './words.ts';

const toKey = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
const byKey = <Word extends string>(words: Readonly<Record<Word, string>>): ReadonlyMap<string, Word> =>
  new Map((Object.keys(words) as Word[]).map((word) => [toKey(words[word]), word]));
const TYPES = byKey(CLIENT_TYPE_WORDS);
const STATUSES = byKey(CLIENT_STATUS_WORDS);

/** "sole trader", "Sole_Trader" and "SOLE TRADER" are one kind. @returns undefined for a word that is none. */
export const readClientType = (cell: string): ClientRow['type'] | undefined => TYPES.get(toKey(cell));
/** As readClientType, for "Active" and "Terminated". */
export const readClientStatus = (cell: string): ClientRow['status'] | undefined => STATUSES.get(toKey(cell));
