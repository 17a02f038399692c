// The record in words: what each action is called, one sentence for each record, and what its details mean. Main stores codes
// and facts only; an action that is not known here (of a newer or older release) is shown under its own name.
import type { ActivityRecord, Approval } from '../../preload/contract/index.ts';
import { APPROVAL_KIND_WORDS } from './approval-words.ts';
import { clockOf, duration, exactTime, WEEKDAYS } from './time-words.ts';
import {
  CLIENT_TYPE_WORDS,
  IDENTITY_CHECK_WORDS,
  REASON_WORDS,
  ROLE_WORDS,
  TEMPORARY_CODE_REASON_WORDS,
} from './user-words.ts';

export type ActionGroup = 'signing_in' | 'second_factor' | 'passwords' | 'people' | 'clients' | 'firm';

export const ACTION_GROUP_WORDS: Readonly<Record<ActionGroup, string>> = {
  signing_in: 'Signing in',
  second_factor: '2FA',
  passwords: 'Passwords',
  people: 'People',
  clients: 'Clients',
  firm: 'Firm and settings',
};

export const OUTCOME_WORDS: Readonly<Record<ActivityRecord['outcome'], string>> = {
  done: 'Done',
  denied: 'Refused',
  failed: 'Failed',
};

interface ActionWords {
  readonly group: ActionGroup;
  /** The heading of the record. */
  readonly name: string;
  /** What was done, after the name of who did it; {whom} and {client} are filled in. */
  readonly did: string;
  /** The same, after "tried to". */
  readonly triedTo?: string;
  /** Nobody in particular did it: `did` is the whole sentence. */
  readonly isImpersonal?: boolean;
  /** The request that leads to it: a refusal before anything was looked at is recorded under its name. */
  readonly requests?: readonly string[];
}

