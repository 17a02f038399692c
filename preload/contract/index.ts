// The contract between the window and main: every request with the shape of its input and output, every event with its
// payload. The single source of truth: a request without a handler does not compile, a key that is not named here fails.
// The renderer imports its types only; main checks both directions against it.
import * as v from 'valibot';

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
// Safe integers: SQLite's are whole, and a larger number would be rounded on the way.
const time = v.pipe(v.number(), v.safeInteger());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const id = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const nothing = v.strictObject({});

// Control characters and invisible direction marks let one name pass for another, or break a line in a letter.
const INVISIBLE = /[\p{Cc}\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/u;
const named = (what: string) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.normalize('NFC'),
    v.nonEmpty(`Enter the ${what}.`),
    v.maxLength(100, `The ${what} can have at most 100 characters.`),
    v.check(
      (value) => !INVISIBLE.test(value),
      `The ${what} contains characters that cannot be seen. Type it again by hand.`,
    ),
  );
const email = v.pipe(
  v.string(),
  v.trim(),
  v.nonEmpty('Enter the email.'),
  v.maxLength(254, 'An email can have at most 254 characters.'),
  v.check(
    (value) => /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(value) && !INVISIBLE.test(value),
    'This is not an email. It looks like name@firm.com.',
  ),
);
const password = v.pipe(
  v.string(),
  v.nonEmpty('Enter the password.'),
  v.maxLength(1024, 'Use at most 128 characters.'),
);
const typedCode = v.pipe(
  v.string(),
  v.trim(),
  v.nonEmpty('Enter the code.'),
  v.maxLength(64, 'That is too long for a code.'),
);

// Digits with what people put between them; the number is read by a person, not dialled.
const phone = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(40, 'A phone number can have at most 40 characters.'),
  v.check(
    (value) => value === '' || /^\+?[0-9][0-9 ()./-]{3,}( ?(ext|x)\.? ?[0-9]{1,6})?$/i.test(value),
    'This is not a phone number. It looks like +44 20 7946 0000.',
  ),
);
const note = v.pipe(v.string(), v.trim(), v.maxLength(500, 'Use at most 500 characters.'));
/** The administrator's own fresh code; empty within five minutes of the last one. */
const freshCode = v.pipe(v.string(), v.trim(), v.maxLength(64, 'That is too long for a code.'));
const version = count;

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

const personSchema = v.strictObject({
  id,
  firstName: text(100),
  lastName: text(100),
  email: text(254),
  role: roleSchema,
});

const noticeSchema = v.strictObject({
  kind: v.picklist([
    'two_factor_reset',
    'password_reset',
    'reactivated',
    'replace_requested',
    'temporary_code',
    'unfrozen',
  ]),
  at: time,
  byName: text(201),
  /** Only of a reset of 2FA, and of a request to replace the authenticator. */
  reason: v.nullable(resetReasonSchema),
});

const userFiltersSchema = v.strictObject({
  /** An empty list filters nothing. */
  roles: v.pipe(v.array(roleSchema), v.maxLength(5)),
  statuses: v.pipe(v.array(statusSchema), v.maxLength(5)),
  twoFactor: v.pipe(v.array(twoFactorStateSchema), v.maxLength(3)),
  /** Only those whose time to set up 2FA has run out. */
  isOverdue: v.boolean(),
});
export type UserFilters = v.InferOutput<typeof userFiltersSchema>;
const userSortSchema = v.strictObject({ column: userColumnSchema, isDescending: v.boolean() });
const clientFiltersSchema = v.strictObject({
  statuses: v.pipe(v.array(clientStatusSchema), v.maxLength(2)),
  types: v.pipe(v.array(clientTypeSchema), v.maxLength(5)),
});
export type ClientFilters = v.InferOutput<typeof clientFiltersSchema>;
const clientSortSchema = v.strictObject({ column: clientColumnSchema, isDescending: v.boolean() });

const alertSchema = v.strictObject({
  id,
  at: time,
  kind: v.picklist([
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
  ]),
  actorName: v.nullable(text(254)),
  subjectName: v.nullable(text(254)),
  /** The record that set it off. */
  activitySeq: id,
});
export type Alert = v.InferOutput<typeof alertSchema>;

/** Column widths in CSS pixels, by the column's key. */
const widthsSchema = v.record(
  v.pipe(v.string(), v.regex(/^[a-zA-Z]{1,30}$/)),
  v.pipe(v.number(), v.safeInteger(), v.minValue(40), v.maxValue(2000)),
);
/** What a person's own screens remember. Nothing of it is a secret or a right. */
export const preferencesSchema = v.strictObject({
  users: v.strictObject({ widths: widthsSchema, sort: userSortSchema, filters: userFiltersSchema }),
  clients: v.strictObject({ widths: widthsSchema, sort: clientSortSchema, filters: clientFiltersSchema }),
  isCompact: v.boolean(),
});
export type Preferences = v.InferOutput<typeof preferencesSchema>;

