// How a request fails. Every refusal has a code and the facts that the window needs to say what happened.
import * as v from 'valibot';
import { count, text, time } from './fields.ts';
import { blockSchema } from './users.ts';

const fieldProblem = v.strictObject({ field: text(100), message: text(300) });

export const failureSchema = v.variant('code', [
  v.strictObject({ code: v.literal('bad_input'), fields: v.array(fieldProblem) }),
  /** Nothing of what went wrong leaves main; the reference is also in main's log. */
  v.strictObject({ code: v.literal('unexpected'), reference: text(40) }),
  v.strictObject({ code: v.literal('locked_until'), until: time }),
  v.strictObject({ code: v.literal('not_possible'), why: blockSchema }),
  v.strictObject({ code: v.literal('codes_not_saved'), bulkId: text(40), codes: count }),
  v.strictObject({ code: v.literal('code_already_used'), waitMs: count }),
  v.strictObject({ code: v.literal('phone_clock_off'), minutes: v.pipe(v.number(), v.safeInteger()) }),
  v.strictObject({ code: v.literal('clock_went_back'), minutes: count, until: time }),
  v.strictObject({
    code: v.picklist([
      'wrong_sender',
      'unknown_request',
      'not_now',
      'not_signed_in',
      'forbidden',
      'not_found',
      'conflict',
      'cannot_write',
      'clock_impossible',
      'file_not_saved',
      'mail_not_opened',
      'wrong_credentials',
      'deactivated',
      'wrong_code',
      'wrong_recovery_code',
      'wrong_setup_code',
      'setup_overdue',
      'needs_new_reset',
      'factor_disabled',
      'own_account',
      'last_able_admin',
      'nothing_to_reset',
      'fresh_code_needed',
      'number_changed',
      'no_number',
      'wrong_one_time_code',
      'one_time_code_expired',
      'wrong_password',
      'wrong_temporary_code',
      'temporary_code_expired',
      'temporary_code_used',
      'temporary_session',
      'client_terminated',
      'too_late_to_restore',
      'last_client',
      'contacts_changed',
      'frozen',
      'wrong_recovery_kit',
      'recovery_kit_replaced',
      'no_second_approver',
      'own_request',
      'approver_not_independent',
      'requester_not_independent',
      'requester_not_able',
      'not_approved',
      'approval_expired',
    ]),
  }),
]);
export type Failure = v.InferOutput<typeof failureSchema>;
