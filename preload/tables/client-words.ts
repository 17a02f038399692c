// Kinds and states of clients as people write them in a list.
import type { ClientRow } from '../contract/index.ts';
import { CLIENT_STATUS_WORDS, CLIENT_TYPE_WORDS } from './words.ts';

const toKey = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
/** @param words Rekey's own. @param others the usual ones of registers and practice software. */
const byKey = <Word extends string>(
  words: Readonly<Record<Word, string>>,
  others: Readonly<Record<Word, readonly string[]>>,
): ReadonlyMap<string, Word> =>
  new Map(
    (Object.keys(words) as Word[]).flatMap((word) =>
      [words[word], ...others[word]].map((text) => [toKey(text), word] as const),
    ),
  );
const TYPES = byKey(CLIENT_TYPE_WORDS, {
  company: [
    'Ltd',
    'Limited',
    'Limited company',
    'Private limited company',
    'Public limited company',
    'PLC',
    'LLC',
    'Inc',
    'Incorporated',
    'Corp',
    'Corporation',
    'CIC',
    'Community interest company',
  ],
  partnership: ['LLP', 'LP', 'Limited liability partnership', 'Limited partnership', 'General partnership'],
  sole_trader: ['Sole proprietor', 'Sole proprietorship', 'Self-employed'],
  charity: ['Charitable company', 'CIO', 'Charitable incorporated organisation', 'Non-profit', 'Not for profit'],
  trust: ['Family trust', 'Discretionary trust', 'Unit trust'],
});
const STATUSES = byKey(CLIENT_STATUS_WORDS, {
  active: ['Current', 'Live'],
  terminated: ['Inactive', 'Closed', 'Ceased', 'Former', 'Ended', 'Archived', 'Disengaged'],
});

/** "sole trader", "Sole_Trader" and "Self-employed" are one kind. @returns undefined for a word that is none. */
export const readClientType = (cell: string): ClientRow['type'] | undefined => TYPES.get(toKey(cell));
/** As readClientType, for "Active" and "Inactive". */
export const readClientStatus = (cell: string): ClientRow['status'] | undefined => STATUSES.get(toKey(cell));