export const ACTION_WORDS: Readonly<Record<string, ActionWords>> = {
  'session.started': { group: 'signing_in', name: 'Signed in', did: 'signed in' },
  'session.ended': { group: 'signing_in', name: 'Signed out', did: 'signed out' },
  'sessions.ended': {
    group: 'signing_in',
    name: 'Other sessions ended',
    did: 'signed out everywhere else',
    triedTo: 'sign out everywhere else',
    requests: ['account.endOtherSessions'],
  },
  'sign_in.refused': { group: 'signing_in', name: 'Sign-in refused', did: 'tried to sign in', triedTo: 'sign in' },
  'record.cut': {
    group: 'firm',
    name: 'Record was cut or replaced',
    did: 'The activity record does not go on from where it was: an older database was put back, or the record was changed',
    isImpersonal: true,
  },
  'account.frozen': {
    group: 'second_factor',
    name: '“This was not me”',
    did: 'said that a change to the account was not agreed, and froze it',
    triedTo: 'freeze the account',
  },
  'account.unfrozen': {
    group: 'second_factor',
    name: 'Unfrozen',
    did: 'unfroze the account of {whom}',
    triedTo: 'unfreeze the account of {whom}',
    requests: ['users.unfreeze'],
  },
  'alerts.list': {
    group: 'firm',
    name: 'Alerts',
    did: 'looked at the alerts',
    triedTo: 'look at the alerts',
    requests: ['alerts.markSeen'],
  },
  'unlock.refused': {
    group: 'signing_in',
    name: 'Unlocking refused',
    did: 'tried to unlock a window',
    triedTo: 'unlock a window',
  },
  'presence.refused': {
    group: 'signing_in',
    name: 'Own code refused',
    did: 'entered a wrong code',
    triedTo: 'confirm with a code',
  },
  'password.refused': {
    group: 'passwords',
    name: 'Password change refused',
    did: 'entered a wrong current password',
    triedTo: 'change the password',
  },
  'factor.disabled': {
    group: 'signing_in',
    name: 'Locked after wrong attempts',
    did: '{factor} of {whom} was locked after too many wrong attempts',
    isImpersonal: true,
  },
  'clock.accepted': {
    group: 'signing_in',
    name: 'Clock accepted',
    did: 'signed in with a recovery code and so accepted this computer’s clock',
  },

  'two_factor.replace_requested': {
    group: 'second_factor',
    name: 'New authenticator asked for',
    did: 'asked {whom} for a new authenticator at the next sign-in',
    triedTo: 'ask {whom} for a new authenticator',
  },
  'two_factor.replace_cancelled': {
    group: 'second_factor',
    name: 'New authenticator not asked for any more',
    did: 'took back that {whom} sets up a new authenticator',
    triedTo: 'take back that {whom} sets up a new authenticator',
    requests: ['users.cancelReplacement'],
  },
  'two_factor.bulk_reset': {
    group: 'second_factor',
    name: '2FA reset for several',
    did: 'reset 2FA for several people at once',
    triedTo: 'reset 2FA for several people at once',
    requests: ['bulkResets.prepare', 'bulkResets.start'],
  },
  'two_factor.reset': {
    group: 'second_factor',
    name: '2FA reset',
    did: 'reset 2FA for {whom}',
    triedTo: 'reset 2FA for {whom}',
    requests: ['users.resetTwoFactor', 'users.getResetPreview'],
  },
  'temporary_code.issued': {
    group: 'second_factor',
    name: 'Temporary code issued',
    did: 'issued a temporary code for {whom}',
    triedTo: 'issue a temporary code for {whom}',
    requests: ['users.issueTemporaryCode'],
  },
  'temporary_code.revoked': {
    group: 'second_factor',
    name: 'Temporary code revoked',
    did: 'revoked the temporary code of {whom}',
    triedTo: 'revoke the temporary code of {whom}',
    requests: ['users.revokeTemporaryCode'],
  },
  'two_factor.set_up': { group: 'second_factor', name: '2FA set up', did: 'set up 2FA' },
  'authenticator.changed': {
    group: 'second_factor',
    name: 'Authenticator changed',
    did: 'moved 2FA to another authenticator app',
    triedTo: 'change the authenticator app',
    requests: ['account.beginAuthenticator', 'account.confirmAuthenticator'],
  },
  'recovery_codes.regenerated': {
    group: 'second_factor',
    name: 'New recovery codes',
    did: 'made new recovery codes',
    triedTo: 'make new recovery codes',
    requests: ['account.regenerateRecoveryCodes'],
  },

  'approval.requested': {
    group: 'second_factor',
    name: 'Second approver asked',
    did: 'asked for a second approver: {asked}',
  },
  'approval.approved': {
    group: 'second_factor',
    name: 'Request approved',
    did: 'approved what {requester} has asked for: {asked}',
    triedTo: 'decide about a request for a second approver',
    requests: ['approvals.decide', 'approvals.list'],
  },
  'approval.declined': {
    group: 'second_factor',
    name: 'Request declined',
    did: 'declined what {requester} has asked for: {asked}',
  },
  'approval.cancelled': {
    group: 'second_factor',
    name: 'Request cancelled',
    did: 'cancelled what {requester} has asked for: {asked}',
    requests: ['approvals.cancel'],
  },
  // Done, it is the act itself, which names who has approved it.
  'approval.carried_out': {
    group: 'second_factor',
    name: 'Carrying out refused',
    did: 'carried out what was approved',
    triedTo: 'carry out a request for a second approver',
    requests: ['approvals.carryOut'],
  },
  'password.reset': {
    group: 'passwords',
    name: 'Password reset',
    did: 'reset the password of {whom}',
    triedTo: 'reset the password of {whom}',
    requests: ['users.resetPassword'],
  },
  'password.chosen': { group: 'passwords', name: 'New password chosen', did: 'chose a new password after a reset' },
  'password.changed': {
    group: 'passwords',
    name: 'Password changed',
    did: 'changed the password',
    triedTo: 'change the password',
    requests: ['account.changePassword'],
  },

  'user.invited': {
    group: 'people',
    name: 'Invited',
    did: 'invited {whom}',
    triedTo: 'invite people',
    requests: ['users.invite'],
  },
  'invitation.resent': {
    group: 'people',
    name: 'Invitation renewed',
    did: 'renewed the invitation of {whom}',
    triedTo: 'renew the invitation of {whom}',
    requests: ['users.resendInvitations'],
  },
  'user.viewed': {
    group: 'people',
    name: 'Details opened',
    did: 'opened the details of {whom}',
    triedTo: 'open the details of {whom}',
    requests: ['users.get', 'users.listActivity'],
  },
  'user.activated': { group: 'people', name: 'Account activated', did: 'activated the account' },
  'user.edited': {
    group: 'people',
    name: 'Details changed',
    did: 'changed the details of {whom}',
    triedTo: 'change the details of {whom}',
    requests: ['users.edit', 'users.addToClient', 'users.removeFromClient'],
  },
  'user.deactivated': {
    group: 'people',
    name: 'Deactivated',
    did: 'deactivated {whom}',
    triedTo: 'deactivate {whom}',
    requests: ['users.deactivate', 'users.getDeactivation'],
  },
  'user.reactivated': {
    group: 'people',
    name: 'Reactivated',
    did: 'reactivated {whom}',
    triedTo: 'reactivate {whom}',
    requests: ['users.reactivate'],
  },
  'account.edited': {
    group: 'people',
    name: 'Own name changed',
    did: 'changed the name of the account',
    triedTo: 'change the name of the account',
    requests: ['account.edit'],
  },

  'client.added': {
    group: 'clients',
    name: 'Client added',
    did: 'added the client {client}',
    triedTo: 'add a client',
    requests: ['clients.add'],
  },
  'client.edited': {
    group: 'clients',
    name: 'Client changed',
    did: 'changed the client {client}',
    triedTo: 'change a client',
    requests: ['clients.edit'],
  },
  'client.terminated': {
    group: 'clients',
    name: 'Client terminated',
    did: 'terminated the client {client}',
    triedTo: 'terminate a client',
    requests: ['clients.terminate'],
  },
  'client.restored': {
    group: 'clients',
    name: 'Client restored',
    did: 'restored the client {client}',
    triedTo: 'restore a client',
    requests: ['clients.restore'],
  },

  'firm.created': { group: 'firm', name: 'Firm created', did: 'created the firm' },
  'settings.changed': {
    group: 'firm',
    name: 'Settings changed',
    did: 'changed the settings',
    triedTo: 'change the settings',
    requests: ['settings.save', 'settings.get'],
  },
  'recovery_kit.made': { group: 'firm', name: 'Recovery kit made', did: 'was given a new recovery kit to keep' },
  'recovery_kit.kept': {
    group: 'firm',
    name: 'Recovery kit kept',
    did: 'said that the recovery kit is kept safe',
    triedTo: 'say that the recovery kit is kept safe',
    requests: ['recoveryKit.keep'],
  },
  'recovery_kit.replaced': {
    group: 'firm',
    name: 'Recovery kit replaced',
    did: 'replaced the recovery kit',
    triedTo: 'replace the recovery kit',
    requests: ['recoveryKit.replace', 'recoveryKit.get'],
  },
  'recovery_kit.requested': {
    group: 'signing_in',
    name: 'Recovery kit entered',
    did: 'entered the recovery kit for the account of {whom}',
  },
  'recovery_kit.refused': {
    group: 'signing_in',
    name: 'Recovery kit refused',
    did: 'tried to use the recovery kit',
    triedTo: 'use the recovery kit',
  },
  'recovery_kit.stopped': {
    group: 'signing_in',
    name: 'Recovery kit stopped',
    did: 'stopped the recovery kit that was used for {whom}',
    triedTo: 'stop the recovery kit',
    requests: ['recoveryKit.stopUse'],
  },
  'recovery_kit.used': {
    group: 'signing_in',
    name: 'Recovery kit used',
    did: 'was let in by the recovery kit, with a new password and new 2FA',
  },
  // Looking is not recorded; only its refusal is.
  'activity.list': { group: 'firm', name: 'Activity', did: 'looked at the activity', triedTo: 'look at the activity' },
  'sample.filled': {
    group: 'firm',
    name: 'Sample data filled in',
    did: 'The sample firm was filled in',
    isImpersonal: true,
  },
};

