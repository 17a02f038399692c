// Roles, states and answers in the words of the product.
import type { Block, BulkBlock, InputOf, UserActions, UserFilters, UserRow } from '../../preload/contract/index.ts';

export { CLIENT_TYPE_WORDS, ROLE_WORDS, STATUS_WORDS } from '../../preload/tables/words.ts';

type Role = UserRow['role'];
type Details = NonNullable<UserRow['details']>;
type ResetInput = InputOf<'users.resetTwoFactor'>;

/** What asks for attention, as the filter and the overview above the list say it. */
export const ATTENTION_WORDS: Readonly<Record<UserFilters['attention'][number], string>> = {
  without_two_factor: 'Without 2FA',
  setup_overdue: 'Setup overdue',
  replacing: 'New phone required',
  invitation_expiring: 'Invitation expires within 3 days',
  recently_reset: 'Reset in the last 30 days',
  no_number: 'No number on file',
};

export const STATUS_TONES = {
  active: 'ok',
  invited: 'info',
  invitation_expired: 'attention',
  locked: 'danger',
  frozen: 'danger',
  deactivated: 'neutral',
} as const;

type RevokeReason = InputOf<'bulkResets.start'>['reason'];
export const REVOKE_REASON_WORDS: Readonly<Record<RevokeReason, string>> = {
  lost_phone: 'Lost phone',
  stolen_phone: 'Stolen phone',
  new_phone: 'New phone, old one gone',
  app_removed: 'Authenticator app removed',
  too_many_attempts: 'Locked after too many attempts',
  setup_code_lost: 'Setup code lost or expired',
  other: 'Another reason (say which)',
};
/** The old phone is at hand. */
export const REPLACE_REASON_WORDS: Readonly<Record<Exclude<ResetInput['reason'], RevokeReason>, string>> = {
  changing_phone: 'Changing phone, the old one is here',
  phone_failing: 'Old phone fails, but still shows codes',
  changing_app: 'Changing the authenticator app',
};
export const REASON_WORDS: Readonly<Record<ResetInput['reason'], string>> = {
  ...REVOKE_REASON_WORDS,
  ...REPLACE_REASON_WORDS,
};

export const TEMPORARY_CODE_REASON_WORDS: Readonly<Record<InputOf<'users.issueTemporaryCode'>['reason'], string>> = {
  phone_left_behind: 'Phone left at home or elsewhere',
  phone_not_working: 'Phone out of battery or being repaired',
  other: 'Another reason (say which)',
};

export const UNLOCK_REASON_WORDS: Readonly<Record<InputOf<'users.unlock'>['reason'], string>> = {
  mistyped: 'They mistyped their password',
  somebody_else: 'Somebody else tried passwords',
  other: 'Another reason (say which)',
};

export const IDENTITY_CHECK_WORDS: Readonly<
  Record<ResetInput['identityCheck'], { readonly label: string; readonly hint: string }>
> = {
  call_back: { label: 'I called back', hint: 'On the number already on file, never one given by the caller.' },
  video_with_id: { label: 'Video call with ID', hint: 'I saw the face and the document together.' },
  in_person: { label: 'In person', hint: 'They are here, and I know them.' },
  vouched_by_colleague: { label: 'A colleague vouched', hint: 'Someone who knows them confirmed it to me directly.' },
};

type UserAction = keyof UserActions;

/** Why an action on a user is not possible now, for all actions. */
export const BLOCK_WORDS: Readonly<Record<Block, string>> = {
  own_account: 'This is your own account. Use My account.',
  invited: 'They have not activated their account yet.',
  deactivated: 'The account is deactivated.',
  not_set_up: '2FA is not set up yet. They are asked to set it up at the next sign-in.',
  not_invited: 'They have already activated their account.',
  frozen: 'The account is frozen. Unfreeze it first.',
  frozen_against_you: 'This user reported your change. Another Partner Admin can unfreeze the account.',
  locked: 'The account is locked.',
  locked_by_codes: 'Wrong codes after the right password locked it, so somebody may know the password.',
  needs_second_approver: 'This would need a second Partner Admin’s approval.',
  wider_access:
    'They work for clients that you do not work for. Somebody who works for all of these clients can do it.',
};

