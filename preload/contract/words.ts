// The closed lists that more than one subject uses. Each has a twin in main/domain or main/storage.
import * as v from 'valibot';

export const roleSchema = v.picklist([
  'partner_admin',
  'partner_ops',
  'client_admin',
  'client_ops',
  'client_self_service',
]);
export const statusSchema = v.picklist(['invited', 'invitation_expired', 'active', 'locked', 'deactivated']);
export const twoFactorStateSchema = v.picklist(['not_set_up', 'set_up', 'setup_required']);
export const clientTypeSchema = v.picklist(
  ['company', 'partnership', 'sole_trader', 'charity', 'trust'],
  'Choose what kind of business it is.',
);
export const clientStatusSchema = v.picklist(['active', 'terminated']);
export const clientColumnSchema = v.picklist([
  'name',
  'type',
  'status',
  'pointOfContact',
  'accountingSoftware',
  'users',
  'addedAt',
]);
export const userColumnSchema = v.picklist([
  'name',
  'email',
  'role',
  'clientAccess',
  'status',
  'twoFactor',
  'lastSignIn',
]);
export const resetReasonSchema = v.picklist(
  ['lost_phone', 'stolen_phone', 'new_phone', 'app_removed', 'too_many_attempts', 'setup_code_lost', 'other'],
  'Choose why the reset is needed.',
);
export const identityCheckSchema = v.picklist(
  ['call_back', 'video_with_id', 'in_person', 'vouched_by_colleague'],
  'Choose how you checked who is asking.',
);

export const temporaryCodeReasonSchema = v.picklist(
  ['phone_left_behind', 'phone_not_working', 'other'],
  'Choose why it is needed.',
);

export const approvalKindSchema = v.picklist([
  'two_factor_reset',
  'password_reset',
  'temporary_code',
  'reactivation',
  'second_approver_off',
]);
