// The anchor of the activity record: how many records there are and the last one's hash, in a file beside the database. A record
// that was cut, or an older database file put back, no longer fits it. Sealed with a keyed hash, so it cannot be written by hand.
import { existsSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { Reader } from '../engine/database.ts';
import { getActivity, getHead } from '../tables/activity.ts';
import { writeFileWhole } from './write-file.ts';

const anchorSchema = v.strictObject({
  version: v.literal(1),
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  hash: v.string(),
  /** Epoch ms: the latest time that the computer had shown. */
  at: v.pipe(v.number(), v.safeInteger()),
  mac: v.string(),
});

export type AnchorVerdict =
  /** There is none yet, or the record goes on from where it was. */
  | { readonly kind: 'fits' }
  /** Fewer records than there were. `at`: until when they went. */
  | { readonly kind: 'cut'; readonly expected: number; readonly found: number; readonly at: number }
  /** As many, but others. */
  | { readonly kind: 'differs'; readonly expected: number; readonly found: number; readonly at: number }
  /** The file was damaged, or written by somebody else. */
  | { readonly kind: 'unreadable' };

export interface Anchor {
  check(reader: Reader): AnchorVerdict;
  /** Writes where the record ends now; nothing when that has not changed. Never throws: the next one makes up for it. */
  keep(reader: Reader, at: number): void;
}

/** @param mac keyed hash of a text, under a key of this firm. */
export function openAnchor(file: string, mac: (text: string) => Uint8Array): Anchor {
  let kept: string | undefined;
  const sealOf = (seq: number, hash: string, at: number): string =>
    Buffer.from(mac(`${seq} ${hash} ${at}`)).toString('base64');
  return {
    check(reader) {
      if (!existsSync(file)) return { kind: 'fits' };
      const anchor = read(file);
      if (anchor === undefined || anchor.mac !== sealOf(anchor.seq, anchor.hash, anchor.at))
        return { kind: 'unreadable' };
      const found = getHead(reader).seq;
      const facts = { expected: anchor.seq, found, at: anchor.at };
      if (found < anchor.seq) return { kind: 'cut', ...facts };
      if (anchor.seq > 0 && getActivity(reader, anchor.seq)?.hash !== anchor.hash) return { kind: 'differs', ...facts };
      return { kind: 'fits' };
    },
    keep(reader, at) {
      const { seq, hash } = getHead(reader);
      if (hash === kept) return;
      try {
        writeFileWhole(file, `${JSON.stringify({ version: 1, seq, hash, at, mac: sealOf(seq, hash, at) })}\n`);
        kept = hash;
      } catch {
        // A full disk: an anchor that stays behind still fits.
      }
    },
  };
}

function read(file: string): v.InferOutput<typeof anchorSchema> | undefined {
  try {
    const parsed = v.safeParse(anchorSchema, JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