/** Where a window stands. Main decides it; the renderer draws it. */
export const screenSchema = v.variant('name', [
  v.strictObject({ name: v.literal('first_run') }),
  v.strictObject({
    name: v.literal('sign_in'),
    because: v.nullable(v.picklist(['signed_out', 'session_ended', 'too_slow', 'changed_meanwhile', 'frozen'])),
  }),
  v.strictObject({ name: v.literal('code'), email: text(254) }),
  /** Both factors were right; what was done to the account is read before anything else. */
  v.strictObject({ name: v.literal('notice'), email: text(254), notices: v.array(noticeSchema) }),
  /** The activation code was right: names and a password are next, then 2FA. */
  v.strictObject({
    name: v.literal('activation'),
    email: text(254),
    role: roleSchema,
    firstName: text(100),
    lastName: text(100),
  }),
  /** The one-time code for a new password was right. */
  v.strictObject({ name: v.literal('new_password'), email: text(254), notice: v.nullable(noticeSchema) }),
  v.strictObject({
    name: v.literal('setup_code'),
    email: text(254),
    notice: v.nullable(noticeSchema),
    deadlineAt: v.nullable(time),
  }),
  v.strictObject({
    name: v.literal('authenticator'),
    notice: v.nullable(noticeSchema),
    issuer: text(200),
    account: text(254),
    /** Base32, until it is confirmed; never again after. */
    setupKey: text(64),
    otpauthUri: text(1000),
  }),
  v.strictObject({ name: v.literal('recovery_codes'), codes: v.array(text(19)) }),
  /** The recovery kit was right, but it waits. */
  v.strictObject({ name: v.literal('kit_waits'), email: text(254), readyAt: time }),
  v.strictObject({ name: v.literal('kit_password'), email: text(254) }),
  /** Shown once, before the session begins. */
  v.strictObject({ name: v.literal('recovery_kit'), code: text(39) }),
  /** The session goes on behind it; the password opens it again. */
  v.strictObject({
    name: v.literal('locked'),
    user: personSchema,
    because: v.picklist(['idle', 'person', 'computer']),
  }),
  v.strictObject({
    name: v.literal('signed_in'),
    user: personSchema,
    /** What the role may open and offer; main decides every call anew. */
    may: v.strictObject({
      viewClients: v.boolean(),
      addClient: v.boolean(),
      editClient: v.boolean(),
      terminateClient: v.boolean(),
      viewActivity: v.boolean(),
      editSettings: v.boolean(),
      manageAccess: v.boolean(),
      giveAllClients: v.boolean(),
      inviteRoles: v.array(roleSchema),
      resetTwoFactor: v.boolean(),
      /** The page is of use: the policy is on, or something is open. */
      viewApprovals: v.boolean(),
    }),
    preferences: preferencesSchema,
    /** What every Partner Admin should look at and this one has not yet; newest first. */
    alerts: v.array(alertSchema),
    /** After signing in with a recovery code: how many are left. */
    recoveryCodesLeft: v.nullable(count),
    /** After signing in with a temporary code: when the session ends with it. */
    temporaryUntil: v.nullable(time),
    /** For a Partner Admin: the recovery kit was used for this account and opens it at `readyAt`, unless somebody stops it. */
    kitUse: v.nullable(
      v.strictObject({ useId: id, name: text(201), email: text(254), requestedAt: time, readyAt: time }),
    ),
    approvals: v.strictObject({
      /** How many wait for this person, to decide or to carry out. */
      waiting: count,
      /** Requests about the person's own account, which they can cancel. */
      aboutMe: v.array(
        v.strictObject({ approvalId: id, kind: approvalKindSchema, byName: text(201), requestedAt: time }),
      ),
    }),
  }),
]);
export type Screen = v.InferOutput<typeof screenSchema>;

export const stateSchema = v.strictObject({
  version: text(40),
  firmName: v.nullable(text(100)),
  /** Whom to call, for letters; empty when the firm has not said. */
  firmPhone: text(40),
  isSample: v.boolean(),
  /** How the data key is protected on this computer. */
  keyProtection: v.picklist(['os_key_store', 'file_only']),
  screen: screenSchema,
});
export type AppState = v.InferOutput<typeof stateSchema>;

const blockSchema = v.picklist([
  'own_account',
  'invited',
  'deactivated',
  'not_set_up',
  'not_invited',
  'frozen',
  'frozen_against_you',
  'locked',
  'needs_second_approver',
]);
export type Block = v.InferOutput<typeof blockSchema>;
/** Possible now, or why it is not. */
const availabilitySchema = v.picklist(['available', ...blockSchema.options]);
/** Null: the signed-in role can never do it to this user, so the entry is absent. */
const actionsSchema = v.strictObject({
  viewDetails: v.nullable(availabilitySchema),
  edit: v.nullable(availabilitySchema),
  unfreeze: v.nullable(availabilitySchema),
  resetTwoFactor: v.nullable(availabilitySchema),
  issueTemporaryCode: v.nullable(availabilitySchema),
  resetPassword: v.nullable(availabilitySchema),
  resendInvitation: v.nullable(availabilitySchema),
  deactivate: v.nullable(availabilitySchema),
  reactivate: v.nullable(availabilitySchema),
});
export type UserActions = v.InferOutput<typeof actionsSchema>;

const twoFactorSchema = v.strictObject({
  state: twoFactorStateSchema,
  at: v.nullable(time),
  resetBy: v.nullable(text(201)),
  deadlineAt: v.nullable(time),
  /** A new authenticator is asked for at the next sign-in; the old one works until then. `by` null: hidden from the role. */
  replaceRequested: v.nullable(v.strictObject({ at: time, by: v.nullable(text(201)) })),
});

const userRowSchema = v.strictObject({
  id,
  firstName: text(100),
  lastName: text(100),
  role: roleSchema,
  /** Null where the signed-in role may see name and role only. */
  details: v.nullable(
    v.strictObject({
      email: text(254),
      status: statusSchema,
      clientAccess: v.strictObject({ isAll: v.boolean(), count, onlyClient: v.nullable(text(100)) }),
      twoFactor: twoFactorSchema,
      lastSignInAt: v.nullable(time),
      version,
    }),
  ),
  actions: actionsSchema,
});
export type UserRow = v.InferOutput<typeof userRowSchema>;