const BY_REQUEST = new Map(
  Object.values(ACTION_WORDS).flatMap((words) => (words.requests ?? []).map((name) => [name, words] as const)),
);
const wordsOf = (action: string): ActionWords | undefined => ACTION_WORDS[action] ?? BY_REQUEST.get(action);

/** What the record is called: "2FA reset". */
export const actionName = (action: string): string => wordsOf(action)?.name ?? action;

/** Every action of a group, under the names that main records it with. */
export const actionsOf = (group: ActionGroup): readonly string[] =>
  Object.entries(ACTION_WORDS)
    .filter(([, words]) => words.group === group)
    .flatMap(([action, words]) => [action, ...(words.requests ?? [])]);

/** "Margaret Ashworth reset 2FA for Priya Mehta." */
export function activitySentence(record: ActivityRecord): string {
  const words = wordsOf(record.action);
  const who = record.actorName || 'Someone';
  if (words === undefined)
    return record.targetName ? `${who}: ${record.action} (${record.targetName}).` : `${who}: ${record.action}.`;
  const given = record.outcome === 'done' && record.action === 'user.edited' ? fact(record, 'client') : '';
  if (given !== '')
    return `${who} ${fill(record.detail['clientsAdded'] === undefined ? 'removed {whom} from' : 'added {whom} to', record)} ${given}.`;
  if (words.isImpersonal === true) return `${fill(words.did, record)}.`;
  if (record.outcome !== 'done')
    return `${who} tried to ${fill(words.triedTo ?? 'do this', record)} and ${record.outcome === 'denied' ? 'was refused' : 'it failed'}.`;
  return `${who} ${fill(words.did, record)}.`;
}

