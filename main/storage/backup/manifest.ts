// What a backup says about itself, beside the database in it.
import * as v from 'valibot';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Of the whole file: the number rises when an older Rekey could no longer read it. */
const FORMAT = 1;

const manifestSchema = v.object({
  format: v.literal(FORMAT),
  firm: v.pipe(v.string(), v.maxLength(200)),
  isSample: v.boolean(),
  /** Epoch ms. */
  madeAt: count,
  /** The version of Rekey that made it. */
  appVersion: v.pipe(v.string(), v.maxLength(40)),
  schema: count,
  people: count,
  records: count,
  /** The content of the anchor's file at that moment. Empty: there was none. */
  anchor: v.pipe(v.string(), v.maxLength(4096)),
  /** A move: the name of the computer on which the firm was closed with this backup. */
  movedFrom: v.optional(v.pipe(v.string(), v.maxLength(100))),
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