const clientRowSchema = v.strictObject({
  id,
  name: text(100),
  type: clientTypeSchema,
  status: clientStatusSchema,
  pointOfContact: v.nullable(text(201)),
  accountingSoftware: text(100),
  userCount: count,
  addedAt: time,
  /** Of a terminated client: when, and until when that can be undone. */
  terminatedAt: v.nullable(time),
  restorableUntil: v.nullable(time),
  version,
});
export type ClientRow = v.InferOutput<typeof clientRowSchema>;

const samplePersonSchema = v.strictObject({
  name: text(201),
  email: text(254),
  role: roleSchema,
  status: statusSchema,
  /** Live code, or null when this person has no authenticator. */
  code: v.nullable(text(6)),
  /** That code was used already; the next one comes with the next half minute. */
  isUsed: v.boolean(),
});
export type SamplePerson = v.InferOutput<typeof samplePersonSchema>;

/** How a person in charge checked who is asking. */
const identityFields = {
  identityCheck: identityCheckSchema,
  vouchedBy: v.pipe(v.string(), v.trim(), v.maxLength(200, 'Use at most 200 characters.')),
};

const clientIds = v.pipe(v.array(id), v.maxLength(2000, 'At most 2,000 clients can be chosen at once.'));
/** Which clients a person works for. `all`: every client, now and in future; `all_current`: every active client of today. */
const accessSchema = v.strictObject({
  scope: v.picklist(['all', 'all_current', 'specific']),
  /** With `specific`: clients to add and to take away. Clients that the actor cannot see stay as they are. */
  add: clientIds,
  remove: clientIds,
  /** Partner roles, not with `all`: clients that are added later too. */
  joinsNewClients: v.boolean(),
});
export type AccessInput = v.InferInput<typeof accessSchema>;

/** Passed on once, by letter or by word; only its keyed hash is stored. */
const issuedCodeSchema = v.strictObject({
  userId: id,
  email: text(254),
  name: text(201),
  code: text(19),
  expiresAt: time,
});
export type IssuedCode = v.InferOutput<typeof issuedCodeSchema>;

/** Nothing was done: another Partner Admin approves it first. `requestedBy`: somebody else may have asked for the same before. */
const waitsForApprovalSchema = v.strictObject({
  outcome: v.literal('waits_for_approval'),
  approvalId: id,
  expiresAt: time,
  requestedBy: text(201),
});
const removedSchema = v.strictObject({ authenticators: count, recoveryCodes: count, sessions: count });
const reactivationKindSchema = v.picklist(['setup_code', 'activation_code', 'no_code']);

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

const bulkBlockSchema = v.picklist([
  'own_account',
  'invited',
  'deactivated',
  'not_set_up',
  'frozen',
  'not_allowed',
  'last_able_admin',
  'needs_second_approver',
  'changed_meanwhile',
]);
export type BulkBlock = v.InferOutput<typeof bulkBlockSchema>;
const bulkRowSchema = v.strictObject({
  user: personSchema,
  /** `ready` before it is carried out; the others say what became of the person. */
  state: v.variant('kind', [
    v.strictObject({ kind: v.literal('ready') }),
    v.strictObject({ kind: v.literal('refused'), why: bulkBlockSchema }),
    v.strictObject({ kind: v.literal('reset') }),
    v.strictObject({ kind: v.literal('skipped'), why: bulkBlockSchema }),
    v.strictObject({ kind: v.literal('not_reached') }),
  ]),
});
export type BulkRow = v.InferOutput<typeof bulkRowSchema>;
const bulkCountsSchema = v.strictObject({
  ready: count,
  refused: count,
  reset: count,
  skipped: count,
  notReached: count,
});
export type BulkCounts = v.InferOutput<typeof bulkCountsSchema>;

const sessionSchema = v.strictObject({
  startedAt: time,
  /** Null: still open. */
  endedAt: v.nullable(time),
  endedBecause: v.nullable(text(40)),
  isThisWindow: v.boolean(),
});
export type SessionRow = v.InferOutput<typeof sessionSchema>;

const activityRecordSchema = v.strictObject({
  seq: id,
  at: time,
  actorName: v.nullable(text(201)),
  actorRole: v.nullable(text(40)),
  targetName: v.nullable(text(201)),
  targetRole: v.nullable(text(40)),
  /** `noun.past`; words/activity-words.ts says it in words. */
  action: text(60),
  outcome: v.picklist(['done', 'denied', 'failed']),
  reason: v.nullable(text(100)),
  detail: v.record(text(60), v.nullable(v.union([text(2000), time, v.boolean()]))),
});
export type ActivityRecord = v.InferOutput<typeof activityRecordSchema>;
/** Newest first. `next`: pass as `before` for older ones; null at the beginning of the record. */
const activityPageSchema = v.strictObject({ records: v.array(activityRecordSchema), next: v.nullable(id) });
const before = v.nullable(id);

const signInMethodsSchema = v.strictObject({
  /** Null: there is none, or an invited person has not chosen one yet. */
  passwordSince: v.nullable(time),
  authenticator: v.nullable(v.strictObject({ since: time, lastUsedAt: v.nullable(time) })),
  recoveryCodesLeft: count,
});

const minuteOfDay = v.pipe(
  v.number('Enter a time like 07:30.'),
  v.safeInteger('Enter a time like 07:30.'),
  v.minValue(0),
  v.maxValue(1440),
);

