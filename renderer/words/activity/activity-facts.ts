// The details of an activity record as lines of a label and a value.
import type { ActivityRecord } from '../../../preload/contract/index.ts';
import { APPROVAL_KIND_WORDS } from '../approval-words.ts';
import { REVIEW_MONTHS, REVIEW_MONTHS_WORDS } from '../review-words.ts';
import { clockOf, DATE_ORDER_WORDS, duration, exactTime, WEEKDAYS } from '../time-words.ts';
import { CLIENT_TYPE_WORDS, IDENTITY_CHECK_WORDS, ROLE_WORDS } from '../user-words.ts';

const FACTOR_WORDS: Readonly<Record<string, string>> = {
  password: 'Password',
  code: '6-digit code',
  recovery_code: 'Recovery code',
  setup_code: 'Setup code',
  one_time_code: 'One-time code',
  temporary_code: 'Temporary code',
  recovery_kit: 'Recovery kit',
};

const DETAIL_LABELS: Readonly<Record<string, string>> = {
  accountingSoftware: 'Accounting software',
  approvalId: 'Number of the request',
  approvedBy: 'Approved by',
  asked: 'Asked for',
  alsoResetPassword: 'Reset the password of the same person within a day',
  alsoResetTwoFactor: 'Reset 2FA of the same person within a day',
  backupMadeAt: 'Backup made',
  bulkId: 'Part of the act',
  authenticatorsRemoved: 'Authenticators removed',
  client: 'Client',
  clientId: 'Number of the client',
  clientName: 'Client',
  clients: 'Clients',
  clientsAdded: 'Clients added',
  clientsRemoved: 'Clients removed',
  columns: 'Columns',
  credential: 'What is stored',
  confirmedBy: 'Confirmed by',
  contactsDropped: 'No longer point of contact of, clients',
  contactsReplaced: 'Clients with another point of contact now',
  deadlineAt: 'Set up 2FA until',
  computer: 'Computer',
  desktop: 'At the desktop',
  desktopName: 'Desktop',
  setupsEnded: 'People who need a new reset',
  email: 'Email',
  expiresAt: 'Valid until',
  hours: 'Hours',
  factor: 'Way of signing in',
  filters: 'Filters',
  firmName: 'Firm name',
  firmPhone: 'Phone for letters',
  signInPlace: 'Where people sign in',
  firstName: 'First name',
  firstRecord: 'First record',
  from: 'From',
  hasAllClients: 'All clients',
  hasWaited: 'After a day’s wait',
  identityCheck: 'How identity was checked',
  idleLockMinutes: 'Minutes until the window locks',
  importId: 'Part of the import',
  isSingleUse: 'Works once',
  isUseStopped: 'Stopped a use that waited',
  joinsNewClients: 'Clients added later too',
  kind: 'Code given',
  lastName: 'Last name',
  lastRecord: 'Last record',
  letInBy: 'Let in by',
  maxFailures: 'Wrong attempts before locking',
  method: 'Method',
  minutes: 'Minutes',
  mode: 'Mode',
  name: 'Name',
  newKey: 'New key',
  note: 'Note',
  numberOnFile: 'Number on file',
  numberProposed: 'Proposed',
  phone: 'Phone',
  phoneChanged: 'Phone changed',
  pointOfContact: 'Point of contact',
  fileName: 'File',
  movedFrom: 'Moved from the computer',
  secretsOpened: 'Secrets that open',
  secretsClosed: 'Secrets that do not open',
  lastSeenAt: 'Last seen whole',
  readyAt: 'Lets in from',
  recordsExpected: 'Records expected',
  recordsFound: 'Records found',
  people: 'People',
  peopleChanged: 'Changed',
  peopleConfirmed: 'Confirmed',
  peopleDeactivated: 'Deactivated',
  peopleInvited: 'Invited',
  peopleNotReviewed: 'Not reviewed',
  peopleUpdated: 'Updated',
  person: 'Person',
  clientsImported: 'Clients added',
  clientsUpdated: 'Clients updated',
  clientsNotReached: 'Clients not reached',
  records: 'Records',
  recordsLost: 'Records made after the backup, which are lost',
  restoredBy: 'Restored by',
  recoveryCodesRemoved: 'Recovery codes removed',
  removedBy: 'Removed by',
  repudiatedAt: 'Of',
  repudiatedBy: 'Reported change, made by',
  port: 'Port',
  proposedBy: 'Proposed by',
  requestedBy: 'Asked by',
  replacesAnother: 'In place of another one',
  reviewId: 'Number of the review',
  reviewMonths: 'Access review',
  revoked: 'Desktops revoked',
  role: 'Role',
  rows: 'Rows',
  search: 'Search',
  secondApproverRequired: 'Second approver',
  serverAddress: 'Address',
  serverName: 'Name of the server',
  sessionsEnded: 'Sessions ended',
  setupCodeMinutes: 'Setup code works for',
  setupCodeRequired: 'Setup code after a reset',
  tieDays: 'Days until accounts are independent',
  backupDays: 'Days until a backup is due',
  together: 'Confirmed together',
  type: 'Type',
  until: 'Until',
  users: 'Users',
  usersNotReached: 'Not reached',
  usersRefused: 'Not possible',
  usersReset: 'Reset',
  usersSkipped: 'Skipped',
  vouchedBy: 'Vouched for by',
  waits: 'Waits a day',
  openedWith: 'Opened with',
  what: 'List',
  with: 'With',
  withKitOf: 'With the recovery kit made by',
  withSetupCode: 'With a setup code',
  workDays: 'Working days',
  workFrom: 'Working hours from',
  workUntil: 'Working hours until',
  dateOrder: 'Dates',
};

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** The value before, where the record has it. */
  readonly was?: string;
}

