// Resetting 2FA for many people: preparing it and carrying it out. bulk.ts has its end, and what becomes of its codes.
import * as v from 'valibot';
import { bulkCut, bulkId } from './bulk.ts';
import { clientId, count, freshCode, listOf, note, page, search, userId } from './fields.ts';
import { identityFields, nameOfVoucher } from './identity.ts';
import { personSchema } from './person.ts';
import { userFiltersSchema } from './users.ts';
import { revokeReasonSchema } from './words.ts';

/** Why one person is not reset. */
const bulkBlockSchema = v.picklist([
  'own_account',
  'invited',
  'deactivated',
  'not_set_up',
  'frozen',
  'not_allowed',
  'last_able_admin',
  'needs_second_approver',
  'no_number',
  'changed_meanwhile',
]);
export type BulkBlock = v.InferOutput<typeof bulkBlockSchema>;

const bulkRowSchema = v.strictObject({
  user: personSchema,
  /** Before the reset: `ready` or `refused`. After it: what happened to the person. */
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
  /** Answers who would be reset, and who would not and why. It changes nothing and is kept for ten minutes, with the session. */
  'bulkResets.prepare': {
    input: v.strictObject({
      selection: v.variant('kind', [
        v.strictObject({
          kind: v.literal('users'),
          userIds: v.pipe(listOf(userId, 10_000), v.minLength(1)),
        }),
        v.strictObject({
          kind: v.literal('found'),
          search,
          clientId: v.nullable(clientId),
          filters: userFiltersSchema,
        }),
      ]),
    }),
    output: v.strictObject({
      bulkId,
      counts: bulkCountsSchema,
      /** More people were found than one act may reset: these are the first 10,000. */
      isCut: v.boolean(),
      needsCode: v.boolean(),
      setupCodeMinutes: v.nullable(count),
    }),
  },
  'bulkResets.listRows': {
    input: v.strictObject({ bulkId, ...page }),
    output: v.strictObject({ rows: v.array(bulkRowSchema), total: count }),
  },
  /** Answers when all is done or after Cancel. The event `bulk.progress` tells how far it is. */
  'bulkResets.start': {
    input: v.pipe(
      v.strictObject({
        bulkId,
        reason: revokeReasonSchema,
        /** How the administrator checked who they are, and why all of them are reset. */
        note: v.pipe(note, v.nonEmpty('Say briefly how you checked who they are, and why all of them are reset.')),
        ...identityFields,
        code: freshCode,
      }),
      nameOfVoucher(),
    ),
    output: v.strictObject({ counts: bulkCountsSchema, isCancelled: v.boolean(), cut: bulkCut, codes: count }),
  },
} as const;