const settingsSchema = v.strictObject({
  firmName: named('firm name'),
  firmPhone: phone,
  isSetupCodeRequired: v.boolean(),
  /** 10 minutes to 7 days. */
  setupCodeMinutes: v.pipe(
    v.number('Enter a number.'),
    v.safeInteger('Enter a whole number.'),
    v.minValue(10, 'At least 10 minutes.'),
    v.maxValue(10_080, 'At most 7 days.'),
  ),
  /** Failures in a row that disable a password or a code. */
  maxFailures: v.pipe(
    v.number('Enter a number.'),
    v.safeInteger('Enter a whole number.'),
    v.minValue(6, 'At least 6.'),
    v.maxValue(20, 'At most 20.'),
  ),
  /** What would take over a Partner Admin's account, or both halves of anybody's, waits for another Partner Admin. */
  isSecondApproverRequired: v.boolean(),
  /** Minutes without a key or the mouse until a window locks. */
  idleLockMinutes: v.pipe(
    v.number('Enter a number.'),
    v.safeInteger('Enter a whole number.'),
    v.minValue(1, 'At least 1 minute.'),
    v.maxValue(60, 'At most 60 minutes.'),
  ),
  /** Days of the week, Sunday 0, each once and in order. */
  workDays: v.pipe(
    v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(6))),
    v.check((days) => days.every((day, i) => i === 0 || day > (days[i - 1] ?? 7))),
  ),
  /** Minutes of the computer's own day. */
  workFrom: v.pipe(minuteOfDay, v.maxValue(1439)),
  workUntil: minuteOfDay,
});
export type Settings = v.InferOutput<typeof settingsSchema>;