function fill(text: string, record: ActivityRecord): string {
  const words: Readonly<Record<string, () => string>> = {
    '{whom}': () => record.targetName || fact(record, 'email') || 'someone',
    '{client}': () => fact(record, 'clientName') || 'a client',
    '{asked}': () => {
      const asked = APPROVAL_KIND_WORDS[fact(record, 'asked') as Approval['kind']] ?? 'something';
      return `${asked.charAt(0).toLowerCase()}${asked.slice(1)}${record.targetName ? `, for ${record.targetName}` : ''}`;
    },
    '{requester}': () => fact(record, 'requestedBy') || 'someone',
    '{factor}': () => LOCKED_WORDS[fact(record, 'factor')] ?? 'A way of signing in',
  };
  // In one go and by a function: a name may itself contain braces or "$&".
  return text.replace(/\{\w+\}/g, (blank) => words[blank]?.() ?? blank);
}

const fact = (record: ActivityRecord, key: string): string => {
  const value = record.detail[key];
  return typeof value === 'string' ? value : '';
};

const LOCKED_WORDS: Readonly<Record<string, string>> = {
  password: 'The password',
  code: 'The authenticator app',
  recovery_code: 'Signing in with recovery codes',
  setup_code: 'The setup code',
  one_time_code: 'The one-time code',
  temporary_code: 'The temporary code',
};

const FACTOR_WORDS: Readonly<Record<string, string>> = {
  password: 'Password',
  code: '6-digit code',
  recovery_code: 'Recovery code',
  setup_code: 'Setup code',
  one_time_code: 'One-time code',
  temporary_code: 'Temporary code',
  recovery_kit: 'Recovery kit',
};

