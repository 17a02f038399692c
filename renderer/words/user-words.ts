// Roles, states and answers in the words of the product.
import type { ClientRow, InputOf, UserRow } from '../../preload/contract.ts';

type Role = UserRow['role'];
type Details = NonNullable<UserRow['details']>;
type ResetInput = InputOf<'users.resetTwoFactor'>;

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
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
  deactivated: 'Deactivated',
};

export const REASON_WORDS: Readonly<Record<ResetInput['reason'], string>> = {
  lost_phone: 'Phone lost',
  stolen_phone: 'Phone stolen',
  new_phone: 'New phone, old one gone',
  app_removed: 'Authenticator app removed',
  too_many_attempts: 'Locked after too many attempts',
  setup_code_lost: 'Setup code lost or expired',
  other: 'Another reason (say which)',
};

export const IDENTITY_CHECK_WORDS: Readonly<Record<ResetInput['identityCheck'], { readonly label: string; readonly hint: string }>> = {
  call_back: { label: 'I called back', hint: 'On the number already on file, never one given by the caller.' },
  video_with_id: { label: 'Video call with ID', hint: 'I saw the face and the document together.' },
  in_person: { label: 'In person', hint: 'They are here, and I know them.' },
  vouched_by_colleague: { label: 'A colleague vouched', hint: 'Someone who knows them confirmed it to me directly.' },
};

export const CLIENT_TYPE_WORDS: Readonly<Record<ClientRow['type'], string>> = {
  company: 'Company',
  partnership: 'Partnership',
  sole_trader: 'Sole trader',
  charity: 'Charity',
  trust: 'Trust',
};

export const RESET_BLOCK_WORDS = {
  own_account: 'You cannot reset your own 2FA. Ask another Partner Admin.',
  invited: 'They have not activated their account yet.',
  deactivated: 'The account is deactivated.',
  not_set_up: '2FA is not set up yet. They are asked to set it up at the next sign-in.',
} as const;

export const fullName = (person: { readonly firstName: string; readonly lastName: string }): string => `${person.firstName} ${person.lastName}`;

export const plural = (count: number, one: string, many: string): string => `${count.toLocaleString()} ${count === 1 ? one : many}`;

/** "Alder & Oak Joinery", "3 clients", "All clients". */
export function clientAccessWords(access: Details['clientAccess']): string {
  if (access.isAll) return 'All clients';
  if (access.onlyClient !== null) return access.onlyClient;
  return access.count === 0 ? 'None' : plural(access.count, 'client', 'clients');
}