/** Why a user is left out of a bulk reset. */
export const BULK_BLOCK_WORDS: Readonly<Record<BulkBlock, string>> = {
  own_account: 'Your own account',
  invited: 'Not activated yet',
  deactivated: 'Deactivated',
  not_set_up: '2FA is not set up yet',
  frozen: 'Frozen by the user',
  not_allowed: 'Your role does not allow it',
  last_able_admin: 'The last Partner Admin who can sign in',
  needs_second_approver: 'Needs a second approver: reset separately',
  no_number: 'No number on file to call',
  changed_meanwhile: 'Changed since you looked',
};

// Sentences for one action, where the next step depends on it.
const ACTION_BLOCK_WORDS: Readonly<Partial<Record<UserAction, Partial<Record<Block, string>>>>> = {
  edit: { own_account: 'Change your own details under My account.' },
  resetTwoFactor: { own_account: 'You cannot reset your own 2FA. Use My account, or ask another Partner Admin.' },
  issueTemporaryCode: {
    own_account: 'You cannot issue a temporary code for yourself. Ask another Partner Admin.',
    not_set_up: 'It stands in for an authenticator app, and none is set up now.',
    locked: 'The account is locked. Unlock it, or reset what was locked.',
    needs_second_approver:
      'One colleague alone cannot give a Partner Admin a temporary code: that takes the second approver, in Settings. They can use a recovery code, or you can reset their 2FA.',
  },
  unlock: {
    own_account: 'Wrong passwords have locked your next sign-in. Ask a colleague to unlock your account.',
    locked_by_codes:
      'Wrong codes after the right password locked it, so somebody may know the password. A Partner Admin resets 2FA.',
  },
  resetPassword: {
    own_account: 'Change your own password under My account.',
    invited: 'They have not activated their account yet. Resend the invitation instead.',
  },
  resendInvitation: {
    own_account: 'You have already activated your account.',
    needs_second_approver:
      'The account was in use before, so nobody can send its code again alone. A Partner Admin can deactivate and reactivate it, which waits for a second approver.',
  },
  deactivate: { own_account: 'You cannot deactivate your own account. Ask another Partner Admin.' },
};

export const blockSentence = (action: UserAction, why: Block): string =>
  ACTION_BLOCK_WORDS[action]?.[why] ?? BLOCK_WORDS[why];

/** What each role may do, for the administrator who assigns it. */
export const ROLE_DUTIES: Readonly<Record<Role, string>> = {
  partner_admin: 'Everything: users, clients, resets of 2FA, settings.',
  partner_ops: 'Manages Partner Ops and their clients’ people. No 2FA resets.',
  client_admin: 'Manages the people of their own clients.',
  client_ops: 'Works for their clients. Manages only their own account.',
  client_self_service: 'As Client Admin, but cannot invite Client Admins.',
};

export const isPartnerRole = (role: Role): boolean => role === 'partner_admin' || role === 'partner_ops';

/** The whole rule: there is none about which characters to use. */
export const PASSWORD_HINT = 'At least 12 characters. A few words in a row are strong and easy to type.';

/** Empty until somebody has entered a name. */
export const fullName = (person: { readonly firstName: string; readonly lastName: string }): string =>
  `${person.firstName} ${person.lastName}`.trim();

/** The name of a person in titles and buttons: the name, else the email. */
export const nameOrEmail = (person: {
  readonly firstName: string;
  readonly lastName: string;
  readonly email?: string | undefined;
}): string => fullName(person) || person.email || 'an invited person';

/** What a sentence calls a person: the first name, else the only one. */
export const shortName = (person: Parameters<typeof nameOrEmail>[0]): string => person.firstName || nameOrEmail(person);

/** One letter of each name. */
export const initialsOf = ({ firstName, lastName }: Parameters<typeof fullName>[0]): string =>
  [firstName, lastName].map((name) => Array.from(name)[0] ?? '').join('');

export const plural = (count: number, one: string, many: string): string =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;

/** "Alder & Oak Joinery", "3 clients", "All clients". */
export function clientAccessWords(access: Details['clientAccess']): string {
  if (access.isAll) return 'All clients';
  if (access.onlyClient !== null) return access.onlyClient;
  return access.count === 0 ? 'None' : plural(access.count, 'client', 'clients');
}
