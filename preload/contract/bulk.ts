// What a bulk reset and an import have in common: they can be stopped, and their codes wait in the window until they are
// saved, passed on or given up.
import * as v from 'valibot';
import { count, freshCode, nothing, savedFile, text } from './fields.ts';
import { issuedCodeSchema } from './person.ts';

export const bulkId = text(40);

export const bulkKindSchema = v.picklist(['reset', 'import']);

/** Why such an act ended before its end, after a part of it was done. Null: it came to its end, or was stopped. */
export const bulkCut = v.nullable(
  v.strictObject({
    why: v.picklist(['cannot_write', 'clock', 'unexpected']),
    /** Under which it is in the log. */
    reference: text(20),
  }),
);
export type BulkCut = v.InferOutput<typeof bulkCut>;

export const bulkRequests = {
  /** Takes effect before the next batch. What is done stays done. */
  'bulk.cancel': { input: v.strictObject({ bulkId }), output: nothing },
  /** Saves the codes as a file for a spreadsheet, once. Only the file has them after that. */
  'bulk.saveCodes': {
    input: v.strictObject({ bulkId, code: freshCode }),
    output: v.strictObject({ file: savedFile }),
  },
  /** The codes that are not saved yet, for letters: a hundred at a time. They stay until they are saved or given up. */
  'bulk.listCodes': {
    input: v.strictObject({ bulkId, offset: count, code: freshCode }),
    output: v.strictObject({ issued: v.array(issuedCodeSchema) }),
  },
  /** Ends what the window holds: the codes are passed on by letter, or given up and made again one day. */
  'bulk.discardCodes': { input: v.strictObject({ bulkId }), output: nothing },
} as const;
