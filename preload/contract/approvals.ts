// The second approver: listing what waits for one, deciding, cancelling and carrying out.
import * as v from 'valibot';
import { count, freshCode, id, note, nothing, shownNote, shownPerson, text, time } from './fields.ts';
import { issuedCodeSchema, personSchema, reactivationKindSchema, removedSchema } from './person.ts';
import { stateSchema } from './screen.ts';
import { approvalKindSchema, identityCheckSchema, resetReasonSchema, temporaryCodeReasonSchema } from './words.ts';

export const approvalStateSchema = v.picklist([
  'pending',
  'approved',
  'declined',
  'cancelled',
  'carried_out',
  'expired',
]);

/** What the requester entered. */
export const requestSchema = v.strictObject({
  reason: v.nullable(v.union([resetReasonSchema, temporaryCodeReasonSchema])),
  note: shownNote,
  identityCheck: v.nullable(identityCheckSchema),
  vouchedBy: shownPerson,
  /** Null except for a temporary code. */
  hours: v.nullable(count),
  isSingleUse: v.nullable(v.boolean()),
});

const approvalSchema = v.strictObject({
  approvalId: id,
  kind: approvalKindSchema,
  state: approvalStateSchema,
  /** What the signed-in person can do. `not_independent`: the requester let this person in within the last day. */
  turn: v.picklist(['decide', 'not_independent', 'carry_out', 'wait', 'about_you', 'settled']),
  /** Null where the request is about the firm and not about a person. */
  target: v.nullable(personSchema),
  requestedBy: shownPerson,
  isOwn: v.boolean(),
  requestedAt: time,
  expiresAt: time,
  request: requestSchema,
  /** Null while nobody has decided, and where an event cancelled the request. */
  decidedBy: v.nullable(shownPerson),
  decidedAt: v.nullable(time),
  decisionNote: shownNote,
});
export type Approval = v.InferOutput<typeof approvalSchema>;

export const approvalsRequests = {
  /** The open requests and the newest settled ones. */
  'approvals.list': {
    input: nothing,
    output: v.strictObject({ approvals: v.array(approvalSchema), needsCode: v.boolean() }),
  },
  /**
   * By a third person. Approving "switch the second approver off" also carries it out. A request that hands out a code
   * waits for its requester to carry it out.
   */
  'approvals.decide': {
    input: v.strictObject({ approvalId: id, decision: v.picklist(['approve', 'decline']), note, code: freshCode }),
    output: nothing,
  },
  /** By the requester or the target. */
  'approvals.cancel': { input: v.strictObject({ approvalId: id }), output: stateSchema },
  /** By the requester, once it is approved. The code is shown once. */
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
