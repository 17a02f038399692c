// What a backup says about itself, beside the database in it.
import * as v from 'valibot';
import { isPossibleTime } from '../../domain/clock-guard.ts';

/** Somebody reads it before the restore, as text of Rekey: what cannot be seen in it could say something else. */
const line = (longest: number) =>
  v.pipe(
    v.string(),
    v.maxLength(longest),
    v.check((text) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)),
  );
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Of the whole file: the number rises when an older Rekey could no longer read it. */
const FORMAT = 1;

const manifestSchema = v.object({
  format: v.literal(FORMAT),
  /** As in the database: see open-backup.ts. */
  firm: v.pipe(v.string(), v.maxLength(100)),
  isSample: v.boolean(),
  /** Epoch ms. */
  madeAt: v.pipe(v.number(), v.check(isPossibleTime)),
  /** The version of Rekey that made it. */
  appVersion: line(40),
  schema: count,
  people: count,
  records: count,
  /** Of its last record (domain/printed-number.ts). Empty: it has none, or the description is of an earlier form. */
  printedNumber: v.optional(line(60), ''),
  /** The content of the anchor's file at that moment. Empty: there was none. */
  anchor: v.pipe(v.string(), v.maxLength(4096)),
  /** A move: the name of the computer on which the firm was closed with this backup. */
  movedFrom: v.optional(line(100)),
});
export type Manifest = v.InferOutput<typeof manifestSchema>;

export const writeManifest = (manifest: Omit<Manifest, 'format'>): string =>
  `${JSON.stringify({ format: FORMAT, ...manifest }, null, 2)}\n`;

/** @returns "newer" where only a newer Rekey can read it, undefined where it is none. */
export function readManifest(text: string): Manifest | 'newer' | undefined {
  try {
    const content: unknown = JSON.parse(text);
    const { format } = v.parse(v.object({ format: count }), content);
    if (format > FORMAT) return 'newer';
    const parsed = v.safeParse(manifestSchema, content);
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
