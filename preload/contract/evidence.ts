// Evidence packs: records for somebody without Rekey. Data and signature are the firm's; the report is printed, and the file is
// written, at the person's computer. So the pack crosses the door in pieces.
import * as v from 'valibot';
import { count, freshCode, id, text, time } from './fields.ts';
import { activityRecordSchema } from './record.ts';

export const evidenceId = v.pipe(text(22), v.regex(/^[\w-]{22}$/));
const digest = v.pipe(text(64), v.regex(/^[0-9a-f]{64}$/));

const policySchema = v.strictObject({
  /** Null: from the beginning. */
  since: v.nullable(time),
  record: v.nullable(id),
  /** Under the names of the record. */
  settings: v.record(text(60), v.nullable(v.union([text(2000), time, v.boolean()]))),
});

/** With the numbers of its people: two may have the same name and role. */
const evidenceRecordSchema = v.strictObject({
  ...activityRecordSchema.entries,
  actorId: v.nullable(id),
  targetId: v.nullable(id),
});

export const evidenceRequests = {
  /** From now on the pack is on record. It holds no record that is made later. */
  'evidence.begin': {
    input: v.pipe(
      v.strictObject({
        /** Epoch ms, both inclusive. Null: no end. */
        from: v.nullable(time),
        until: v.nullable(time),
        /** Of one person. Empty: everybody. */
        email: v.pipe(v.string(), v.maxLength(254, 'An email can have at most 254 characters.'), v.trim()),
        code: freshCode,
      }),
      v.forward(
        v.partialCheck(
          [['from'], ['until']],
          ({ from, until }) => from === null || until === null || from <= until,
          'The last day is before the first one.',
        ),
        ['until'],
      ),
    ),
    output: v.strictObject({
      evidenceId,
      policies: v.array(policySchema),
      printed: text(60),
      fingerprint: text(60),
      madeAt: time,
      /** The name of the person. Null: everybody. */
      person: v.nullable(text(254)),
    }),
  },
  /** Records of the pack for the report, oldest first. @param after 0 at first, then `next`. There may be none in one answer. */
  'evidence.listRecords': {
    input: v.strictObject({ evidenceId, after: count }),
    output: v.strictObject({ records: v.array(evidenceRecordSchema), next: v.nullable(count) }),
  },
  /** @param piece 1 for the first one. */
  'evidence.getPiece': {
    input: v.strictObject({ evidenceId, piece: id }),
    output: v.strictObject({
      file: v.pipe(text(40), v.regex(/^[\w.-]+$/)),
      text: text(16_000_000),
      isLast: v.boolean(),
    }),
  },
  /** Signs the pack that was read. Again, it answers the same. */
  'evidence.sign': {
    input: v.strictObject({ evidenceId, reportSha256: digest }),
    output: v.strictObject({ sums: text(4000), signature: v.pipe(text(100), v.base64()) }),
  },
} as const;
