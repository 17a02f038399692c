// What each letter, kit, sheet of codes and backup says of the activity record: the number of its last record at that moment,
// and the beginning of that record's hash, as in "1,204 · 7F3K-9QXM-2B4T". The hash covers every record up to that one, so
// paper that Rekey cannot take back is a witness of all of them.
import { readCode, writeCode } from './code-text.ts';

/**
 * 60 bits of the hash, in three groups: codes have four, so nobody types this where a code is asked for. A record that is
 * altered so that it still shows the same letters costs 2^60 hashes, 1.2 · 10^18, for each paper. Two groups, 40 bits, would
 * cost 10^12.
 */
const GROUPS = 3;
const LETTERS = GROUPS * 4;
/** A multiple of five bytes that holds at least 60 bits. */
const HASH_BYTES = 10;

export interface PrintedNumber {
  /** Of the record: 1 or more. */
  readonly seq: number;
  readonly letters: string;
}

/** @param hash of the record, 64 hexadecimal digits. @returns undefined for what is no such hash. */
export function toPrintedLetters(hash: string): string | undefined {
  if (!/^[0-9a-f]{64}$/.test(hash)) return undefined;
  const bytes = Uint8Array.from({ length: HASH_BYTES }, (_, i) => Number.parseInt(hash.slice(2 * i, 2 * i + 2), 16));
  return writeCode(bytes).slice(0, LETTERS + GROUPS - 1);
}

/** @param head the last record. @returns empty where there is no record, or it has no hash. */
export function writePrintedNumber(head: { readonly seq: number; readonly hash: string }): string {
  const letters = toPrintedLetters(head.hash);
  return head.seq < 1 || letters === undefined ? '' : `${head.seq.toLocaleString('en-GB')} · ${letters}`;
}

const GROUP = '([0-9A-Z]{4})';
/** Words, as they stand before it on paper; the number; three groups. */
const TYPED = new RegExp(
  `^(?:[^0-9]*[\\s:])?([0-9OIL][0-9OIL,.'’]*)[\\s·-]+${Array(GROUPS).fill(GROUP).join('[\\s-]*')}$`,
  'u',
);

/**
 * Takes what a person types or copies from paper: any case, any spaces or dashes, O for 0 and I or L for 1.
 * @returns undefined for anything else.
 */
export function readPrintedNumber(typed: string): PrintedNumber | undefined {
  const plain = typed
    .normalize('NFKC')
    .replace(/\p{Pd}|[\u2212•]/gu, '-')
    .toUpperCase()
    .trim();
  const [, number = '', ...groups] = TYPED.exec(plain) ?? [];
  const letters = readCode(groups.join(''), LETTERS);
  const seq = Number(
    number
      .replaceAll('O', '0')
      .replace(/[IL]/g, '1')
      .replace(/[^0-9]/g, ''),
  );
  return letters === undefined || !Number.isSafeInteger(seq) || seq < 1 ? undefined : { seq, letters };
}