/** Why something was refused or ended, in a few words. */
const RECORDED_REASON_WORDS: Readonly<Record<string, string>> = {
  ...REASON_WORDS,
  ...TEMPORARY_CODE_REASON_WORDS,
  other: 'Another reason',
  forbidden: 'The role does not allow it',
  not_found: 'Not there, or not visible to this role',
  own_account: 'On their own account',
  last_able_admin: 'The last Partner Admin who can sign in',
  conflict: 'Changed meanwhile',
  not_possible: 'Not possible for this account now',
  nothing_to_reset: 'There was nothing to reset',
  wrong_credentials: 'Wrong email or password',
  wrong_password: 'Wrong password',
  wrong_code: 'Wrong code',
  code_already_used: 'The code was used before',
  phone_clock_off: 'The phone’s clock is off',
  wrong_recovery_code: 'Wrong recovery code',
  wrong_setup_code: 'Wrong setup code',
  wrong_one_time_code: 'Wrong one-time code',
  one_time_code_expired: 'The one-time code was too old',
  wrong_temporary_code: 'Wrong temporary code',
  temporary_code_expired: 'The temporary code was too old',
  temporary_code_used: 'The temporary code was used before',
  temporary_session: 'Signed in with a temporary code only',
  setup_overdue: 'The time to set up 2FA had run out',
  factor_disabled: 'Locked after too many attempts',
  too_many_failures: 'Too many wrong attempts',
  locked_until: 'Too many attempts: had to wait',
  clock_went_back: 'This computer’s clock went back',
  deactivated: 'The account is deactivated',
  client_terminated: 'The client is terminated',
  too_late_to_restore: 'Too late to restore',
  last_client: 'Their last client',
  contacts_changed: 'Points of contact changed meanwhile',
  signed_out: 'Signed out',
  application_closed: 'Rekey was closed',
  cut: 'Fewer records than there were',
  differs: 'Other records than there were',
  unreadable: 'The anchor of the record was damaged or forged',
  expired: 'Time ran out',
  frozen: 'The account was frozen',
  temporary_code_ended: 'The temporary code ended',
  recovery_kit_used: 'The recovery kit was used',
  reactivated: 'The account was reactivated',
  replace_requested: 'A new authenticator was asked for',
  temporary_code: 'A temporary code was issued',
  unfrozen: 'The account was unfrozen',
  two_factor_reset: '2FA was reset',
  role_changed: 'The role was changed',
  password_changed: 'The password was changed',
  password_reset: 'The password was reset',
  ended_by_user: 'Ended from another window',
  authenticator_changed: 'The authenticator app was changed',
  wrong_recovery_kit: 'Wrong recovery kit',
  recovery_kit_replaced: 'A newer recovery kit was made',
  by_requester: 'By who asked',
  by_target: 'By whom it was about',
  account_frozen: 'An account was frozen',
  account_deactivated: 'An account was deactivated',
  policy_off: 'The second approver was switched off',
  no_second_approver: 'Nobody else could approve',
  own_request: 'Their own request, or about themselves',
  approver_not_independent: 'Let in by who asked, within a day',
  requester_not_able: 'Who asked cannot act any more',
  not_approved: 'Not approved',
  approval_expired: 'The request was too old',
};

export const reasonWords = (reason: string): string => RECORDED_REASON_WORDS[reason] ?? reason;

/** Why a session ended. */
export const endedBecauseWords = (because: string): string => RECORDED_REASON_WORDS[because] ?? because;

