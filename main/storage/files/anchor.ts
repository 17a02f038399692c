// The anchor of the activity record: the number of records and the hash of the last one, in a file outside the firm's
// folder. After records were cut off, or an older database file was put back, the record no longer fits the anchor. A
// keyed hash seals the file, so that nobody can write one by hand.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import * as v from 'valibot';
import { isPossibleTime } from '../../domain/clock-guard.ts';
import type { Reader } from '../engine/database.ts';
import { getActivity, getHead } from '../tables/activity.ts';
import { readSmallFile } from './read-small-file.ts';
import { removeHalfFile, writeFileWhole, writeFlushed } from './write-file-whole.ts';

const anchorSchema = v.strictObject({
  /** 1: written before the end of the record was sealed in the database too. */
  version: v.picklist([1, 2]),
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  hash: v.string(),
  /** Epoch ms: the latest time that the computer has shown. */
  at: v.pipe(v.number(), v.safeInteger()),
  mac: v.string(),
});

export interface AnchoredEnd {
  readonly seq: number;
  readonly at: number;
}

/** Where a record ends. */
interface End {
  readonly seq: number;
  readonly hash: string;
}

export type AnchorVerdict =
  /** The record continues from the anchor, or both are new. */
  | { readonly kind: 'fits' }
  /** There are fewer records than before. `at`: when the anchor was written. */
  | { readonly kind: 'cut'; readonly expected: number; readonly found: number; readonly at: number }
  /** The record at the anchor's number has another hash. */
  | { readonly kind: 'differs'; readonly expected: number; readonly found: number; readonly at: number }
  /** The file is damaged, or its seal is wrong. */
  | { readonly kind: 'unreadable' }
  /** There are records and no anchor. */
  | { readonly kind: 'missing' };

export interface Anchor {
  check(reader: Reader): AnchorVerdict;
  /** The end of the record was sealed in the database before: a database without that seal was altered. */
  knowsSeal(): boolean;
  /**
   * Writes the first anchor of an older firm, if there is none, before its upgrade commits. It knows of no seal, so the
   * upgrade that was killed is done again. Never throws.
   */
  begin(reader: Reader, at: number): void;
  /** Where the record ended by the anchor. Undefined where there is none, or none of this firm. */
  lastEnd(): AnchoredEnd | undefined;
  /** Writes where the record ends now, if that has changed. Never throws: the next call tries again. */
  keep(reader: Reader, at: number): void;
  /**
   * Records that are committed go on from the anchored end. The file has the new end a few milliseconds later, and nobody
   * waits for that. Where they go on from another end, the anchor stays until the next `keep`. Never throws.
   * @param at undefined while the clock is not believed.
   */
  goOn(from: End, to: End, at: number | undefined): void;
  /** Writes at once what `goOn` has not written yet. Never throws. */
  settle(): void;
}

/** The new file of `goOn` until it is renamed. `keep` has another one, and may write it at the same time. */
const besideOf = (file: string): string => `${file}.next`;

/** Removes what a kill has left beside the anchor. */
export function removeHalfAnchor(file: string): void {
  removeHalfFile(file);
  try {
    rmSync(besideOf(file), { force: true });
  } catch {
    // Something in its place cannot be removed. `keep` does not need it.
  }
}

/** @param mac keyed hash of a text, with a key of this firm. */
export function openAnchor(file: string, mac: (text: string) => Uint8Array): Anchor {
  /** What the file has, or gets by `writing`. */
  let kept: (End & { readonly at: number }) | undefined;
  /** The one that may give the file its name. */
  let writing: object | undefined;
  const sealOf = ({ version, seq, hash, at }: Omit<AnchorFile, 'mac'>): string =>
    Buffer.from(mac(`${version === 1 ? '' : `${version} `}${seq} ${hash} ${at}`)).toString('base64');
  function readSealed(): AnchorFile | undefined {
    const anchor = read(file);
    return anchor === undefined || anchor.mac !== sealOf(anchor) ? undefined : anchor;
  }
  function toText(version: AnchorFile['version'], { seq, hash }: End, at: number): string {
    const anchor = { version, seq, hash, at };
    return `${JSON.stringify({ ...anchor, mac: sealOf(anchor) })}\n`;
  }
  function write(version: AnchorFile['version'], end: End, at: number): void {
    writing = undefined;
    try {
      writeFileWhole(file, toText(version, end, at));
      if (version === 2) kept = { ...end, at };
    } catch {
      // The disk is full. An older anchor still fits the record.
    }
  }
  /** Until the file has the newest end. */
  async function writeKept(): Promise<void> {
    const beside = besideOf(file);
    const own = {};
    writing = own;
    try {
      for (let written: typeof kept; kept !== undefined && kept !== written; ) {
        written = kept;
        await rm(beside, { force: true });
        await writeFlushed(beside, toText(2, written, written.at));
        if (writing !== own) break;
        renameSync(beside, file);
      }
    } catch {
      // The disk is full, or the folder is gone. The next `keep` writes it.
      if (writing === own) kept = undefined;
    }
    if (writing === own) writing = undefined;
    else if (writing === undefined) removeHalfAnchor(file);
  }
  return {
    knowsSeal: () => read(file)?.version === 2,
    lastEnd: readSealed,
    check(reader) {
      const found = getHead(reader).seq;
      if (!existsSync(file)) return { kind: found === 0 ? 'fits' : 'missing' };
      const anchor = readSealed();
      if (anchor === undefined) return { kind: 'unreadable' };
      const facts = { expected: anchor.seq, found, at: anchor.at };
      if (found < anchor.seq) return { kind: 'cut', ...facts };
      if (anchor.seq > 0 && getActivity(reader, anchor.seq)?.hash !== anchor.hash) return { kind: 'differs', ...facts };
      return { kind: 'fits' };
    },
    begin(reader, at) {
      if (!existsSync(file)) write(1, getHead(reader), at);
    },
    keep(reader, at) {
      const head = getHead(reader);
      if (head.hash !== kept?.hash) write(2, head, at);
    },
    goOn(from, to, at) {
      if (kept === undefined || kept.hash !== from.hash) return;
      kept = { ...to, at: Math.max(kept.at, at ?? kept.at) };
      if (writing === undefined) void writeKept();
    },
    settle() {
      if (kept !== undefined && writing !== undefined) write(2, kept, kept.at);
    },
  };
}

/**
 * Whether the anchor knows of records that the database does not have. It needs no key, so the seal is not checked.
 * @param reader undefined when there is no database.
 */
export function knowsOtherRecords(file: string, reader: Reader | undefined): boolean {
  if (!existsSync(file)) return false;
  const anchor = read(file);
  if (anchor === undefined) return true;
  if (anchor.seq === 0) return false;
  const found = reader === undefined ? undefined : getActivity(reader, anchor.seq);
  return found?.hash !== anchor.hash;
}

/** Where the record ended, as the file says. It needs no key, so the seal is not checked: a hint and no proof. */
export function readUnprovedEnd(file: string): AnchoredEnd | undefined {
  const anchor = read(file);
  if (anchor === undefined) return undefined;
  // An empty record ends at no time.
  return anchor.seq > 0 && !isPossibleTime(anchor.at) ? undefined : { seq: anchor.seq, at: anchor.at };
}

type AnchorFile = v.InferOutput<typeof anchorSchema>;

function read(file: string): AnchorFile | undefined {
  try {
    const parsed = v.safeParse(anchorSchema, JSON.parse(readSmallFile(file) ?? ''));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
