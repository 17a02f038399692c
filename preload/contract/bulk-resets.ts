// Resetting 2FA for many people: prepared, carried out, and its setup codes saved as a file.
import * as v from 'valibot';
import { count, freshCode, id, note, nothing, text } from './fields.ts';
import { personSchema } from './person.ts';
import { identityFields, userFiltersSchema } from './users.ts';
import { resetReasonSchema } from './words.ts';

const bulkBlockSchema = v.picklist([
  'own_account',
  'invited',
  'deactivated',
  'not_set_up',
  'frozen',
  'not_allowed',
  'last_able_admin',
  'needs_second_approver',
  'changed_meanwhile',
]);
export type BulkBlock = v.InferOutput<typeof bulkBlockSchema>;
const bulkRowSchema = v.strictObject({
  user: personSchema,
  /** `ready` before it is carried out; the others say what became of the person. */
  state: v.variant('kind', [
    v.strictObject({ kind: v.literal('ready') }),
    v.strictObject({ kind: v.literal('refused'), why: bulkBlockSchema }),
    v.strictObject({ kind: v.literal('reset') }),
    v.strictObject({ kind: v.literal('skipped'), why: bulkBlockSchema }),
    v.strictObject({ kind: v.literal('not_reached') }),
  ]),
});
export type BulkRow = v.InferOutput<typeof bulkRowSchema>;
const bulkCountsSchema = v.strictObject({
  ready: count,
  refused: count,
  reset: count,
  skipped: count,
  notReached: count,
});
export type BulkCounts = v.InferOutput<typeof bulkCountsSchema>;

export const bulkResetsRequests = {
  /** Who of these would be reset, and who not and why. Nothing is changed. It is kept for ten minutes, with the session. */
  'bulkResets.prepare': {
    input: v.strictObject({
      selection: v.variant('kind', [
        v.strictObject({ kind: v.literal('users'), userIds: v.pipe(v.array(id), v.minLength(1), v.maxLength(10_000)) }),
        v.strictObject({
          kind: v.literal('found'),
          search: text(200),
          clientId: v.nullable(id),
          filters: userFiltersSchema,
        }),
      ]),
    }),
    output: v.strictObject({
      bulkId: text(40),
      counts: bulkCountsSchema,
      /** Only the first 10,000 of those who were found. */
      isCut: v.boolean(),
      needsCode: v.boolean(),
      setupCodeMinutes: v.nullable(count),
    }),
  },
  'bulkResets.listRows': {
    input: v.strictObject({ bulkId: text(40), offset: count, limit: v.pipe(count, v.maxValue(200)) }),
    output: v.strictObject({ rows: v.array(bulkRowSchema), total: count }),
  },
  /** Answers when all is done, or after Cancel; `bulkReset.progress` tells how far it is. */
  'bulkResets.start': {
    input: v.pipe(
      v.strictObject({
        bulkId: text(40),
        reason: resetReasonSchema,
        /** How the identities were checked and what for, for all of them. */
        note: v.pipe(note, v.nonEmpty('Say in a few words how you checked who they are, and why all of them.')),
        ...identityFields,
        code: freshCode,
      }),
      v.forward(
        v.partialCheck(
          [['identityCheck'], ['vouchedBy']],
          (reset) => reset.identityCheck !== 'vouched_by_colleague' || reset.vouchedBy !== '',
          'Enter the name of the colleague who vouched.',
        ),
        ['vouchedBy'],
      ),
    ),
    output: v.strictObject({ counts: bulkCountsSchema, isCancelled: v.boolean(), codes: count }),
  },
  /** Takes effect before the next batch; what is done stays done. */
  'bulkResets.cancel': { input: v.strictObject({ bulkId: text(40) }), output: nothing },
  /** As a file for a spreadsheet, once: after that nobody has them but the file. */
  'bulkResets.saveCodes': {
    input: v.strictObject({ bulkId: text(40) }),
    output: v.strictObject({ isSaved: v.boolean() }),
  },
} as const;