const DETAIL_LABELS: Readonly<Record<string, string>> = {
  accountingSoftware: 'Accounting software',
  approvalId: 'Number of the request',
  approvedBy: 'Approved by',
  asked: 'Asked for',
  alsoResetPassword: 'Reset the password of the same person within a day',
  alsoResetTwoFactor: 'Reset 2FA of the same person within a day',
  bulkId: 'Part of the act',
  authenticatorsRemoved: 'Authenticators removed',
  client: 'Client',
  clientId: 'Number of the client',
  clientName: 'Client',
  clients: 'Clients',
  clientsAdded: 'Clients added',
  clientsRemoved: 'Clients removed',
  contactsDropped: 'No longer point of contact of, clients',
  contactsReplaced: 'Clients with another point of contact now',
  deadlineAt: 'Set up 2FA until',
  email: 'Email',
  expiresAt: 'Valid until',
  hours: 'Hours',
  factor: 'Way of signing in',
  firmName: 'Firm name',
  firmPhone: 'Phone for letters',
  firstName: 'First name',
  hasAllClients: 'All clients',
  hasWaited: 'After a day’s wait',
  identityCheck: 'How identity was checked',
  idleLockMinutes: 'Minutes until the window locks',
  isSingleUse: 'Works once',
  isUseStopped: 'Stopped a use that waited',
  joinsNewClients: 'Clients added later too',
  kind: 'Code given',
  lastName: 'Last name',
  maxFailures: 'Wrong attempts before locking',
  method: 'Method',
  minutes: 'Minutes',
  mode: 'Mode',
  name: 'Name',
  note: 'Note',
  phone: 'Phone',
  phoneChanged: 'Phone changed',
  pointOfContact: 'Point of contact',
  lastSeenAt: 'Last seen whole',
  readyAt: 'Lets in from',
  recordsExpected: 'Records expected',
  recordsFound: 'Records found',
  recoveryCodesRemoved: 'Recovery codes removed',
  repudiatedAt: 'Of',
  repudiatedBy: 'Not agreed: done by',
  requestedBy: 'Asked by',
  replacesAnother: 'In place of another one',
  role: 'Role',
  secondApproverRequired: 'Second approver',
  sessionsEnded: 'Sessions ended',
  setupCodeMinutes: 'Setup code works for',
  setupCodeRequired: 'Setup code after a reset',
  type: 'Type',
  users: 'Users',
  usersNotReached: 'Not reached',
  usersRefused: 'Not possible',
  usersReset: 'Reset',
  usersSkipped: 'Skipped',
  vouchedBy: 'Vouched for by',
  waits: 'Waits a day',
  with: 'With',
  withSetupCode: 'With a setup code',
  workDays: 'Working days',
  workFrom: 'Working hours from',
  workUntil: 'Working hours until',
};

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** What it was before, where the record says so. */
  readonly was?: string;
}

/** The details of a record in words; "roleFrom" and "roleTo" become one line. A key that is not known keeps its own name. */
export function activityFacts(record: ActivityRecord): readonly Fact[] {
  return Object.entries(record.detail).flatMap(([key, value]) => {
    const stem = key.replace(/(From|To)$/, '');
    const from = record.detail[`${stem}From`];
    const to = record.detail[`${stem}To`];
    if (stem !== key && from !== undefined && to !== undefined) {
      return key.endsWith('From')
        ? []
        : [{ label: labelOf(stem), value: valueWords(stem, to), was: valueWords(stem, from) }];
    }
    return value === null || value === '' || (key === 'clientId' && fact(record, 'clientName') !== '')
      ? []
      : [{ label: labelOf(stem), value: valueWords(stem, value) }];
  });
}

const labelOf = (key: string): string => DETAIL_LABELS[key] ?? key;

const VALUE_WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  asked: APPROVAL_KIND_WORDS,
  role: ROLE_WORDS,
  type: CLIENT_TYPE_WORDS,
  factor: FACTOR_WORDS,
  with: { ...FACTOR_WORDS, set_up: '2FA set up just before' },
  kind: { setup_code: 'Setup code', activation_code: 'Activation code', no_code: 'None' },
  mode: { revoke_now: 'Lost or stolen: revoked at once', replace: 'Changing phone: replaced at the next sign-in' },
  method: { authenticator_app: 'Authenticator app' },
  identityCheck: Object.fromEntries(Object.entries(IDENTITY_CHECK_WORDS).map(([check, words]) => [check, words.label])),
};

function valueWords(key: string, value: ActivityRecord['detail'][string]): string {
  if (value === null || value === '') return 'none';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (key === 'setupCodeMinutes' && typeof value === 'number') return duration(value);
  if (key === 'workDays')
    return String(value)
      .split(' ')
      .map((day) => WEEKDAYS[Number(day)]?.short ?? day)
      .join(', ');
  if ((key === 'workFrom' || key === 'workUntil') && typeof value === 'number') return clockOf(value);
  if (key.endsWith('At') && typeof value === 'number') return exactTime(value);
  return VALUE_WORDS[key]?.[String(value)] ?? (typeof value === 'number' ? value.toLocaleString() : value);
}
