// What roles, states and kinds are called, in the window and in files for a spreadsheet.
import type { ClientRow, UserRow } from '../contract/index.ts';

type Details = NonNullable<UserRow['details']>;

export const ROLE_WORDS: Readonly<Record<UserRow['role'], string>> = {
  partner_admin: 'Partner Admin',
  partner_ops: 'Partner Ops',
  client_admin: 'Client Admin',
  client_ops: 'Client Ops',
  client_self_service: 'Client Self Service',
};

export const STATUS_WORDS: Readonly<Record<Details['status'], string>> = {
  invited: 'Invited',
  invitation_expired: 'Invitation expired',
  active: 'Active',
  locked: 'Locked',
  frozen: 'Frozen',
  deactivated: 'Deactivated',
};

export const TWO_FACTOR_WORDS: Readonly<Record<Details['twoFactor']['state'], string>> = {
  set_up: 'Set up',
  not_set_up: 'Not set up',
  setup_required: 'Setup required',
};

export const CLIENT_TYPE_WORDS: Readonly<Record<ClientRow['type'], string>> = {
  company: 'Company',
  partnership: 'Partnership',
  sole_trader: 'Sole trader',
  charity: 'Charity',
  trust: 'Trust',
};

export const CLIENT_STATUS_WORDS: Readonly<Record<ClientRow['status'], string>> = {
  active: 'Active',
  terminated: 'Terminated',
};
