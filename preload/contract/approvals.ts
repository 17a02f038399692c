// The second approver: what waits for one, deciding, cancelling and carrying out.
import * as v from 'valibot';
import { count, freshCode, id, note, nothing, text, time } from './fields.ts';
import { issuedCodeSchema, personSchema, reactivationKindSchema, removedSchema } from './person.ts';
import { stateSchema } from './screen.ts';
import { approvalKindSchema, identityCheckSchema, resetReasonSchema, temporaryCodeReasonSchema } from './words.ts';

const approvalSchema = v.strictObject({
  approvalId: id,
  kind: approvalKindSchema,
  state: v.picklist(['pending', 'approved', 'declined', 'cancelled', 'carried_out', 'expired']),
  /** What the signed-in person can do. `not_independent`: whoever asks has let them in within a day. */
  turn: v.picklist(['decide', 'not_independent', 'carry_out', 'wait', 'about_you', 'settled']),
  /** Null where it is about the firm, not about a person. */
  target: v.nullable(personSchema),
  requestedBy: text(201),
  isOwn: v.boolean(),
  requestedAt: time,
  expiresAt: time,
  /** What was asked for. */
  request: v.strictObject({
    reason: v.nullable(v.union([resetReasonSchema, temporaryCodeReasonSchema])),
    note: text(500),
    identityCheck: v.nullable(identityCheckSchema),
    vouchedBy: text(200),
    /** Of a temporary code. */
    hours: v.nullable(count),
    isSingleUse: v.nullable(v.boolean()),
  }),
  /** Null where nobody has, or where an event has cancelled it. */
  decidedBy: v.nullable(text(201)),
  decidedAt: v.nullable(time),
  decisionNote: text(500),
});
export type Approval = v.InferOutput<typeof approvalSchema>;

export const approvalsRequests = {
  /** What is open, and the newest of what is settled. */
  'approvals.list': {
    input: nothing,
    output: v.strictObject({ approvals: v.array(approvalSchema), needsCode: v.boolean() }),
  },
  /** By a third person. Switching the second approver off is carried out with it; whatever hands out a code waits for who has asked. */
  'approvals.decide': {
    input: v.strictObject({ approvalId: id, decision: v.picklist(['approve', 'decline']), note, code: freshCode }),
    output: nothing,
  },
  /** By whoever asked, or whom it is about. */
  'approvals.cancel': { input: v.strictObject({ approvalId: id }), output: stateSchema },
  /** By whoever asked, once it is approved; the code is shown once. */
  'approvals.carryOut': {
    input: v.strictObject({ approvalId: id, code: freshCode }),
    output: v.variant('kind', [
      v.strictObject({
        kind: v.literal('two_factor_reset'),
        user: personSchema,
        removed: removedSchema,
        setupCode: v.nullable(text(19)),
        deadlineAt: time,
      }),
      v.strictObject({ kind: v.literal('password_reset'), issued: issuedCodeSchema, sessionsEnded: count }),
      v.strictObject({ kind: v.literal('temporary_code'), issued: issuedCodeSchema }),
      v.strictObject({
        kind: v.literal('reactivation'),
        user: personSchema,
        codeKind: reactivationKindSchema,
        issued: v.nullable(issuedCodeSchema),
        deadlineAt: time,
      }),
    ]),
  },
} as const;