export const contract = {
  'application.getState': { input: nothing, output: stateSchema },
  'firm.create': {
    input: v.strictObject({
      firmName: named('firm name'),
      firstName: named('first name'),
      lastName: named('last name'),
      email,
      password,
    }),
    output: stateSchema,
  },
  /** Fills a sample firm in a folder of its own and opens it. */
  'sample.open': { input: nothing, output: stateSchema },
  /** Back to the first run; the sample firm is deleted. */
  'sample.leave': { input: nothing, output: stateSchema },
  'sample.listPeople': {
    input: v.strictObject({ search: text(200) }),
    output: v.strictObject({
      password: text(100),
      secondsLeft: count,
      /** Live code of the set-up on this window's screen, as a phone would show it after scanning. */
      pendingCode: v.nullable(text(6)),
      people: v.array(samplePersonSchema),
    }),
  },
  'session.signIn': {
    input: v.strictObject({
      email: v.pipe(
        v.string(),
        v.trim(),
        v.nonEmpty('Enter your email.'),
        v.maxLength(254, 'An email can have at most 254 characters.'),
      ),
      password,
    }),
    output: stateSchema,
  },
  'session.verifyCode': { input: v.strictObject({ code: typedCode }), output: stateSchema },
  /** Issued by a Partner Admin in place of the authenticator. */
  'session.useTemporaryCode': { input: v.strictObject({ temporaryCode: typedCode }), output: stateSchema },
  'session.useRecoveryCode': { input: v.strictObject({ recoveryCode: typedCode }), output: stateSchema },
  /** An activation code, or a code for a new password: in place of a password, once. */
  'session.enterOneTimeCode': {
    input: v.strictObject({
      email: v.pipe(
        v.string(),
        v.trim(),
        v.nonEmpty('Enter your email.'),
        v.maxLength(254, 'An email can have at most 254 characters.'),
      ),
      code: typedCode,
    }),
    output: stateSchema,
  },
  /** Names and password of an invited person. The account becomes active when 2FA is confirmed. */
  'session.activate': {
    input: v.strictObject({ firstName: named('first name'), lastName: named('last name'), password }),
    output: stateSchema,
  },
  'session.choosePassword': { input: v.strictObject({ password }), output: stateSchema },
  /** Break-glass: the firm's recovery kit, for the account of one Partner Admin. */
  'session.useRecoveryKit': {
    input: v.strictObject({
      email: v.pipe(
        v.string(),
        v.trim(),
        v.nonEmpty('Enter the email.'),
        v.maxLength(254, 'An email can have at most 254 characters.'),
      ),
      code: typedCode,
    }),
    output: stateSchema,
  },
  'session.chooseKitPassword': { input: v.strictObject({ password }), output: stateSchema },
  /** Leaves a sign-in or a set-up that is under way. */
  'session.cancel': { input: nothing, output: stateSchema },
  /** "I know about this": the session begins. */
  'session.acknowledge': { input: nothing, output: stateSchema },
  /** "This was not me": freezes the account at once. */
  'session.repudiate': { input: nothing, output: stateSchema },
  'session.lock': { input: nothing, output: stateSchema },
  'session.unlock': { input: v.strictObject({ password }), output: stateSchema },
  /** Somebody is at the window: a key or the mouse. */
  'session.touch': { input: nothing, output: nothing },
  'session.signOut': { input: nothing, output: stateSchema },
  'setUp.enterSetupCode': { input: v.strictObject({ setupCode: typedCode }), output: stateSchema },
  'setUp.confirm': { input: v.strictObject({ code: typedCode }), output: stateSchema },
  'setUp.finish': { input: nothing, output: stateSchema },
  /** "I have put the recovery kit in a safe place": the session begins. */
  'setUp.keepRecoveryKit': { input: nothing, output: stateSchema },
  /** Copies; a secret is cleared from the clipboard after 60 seconds. */
  'clipboard.copy': {
    input: v.strictObject({ text: v.pipe(v.string(), v.minLength(1), v.maxLength(30_000)), isSecret: v.boolean() }),
    output: nothing,
  },
  /** Asks where to keep a text, such as a letter or recovery codes. */
  'document.save': {
    input: v.strictObject({
      suggestedName: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,60}$/)),
      text: v.pipe(v.string(), v.minLength(1), v.maxLength(120_000)), // a hundred letters in one file; the door takes 131,072
    }),
    output: v.strictObject({ isSaved: v.boolean() }),
  },
  /** Prints what the window shows for paper; the system's own dialog asks how. */
  'document.print': { input: nothing, output: v.strictObject({ isPrinted: v.boolean() }) },
  /** Opens a draft in the person's mail program. Nothing is sent. */
  'document.mail': {
    input: v.strictObject({
      to: email,
      subject: v.pipe(v.string(), v.maxLength(200)),
      text: v.pipe(v.string(), v.maxLength(4000)),
    }),
    output: nothing,
  },
  /** While a secret is on the screen, the window is kept out of screenshots and screen sharing where the system can. */
  'window.setSecretShown': { input: v.strictObject({ isShown: v.boolean() }), output: nothing },
  'clients.list': {
    input: v.strictObject({
      search: text(200),
      ...clientFiltersSchema.entries,
      sort: clientSortSchema,
      offset: count,
      limit: v.pipe(count, v.maxValue(200)),
    }),
    output: v.strictObject({ rows: v.array(clientRowSchema), total: count }),
  },
  'clients.get': {
    input: v.strictObject({ clientId: id }),
    output: v.strictObject({
      client: clientRowSchema,
      pointOfContactId: v.nullable(id),
      terminatedBy: v.nullable(text(201)),
      /** People who belong to no other client. */
      onlyHereCount: count,
    }),
  },
  /** Who can be a client's point of contact: its own people who are not deactivated. The first 50 that match. */
  'clients.listContacts': {
    input: v.strictObject({ clientId: id, search: text(200) }),
    output: v.strictObject({ people: v.array(v.strictObject({ id, name: text(201), email: text(254) })) }),
  },
  'clients.add': {
    input: v.strictObject({ name: named('client’s name'), type: clientTypeSchema, accountingSoftware: text(100) }),
    output: v.strictObject({ clientId: id }),
  },
  'clients.edit': {
    input: v.strictObject({
      clientId: id,
      version,
      name: named('client’s name'),
      type: clientTypeSchema,
      accountingSoftware: text(100),
      pointOfContactId: v.nullable(id),
    }),
    output: nothing,
  },
  'clients.terminate': {
    input: v.strictObject({ clientId: id, version, note }),
    output: v.strictObject({ restorableUntil: time }),
  },
  'clients.restore': { input: v.strictObject({ clientId: id, version }), output: nothing },
  /** Clients to give or take, with those that the user has already; `userId` null for a new person. */
  'clients.listForAccess': {
    input: v.strictObject({
      userId: v.nullable(id),
      search: text(200),
      offset: count,
      limit: v.pipe(count, v.maxValue(200)),
    }),
    output: v.strictObject({
      rows: v.array(v.strictObject({ id, name: text(100), isMember: v.boolean() })),
      total: count,
    }),
  },
  'users.list': {
    input: v.strictObject({
      search: text(200),
      clientId: v.nullable(id),
      filters: userFiltersSchema,
      sort: userSortSchema,
      offset: count,
      limit: v.pipe(count, v.maxValue(200)),
    }),
    output: v.strictObject({ rows: v.array(userRowSchema), total: count }),
  },
  'users.get': {
    input: v.strictObject({ userId: id }),
    output: v.strictObject({
      user: personSchema,
      phone: text(40),
      version,
      status: statusSchema,
      createdAt: time,
      invitationExpiresAt: v.nullable(time),
      lastSignInAt: v.nullable(time),
      twoFactor: twoFactorSchema,
      /** The clients that the actor sees, by name: the first 100. */
      access: v.strictObject({
        isAll: v.boolean(),
        joinsNewClients: v.boolean(),
        clients: v.array(v.strictObject({ id, name: text(100) })),
        total: count,
      }),
      methods: signInMethodsSchema,
      /** The newest 20. */
      sessions: v.array(sessionSchema),
      /** One that can still be used, or whose session may go on; for whoever may revoke it. */
      temporaryCode: v.nullable(
        v.strictObject({ expiresAt: time, isSingleUse: v.boolean(), usedAt: v.nullable(time), issuedBy: text(201) }),
      ),
      actions: actionsSchema,
      /** Roles that the actor may give this user; its present one is among them where the role may be changed at all. */
      grantableRoles: v.array(roleSchema),
      mayManageAccess: v.boolean(),
      mayViewActivity: v.boolean(),
      /** A fresh code of the actor's own is needed for what proves presence. */
      needsCode: v.boolean(),
      /** What the actor would have to ask a second approver for. */
      waitsFor: v.array(approvalKindSchema),
    }),
  },
  'users.listActivity': { input: v.strictObject({ userId: id, before }), output: activityPageSchema },
  /** All or nothing: one email that cannot be used fails the whole call, with `emails.<index>` as its field. */
  'users.invite': {
    input: v.strictObject({
      emails: v.pipe(
        v.array(email),
        v.minLength(1, 'Enter at least one email.'),
        v.maxLength(100, 'At most 100 people can be invited at once.'),
      ),
      role: roleSchema,
      access: accessSchema,
      /** Needed for a Partner Admin only. */
      code: freshCode,
    }),
    output: v.strictObject({ issued: v.array(issuedCodeSchema) }),
  },
  'users.resendInvitations': {
    input: v.strictObject({ userIds: v.pipe(v.array(id), v.minLength(1), v.maxLength(100, 'At most 100 at once.')) }),
    output: v.strictObject({ issued: v.array(issuedCodeSchema) }),
  },
  /** A conflict answers with the version that is there now: the window reads again, shows what changed and keeps what was typed. */
  'users.edit': {
    input: v.strictObject({
      userId: id,
      version,
      /** Names may stay empty while the person is invited. */
      firstName: v.union([v.literal(''), named('first name')]),
      lastName: v.union([v.literal(''), named('last name')]),
      email,
      phone,
      role: roleSchema,
      /** Null: as it is. */
      access: v.nullable(accessSchema),
      /** Needed for another email, another number on file, and for making somebody a Partner Admin. */
      code: freshCode,
    }),
    output: v.strictObject({ sessionsEnded: count }),
  },
  /** People who can be attached to a client: not its users yet, and the actor may manage their access. The first 50. */
  'users.listCandidates': {
    input: v.strictObject({ clientId: id, search: text(200) }),
    output: v.strictObject({
      people: v.array(v.strictObject({ id, name: text(201), email: text(254), role: roleSchema })),
    }),
  },
  'users.addToClient': {
    input: v.strictObject({
      clientId: id,
      userIds: v.pipe(v.array(id), v.minLength(1, 'Choose at least one person.'), v.maxLength(100)),
    }),
    output: v.strictObject({ added: count }),
  },
  'users.removeFromClient': { input: v.strictObject({ clientId: id, userId: id }), output: nothing },
  /** The old password ends at once; the code, shown once, lets the user choose a new one within 24 hours. */
  'users.resetPassword': {
    input: v.pipe(
      v.strictObject({ userId: id, version, note, ...identityFields, code: freshCode }),
      v.forward(
        v.partialCheck(
          [['identityCheck'], ['vouchedBy']],
          (reset) => reset.identityCheck !== 'vouched_by_colleague' || reset.vouchedBy !== '',
          'Enter the name of the colleague who vouched.',
        ),
        ['vouchedBy'],
      ),
    ),
    output: v.variant('outcome', [
      v.strictObject({ outcome: v.literal('done'), issued: issuedCodeSchema, sessionsEnded: count }),
      waitsForApprovalSchema,
    ]),
  },
  /** In place of the authenticator, for a few hours; shown once. The one before it is dead, and so is the session that it opened. */
  'users.issueTemporaryCode': {
    input: v.pipe(
      v.strictObject({
        userId: id,
        version,
        hours: v.pipe(
          v.number(),
          v.safeInteger('Choose whole hours.'),
          v.minValue(1, 'At least 1 hour.'),
          v.maxValue(24, 'At most 24 hours.'),
        ),
        isSingleUse: v.boolean(),
        reason: temporaryCodeReasonSchema,
        note,
        ...identityFields,
        code: freshCode,
      }),
      v.forward(
        v.partialCheck(
          [['reason'], ['note']],
          (issue) => issue.reason !== 'other' || issue.note !== '',
          'Say in a few words why the code is needed.',
        ),
        ['note'],
      ),
      v.forward(
        v.partialCheck(
          [['identityCheck'], ['vouchedBy']],
          (issue) => issue.identityCheck !== 'vouched_by_colleague' || issue.vouchedBy !== '',
          'Enter the name of the colleague who vouched.',
        ),
        ['vouchedBy'],
      ),
    ),
    output: v.variant('outcome', [
      v.strictObject({ outcome: v.literal('issued'), issued: issuedCodeSchema }),
      waitsForApprovalSchema,
    ]),
  },
  /** Ends the session that was opened with it, too. */
  'users.revokeTemporaryCode': {
    input: v.strictObject({ userId: id, version }),
    output: v.strictObject({ sessionsEnded: count }),
  },
  'users.getDeactivation': {
    input: v.strictObject({ userId: id }),
    output: v.strictObject({
      user: personSchema,
      version,
      sessions: count,
      /** Clients whose point of contact the user is; each needs a replacement, or the statement that there is none. */
      contactOf: v.array(v.strictObject({ clientId: id, clientName: text(100) })),
    }),
  },
  'users.deactivate': {
    input: v.strictObject({
      userId: id,
      version,
      note,
      /** One for each client whose point of contact the user is; `userId` null: no point of contact for now. */
      replacements: v.pipe(v.array(v.strictObject({ clientId: id, userId: v.nullable(id) })), v.maxLength(2000)),
    }),
    output: v.strictObject({ sessionsEnded: count }),
  },
  /** Role and access are as before; 2FA is set up anew with a setup code, or the account is activated anew if it never was. */
  'users.reactivate': {
    input: v.strictObject({ userId: id, version, code: freshCode }),
    output: v.variant('outcome', [
      v.strictObject({
        outcome: v.literal('done'),
        kind: reactivationKindSchema,
        issued: v.nullable(issuedCodeSchema),
        deadlineAt: time,
      }),
      waitsForApprovalSchema,
    ]),
  },
  'users.getResetPreview': {
    input: v.strictObject({ userId: id }),
    output: v.strictObject({
      user: personSchema,
      version: count,
      lastSignInAt: v.nullable(time),
      clients: v.strictObject({ isAll: v.boolean(), names: v.array(text(100)), total: count }),
      removes: v.strictObject({ authenticatorSince: v.nullable(time), recoveryCodes: count, sessions: count }),
      needsCode: v.boolean(),
      setupCodeMinutes: v.nullable(count),
      /** The old authenticator can be replaced: there is one. */
      mayReplace: v.boolean(),
      /** Revoking waits for a second approver. */
      needsApprover: v.boolean(),
      /** Whom to call, for the help desk. */
      callBack: v.strictObject({
        /** The person's own number on file; empty: none. */
        phone: text(40),
        /** Points of contact of the person's clients; of the firm's own people, other Partner Admins. The first 5. */
        contacts: v.array(v.strictObject({ name: text(201), of: v.nullable(text(100)), phone: text(40) })),
      }),
    }),
  },
  'users.resetTwoFactor': {
    input: v.pipe(
      v.strictObject({
        userId: id,
        version,
        /** `revoke_now`: lost or stolen, all of it goes at once. `replace`: the old authenticator works until the new one is confirmed. */
        mode: v.picklist(['revoke_now', 'replace']),
        reason: resetReasonSchema,
        note,
        ...identityFields,
        code: freshCode,
      }),
      v.forward(
        v.partialCheck(
          [['reason'], ['note']],
          (reset) => reset.reason !== 'other' || reset.note !== '',
          'Say in a few words why the reset is needed.',
        ),
        ['note'],
      ),
      v.forward(
        v.partialCheck(
          [['identityCheck'], ['vouchedBy']],
          (reset) => reset.identityCheck !== 'vouched_by_colleague' || reset.vouchedBy !== '',
          'Enter the name of the colleague who vouched.',
        ),
        ['vouchedBy'],
      ),
    ),
    output: v.variant('outcome', [
      v.strictObject({
        outcome: v.literal('done'),
        removed: removedSchema,
        setupCode: v.nullable(text(19)),
        deadlineAt: time,
      }),
      v.strictObject({ outcome: v.literal('already_done'), at: time, byName: text(201) }),
      v.strictObject({ outcome: v.literal('replacement_requested') }),
      waitsForApprovalSchema,
    ]),
  },
  /** Opens a frozen account again. Password and 2FA are as they were. */
  'users.unfreeze': {
    input: v.pipe(
      v.strictObject({ userId: id, version, note, ...identityFields, code: freshCode }),
      v.forward(
        v.partialCheck(
          [['identityCheck'], ['vouchedBy']],
          (check) => check.identityCheck !== 'vouched_by_colleague' || check.vouchedBy !== '',
          'Enter the name of the colleague who vouched.',
        ),
        ['vouchedBy'],
      ),
    ),
    output: nothing,
  },
  /** Takes back that a new authenticator is asked for. */
  'users.cancelReplacement': { input: v.strictObject({ userId: id, version }), output: nothing },
  /** Who of these would be reset, and who not and why. Nothing is changed. It is kept for ten minutes, with the session. */
  'bulkResets.prepare': {
    input: v.strictObject({
      selection: v.variant('kind', [
        v.strictObject({ kind: v.literal('users'), userIds: v.pipe(v.array(id), v.minLength(1), v.maxLength(10_000)) }),
        v.strictObject({
          kind: v.literal('found'),
          search: text(200),
          clientId: v.nullable(id),
          filters: userFiltersSchema,
        }),
      ]),
    }),
    output: v.strictObject({
      bulkId: text(40),
      counts: bulkCountsSchema,
      /** Only the first 10,000 of those who were found. */
      isCut: v.boolean(),
      needsCode: v.boolean(),
      setupCodeMinutes: v.nullable(count),
    }),
  },
  'bulkResets.listRows': {
    input: v.strictObject({ bulkId: text(40), offset: count, limit: v.pipe(count, v.maxValue(200)) }),
    output: v.strictObject({ rows: v.array(bulkRowSchema), total: count }),
  },
  /** Answers when all is done, or after Cancel; `bulkReset.progress` tells how far it is. */
  'bulkResets.start': {
    input: v.pipe(
      v.strictObject({
        bulkId: text(40),
        reason: resetReasonSchema,
        /** How the identities were checked and what for, for all of them. */
        note: v.pipe(note, v.nonEmpty('Say in a few words how you checked who they are, and why all of them.')),
        ...identityFields,
        code: freshCode,
      }),
      v.forward(
        v.partialCheck(
          [['identityCheck'], ['vouchedBy']],
          (reset) => reset.identityCheck !== 'vouched_by_colleague' || reset.vouchedBy !== '',
          'Enter the name of the colleague who vouched.',
        ),
        ['vouchedBy'],
      ),
    ),
    output: v.strictObject({ counts: bulkCountsSchema, isCancelled: v.boolean(), codes: count }),
  },
  /** Takes effect before the next batch; what is done stays done. */
  'bulkResets.cancel': { input: v.strictObject({ bulkId: text(40) }), output: nothing },
  /** As a file for a spreadsheet, once: after that nobody has them but the file. */
  'bulkResets.saveCodes': {
    input: v.strictObject({ bulkId: text(40) }),
    output: v.strictObject({ isSaved: v.boolean() }),
  },
  'account.get': {
    input: nothing,
    output: v.strictObject({
      user: personSchema,
      phone: text(40),
      version,
      methods: signInMethodsSchema,
      sessions: v.array(sessionSchema),
      /** The newest thing that somebody else did to the account. */
      lastNotice: v.nullable(noticeSchema),
    }),
  },
  /** Whether a fresh code of one's own is needed for what proves presence. */
  'account.getPresence': { input: nothing, output: v.strictObject({ needsCode: v.boolean() }) },
  /** "This was not me", about the newest thing that somebody else did to the account: freezes it at once. */
  'account.repudiate': { input: nothing, output: stateSchema },
  /** What was done to one's own account and by it. */
  'account.listActivity': { input: v.strictObject({ before }), output: activityPageSchema },
  'account.edit': {
    input: v.strictObject({ version, firstName: named('first name'), lastName: named('last name') }),
    output: stateSchema,
  },
  /** Ends the account's other sessions. */
  'account.changePassword': {
    input: v.strictObject({ currentPassword: password, password }),
    output: v.strictObject({ sessionsEnded: count }),
  },
  'account.endOtherSessions': { input: nothing, output: v.strictObject({ sessionsEnded: count }) },
  /** Needs a current code. The old authenticator works until the new one is confirmed. */
  'account.beginAuthenticator': {
    input: v.strictObject({ code: typedCode }),
    output: v.strictObject({ issuer: text(200), account: text(254), setupKey: text(64), otpauthUri: text(1000) }),
  },
  /** The new authenticator replaces the old one, new recovery codes replace the old ones, other sessions end. */
  'account.confirmAuthenticator': {
    input: v.strictObject({ code: typedCode }),
    output: v.strictObject({ codes: v.array(text(19)), sessionsEnded: count }),
  },
  'account.cancelAuthenticator': { input: nothing, output: nothing },
  'account.regenerateRecoveryCodes': {
    input: v.strictObject({ code: typedCode }),
    output: v.strictObject({ codes: v.array(text(19)) }),
  },
  /** "I have saved these codes". */
  'account.keepRecoveryCodes': { input: nothing, output: nothing },
  'account.savePreferences': { input: v.strictObject({ preferences: preferencesSchema }), output: nothing },
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
  'settings.get': {
    input: nothing,
    output: v.strictObject({
      settings: settingsSchema,
      version,
      needsCode: v.boolean(),
      /** Somebody has asked to switch the second approver off: until when that can be approved. */
      offWaitsUntil: v.nullable(time),
    }),
  },
  'settings.save': {
    input: v.strictObject({
      version,
      settings: v.pipe(
        settingsSchema,
        v.forward(
          v.partialCheck(
            [['workFrom'], ['workUntil']],
            (hours) => hours.workFrom < hours.workUntil,
            'The end comes after the beginning.',
          ),
          ['workUntil'],
        ),
      ),
      code: freshCode,
    }),
    /** `waitsForApproval`: everything is saved but that the second approver goes off. */
    output: v.strictObject({ version, waitsForApproval: v.boolean() }),
  },
  'alerts.list': {
    input: v.strictObject({ before }),
    output: v.strictObject({
      alerts: v.array(v.strictObject({ ...alertSchema.entries, seenBy: v.array(text(201)) })),
      next: before,
    }),
  },
  /** For oneself only: the other Partner Admins see them all the same. */
  'alerts.markSeen': {
    input: v.strictObject({ alertIds: v.pipe(v.array(id), v.minLength(1), v.maxLength(100)) }),
    output: stateSchema,
  },
  'recoveryKit.get': {
    input: nothing,
    output: v.strictObject({
      /** Null: there is none, and the next Partner Admin who signs in is given one. */
      kit: v.nullable(v.strictObject({ madeAt: time, madeBy: text(201), isKept: v.boolean() })),
      needsCode: v.boolean(),
    }),
  },
  /** The new code, shown once; the old one no longer works. */
  'recoveryKit.replace': {
    input: v.strictObject({ code: freshCode }),
    output: v.strictObject({ code: text(39), madeAt: time }),
  },
  'recoveryKit.keep': { input: v.strictObject({ madeAt: count }), output: nothing },
  /** Stops a use that waits, and makes the kit void: its code is known to somebody. */
  'recoveryKit.stopUse': { input: v.strictObject({ useId: id, code: freshCode }), output: nothing },
  'activity.list': {
    input: v.strictObject({
      /** Part of the name of who did it or to whom it was done. */
      search: text(200),
      actions: v.pipe(v.array(text(60)), v.maxLength(60)),
      outcomes: v.pipe(v.array(v.picklist(['done', 'denied', 'failed'])), v.maxLength(3)),
      /** Epoch ms, both inclusive. */
      from: v.nullable(time),
      until: v.nullable(time),
      before,
    }),
    output: v.strictObject({
      ...activityPageSchema.entries,
      /** How far back this answer has looked: older records may match too while `next` is not null. */
      lookedBackTo: v.nullable(time),
    }),
  },
} as const;

