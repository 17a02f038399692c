// The closed lists of words that several subjects use. Main has the same lists in its domain and its storage, which the
// contract does not import: main/ipc/same-words.ts makes a difference between the two a compile error.
import * as v from 'valibot';

export const roleSchema = v.picklist([
  'partner_admin',
  'partner_ops',
  'client_admin',
  'client_ops',
  'client_self_service',
]);
export const statusSchema = v.picklist(['invited', 'invitation_expired', 'active', 'locked', 'frozen', 'deactivated']);
/** What asks for somebody's attention. */
export const attentionSchema = v.picklist([
  'without_two_factor',
  'setup_overdue',
  'replacing',
  'invitation_expiring',
  'recently_reset',
  'no_number',
]);
export const twoFactorStateSchema = v.picklist(['not_set_up', 'set_up', 'setup_required']);

/** The reasons of each mode of a reset. */
export const RESET_REASONS = {
  revoke_now: [
    'lost_phone',
    'stolen_phone',
    'new_phone',
    'app_removed',
    'too_many_attempts',
    'setup_code_lost',
    'other',
  ],
  replace: ['changing_phone', 'phone_failing', 'changing_app'],
} as const;
const REASON_MISSING = 'Choose why the reset is needed.';
export const revokeReasonSchema = v.picklist(RESET_REASONS.revoke_now, REASON_MISSING);
export const resetReasonSchema = v.picklist([...RESET_REASONS.revoke_now, ...RESET_REASONS.replace], REASON_MISSING);
export const temporaryCodeReasonSchema = v.picklist(
  ['phone_left_behind', 'phone_not_working', 'other'],
  'Choose why it is needed.',
);
export const unlockReasonSchema = v.picklist(['mistyped', 'somebody_else', 'other'], 'Choose why it is needed.');
export const identityCheckSchema = v.picklist(
  ['call_back', 'video_with_id', 'in_person', 'vouched_by_colleague'],
  'Choose how you checked who is asking.',
);

/** What waits for a second approver. */
export const approvalKindSchema = v.picklist([
  'two_factor_reset',
  'password_reset',
  'temporary_code',
  'reactivation',
  'second_approver_off',
]);

/** Why nobody could approve what this person asks for. */
export const approvalBlockSchema = v.picklist(['requester_not_independent', 'no_second_approver']);
export type ApprovalBlock = v.InferOutput<typeof approvalBlockSchema>;

/** What somebody else did to an account; its user reads it at the next sign-in. */
export const noticeKindSchema = v.picklist([
  'two_factor_reset',
  'password_reset',
  'reactivated',
  'replace_requested',
  'temporary_code',
  'unfrozen',
  'unlocked',
  'email_changed',
  'number_changed',
  'role_changed',
]);

export const alertKindSchema = v.picklist([
  'repudiated',
  'many_resets',
  'outside_hours',
  'reset_then_change',
  'reset_then_admin_act',
  'many_refused_codes',
  'both_halves',
  'recovery_kit_used',
  'recovery_kit_waits',
  'record_cut',
  'record_altered',
  'record_seen_otherwise',
  'number_changed',
  'made_partner_admin',
  'let_in',
  'admin_removed',
  'second_approver_off',
  'firm_restored',
  'data_key_found',
  'backup_failed',
  'firm_moved',
  'copy_used_again',
  'move_interrupted',
  'server_started',
  'server_taken_over',
  'desktop_joined',
  'desktop_revoked',
  'desktop_slowed',
]);

/** What a new firm does first. */
export const startStepSchema = v.picklist(['second_admin', 'first_client', 'people', 'admin_numbers', 'backup']);

/** How the firm writes dates. */
export const dateOrderSchema = v.picklist(['day_first', 'month_first', 'iso'], 'Choose how dates are written.');

/** What deserves a look in an access review, the most pressing first, and what is decided there. */
export const reviewReasonSchema = v.picklist([
  'partner_admin',
  'never_signed_in',
  'long_away',
  'without_two_factor',
  'all_clients',
]);
export const reviewDecisionSchema = v.picklist(['confirmed', 'changed', 'deactivated']);

export const outcomeSchema = v.picklist(['done', 'denied', 'failed']);