/** The details of a record in words. "roleFrom" and "roleTo" become one line. An unknown key keeps its own name. */
export function activityFacts(record: Pick<ActivityRecord, 'detail'>): readonly Fact[] {
  return Object.entries(record.detail).flatMap(([key, value]) => {
    const stem = key.replace(/(From|To)$/, '');
    const from = record.detail[`${stem}From`];
    const to = record.detail[`${stem}To`];
    if (stem !== key && from !== undefined && to !== undefined) {
      return key.endsWith('From')
        ? []
        : [{ label: labelOf(stem), value: valueWords(stem, to), was: valueWords(stem, from) }];
    }
    const name = key in DETAIL_LABELS ? key : stem;
    // The seal of a move is for main.
    return value === null ||
      value === '' ||
      key === 'seal' ||
      (key === 'clientId' && typeof record.detail['clientName'] === 'string')
      ? []
      : [{ label: labelOf(name), value: valueWords(name, value) }];
  });
}

const labelOf = (key: string): string => DETAIL_LABELS[key] ?? key;

const VALUE_WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  dateOrder: DATE_ORDER_WORDS,
  asked: APPROVAL_KIND_WORDS,
  role: ROLE_WORDS,
  type: CLIENT_TYPE_WORDS,
  credential: { password: 'Password', authenticator: 'Authenticator app' },
  factor: FACTOR_WORDS,
  with: { ...FACTOR_WORDS, set_up: '2FA set up just before' },
  what: { users: 'Users', clients: 'Clients', activity: 'Activity' },
  openedWith: { recovery_kit: 'Recovery kit', backup: 'Backup' },
  kind: { setup_code: 'Setup code', activation_code: 'Activation code', no_code: 'None' },
  mode: { revoke_now: 'Lost or stolen: revoked at once', replace: 'Changing phone: replaced at the next sign-in' },
  method: { authenticator_app: 'Authenticator app' },
  identityCheck: Object.fromEntries(Object.entries(IDENTITY_CHECK_WORDS).map(([check, words]) => [check, words.label])),
};

function valueWords(key: string, value: ActivityRecord['detail'][string]): string {
  if (value === null || value === '') return 'none';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (key === 'reviewMonths' && typeof value === 'number')
    return REVIEW_MONTHS_WORDS[REVIEW_MONTHS.find((months) => months === value) ?? 0];
  if (key === 'setupCodeMinutes' && typeof value === 'number') return duration(value);
  if (key === 'workDays')
    return String(value)
      .split(' ')
      .map((day) => WEEKDAYS[Number(day)]?.short ?? day)
      .join(', ');
  if ((key === 'workFrom' || key === 'workUntil') && typeof value === 'number') return clockOf(value);
  if (key.endsWith('At') && typeof value === 'number') return exactTime(value);
  return VALUE_WORDS[key]?.[String(value)] ?? (typeof value === 'number' ? value.toLocaleString('en-GB') : value);
}