export type Contract = typeof contract;
export type RequestName = keyof Contract;
/** What the caller hands over. */
export type InputOf<N extends RequestName> = v.InferInput<Contract[N]['input']>;
/** What the handler receives, after checking. */
export type CheckedInputOf<N extends RequestName> = v.InferOutput<Contract[N]['input']>;
export type OutputOf<N extends RequestName> = v.InferOutput<Contract[N]['output']>;

const fieldProblem = v.strictObject({ field: text(100), message: text(300) });
export const failureSchema = v.variant('code', [
  v.strictObject({ code: v.literal('bad_input'), fields: v.array(fieldProblem) }),
  v.strictObject({ code: v.literal('unexpected'), reference: text(40) }),
  v.strictObject({ code: v.literal('locked_until'), until: time }),
  v.strictObject({ code: v.literal('not_possible'), why: blockSchema }),
  v.strictObject({
    code: v.picklist(['phone_clock_off', 'clock_went_back']),
    minutes: v.pipe(v.number(), v.integer()),
  }),
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
      'file_not_saved',
      'mail_not_opened',
      'wrong_credentials',
      'deactivated',
      'wrong_code',
      'code_already_used',
      'wrong_recovery_code',
      'wrong_setup_code',
      'setup_overdue',
      'factor_disabled',
      'own_account',
      'last_able_admin',
      'nothing_to_reset',
      'fresh_code_needed',
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
      'requester_not_able',
      'not_approved',
      'approval_expired',
    ]),
  }),
]);
export type Failure = v.InferOutput<typeof failureSchema>;

/** Every request is answered with one of these, as one JSON string. */
export type Reply<N extends RequestName> =
  | { readonly ok: true; readonly value: OutputOf<N> }
  | { readonly ok: false; readonly failure: Failure };

export const events = {
  /** Users or clients, or what may be done to them, have changed: lists read again. */
  'directory.changed': nothing,
  'bulkReset.progress': v.strictObject({ bulkId: text(40), done: count, total: count }),
  /** This window's place has changed without its asking, for example because its session was ended. */
  'state.changed': stateSchema,
} as const;
export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = v.InferOutput<(typeof events)[N]>;

/** What the preload script puts on `window.rekey`: strings only, so nothing else can cross. */
export interface Bridge {
  /** @param input JSON text. Resolves to the JSON text of a `Reply`; never rejects for a refusal. */
  request(name: RequestName, input: string): Promise<string>;
  /** @returns stops listening. The payload is JSON text. */
  subscribe(listener: (name: EventName, payload: string) => void): () => void;
}
