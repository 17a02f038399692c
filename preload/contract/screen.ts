// Where a window stands. Most requests of signing in and setting up are answered with it, and the event `state.changed`
// carries it. Main decides it; the renderer draws it and cannot skip a step.
import * as v from 'valibot';
import { clientFiltersSchema, clientSortSchema } from './clients.ts';
import { count, id, listOf, shownEmail, shownName, shownPerson, shownPhone, shownPlace, text, time } from './fields.ts';
import { noticeSchema, personSchema } from './person.ts';
import { alertSchema } from './record.ts';
import { userFiltersSchema, userSortSchema } from './users.ts';
import { approvalKindSchema, dateOrderSchema, roleSchema } from './words.ts';

/** Column widths in CSS pixels, by the column's key. */
const widthsSchema = v.pipe(
  v.record(
    v.pipe(text(30), v.regex(/^[a-zA-Z]+$/)),
    v.pipe(v.number(), v.safeInteger(), v.minValue(40), v.maxValue(2000)),
  ),
  v.maxEntries(30),
);
/** Columns that the person has hidden, by key. */
const hiddenSchema = listOf(v.pipe(text(30), v.regex(/^[a-zA-Z]+$/)), 10);
/** How one person likes their tables. It holds no secret and gives no right. */
export const preferencesSchema = v.strictObject({
  users: v.strictObject({
    widths: widthsSchema,
    hidden: hiddenSchema,
    sort: userSortSchema,
    filters: userFiltersSchema,
  }),
  clients: v.strictObject({
    widths: widthsSchema,
    hidden: hiddenSchema,
    sort: clientSortSchema,
    filters: clientFiltersSchema,
  }),
  isCompact: v.boolean(),
  /** The steps of a new firm are dismissed. */
  isStartDismissed: v.optional(v.boolean(), false),
  /** Overview is the page after sign-in, for a role that has it. */
  beginsWithOverview: v.optional(v.boolean(), false),
});
export type Preferences = v.InferOutput<typeof preferencesSchema>;

/** What the role may open and offer. The screen reflects it; main decides every request again. */
const rightsSchema = v.strictObject({
  viewOverview: v.boolean(),
  reviewAccess: v.boolean(),
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
  importUsers: v.boolean(),
  exportUsers: v.boolean(),
  exportActivity: v.boolean(),
  /** False while the page would be empty: the policy is off and no request is open. */
  viewApprovals: v.boolean(),
});

/** The firm has no recovery kit that is kept, so this Partner Admin gets one as the last step of the setup. */
const kitFollows = v.boolean();

const endedBecauseSchema = v.picklist([
  'expired',
  'two_factor_reset',
  'password_reset',
  'role_changed',
  'deactivated',
  'frozen',
  'password_changed',
  'authenticator_changed',
  'ended_by_user',
  'temporary_code_ended',
  'recovery_kit_used',
]);

const screenSchema = v.variant('name', [
  v.strictObject({ name: v.literal('first_run') }),
  /** A desktop of the firm's server that has not reached it since it was started. `line.get` says why. */
  v.strictObject({ name: v.literal('not_connected') }),
  v.strictObject({
    name: v.literal('sign_in'),
    because: v.nullable(v.picklist(['signed_out', 'session_ended', 'too_slow', 'changed_meanwhile', 'frozen'])),
    /** Of a session that has ended: why, and the person whose act it was where that is known. */
    ended: v.optional(v.strictObject({ why: endedBecauseSchema, byName: v.nullable(shownPerson), at: time })),
    /** The firm was moved here, and nobody has signed in since: what the check at the end has found. */
    arrival: v.optional(
      v.strictObject({
        movedFrom: text(100),
        people: count,
        records: count,
        isRecordIntact: v.boolean(),
        secretsOpened: count,
        secretsClosed: count,
      }),
    ),
    /** When the backup was made that the firm was restored from. It is there until somebody signs in. */
    restoredFrom: v.optional(time),
  }),
  /** The firm was moved to another computer: this copy opens nothing but this. */
  v.strictObject({ name: v.literal('moved'), at: time, fileName: text(255), byName: v.nullable(shownPerson) }),
  /** `waitMs`: how long the person's app may still show a code that is used up. */
  v.strictObject({ name: v.literal('code'), email: shownEmail, waitMs: count }),
  /** Both factors were right. The person reads what was done to the account before anything else. */
  v.strictObject({ name: v.literal('notice'), email: shownEmail, notices: v.array(noticeSchema) }),
  /** The activation code was right. Names and a password come next, then 2FA. */
  v.strictObject({
    name: v.literal('activation'),
    email: shownEmail,
    role: roleSchema,
    firstName: shownName,
    lastName: shownName,
  }),
  /** The one-time code for a new password was right. */
  v.strictObject({ name: v.literal('new_password'), email: shownEmail, notice: v.nullable(noticeSchema) }),
  v.strictObject({
    name: v.literal('setup_code'),
    email: shownEmail,
    notice: v.nullable(noticeSchema),
    deadlineAt: v.nullable(time),
    kitFollows,
  }),
  v.strictObject({
    name: v.literal('authenticator'),
    notice: v.nullable(noticeSchema),
    issuer: text(200),
    account: shownEmail,
    /** Base32. Shown until it is confirmed and never again. */
    setupKey: text(64),
    otpauthUri: text(1000),
    kitFollows,
  }),
  v.strictObject({ name: v.literal('recovery_codes'), codes: v.array(text(19)), kitFollows }),
  /** The recovery kit was right, but its use has to wait. */
  v.strictObject({ name: v.literal('kit_waits'), email: shownEmail, readyAt: time }),
  v.strictObject({ name: v.literal('kit_password'), email: shownEmail }),
  /** Shown once, before the session begins: as the last step of a setup, or after an ordinary sign-in. */
  v.strictObject({ name: v.literal('recovery_kit'), code: text(39), isLastStep: v.boolean() }),
  /** The session goes on behind it; the password opens it again. */
  v.strictObject({
    name: v.literal('locked'),
    user: personSchema,
    because: v.picklist(['idle', 'person', 'computer', 'restarted', 'line']),
  }),
  v.strictObject({
    name: v.literal('signed_in'),
    user: personSchema,
    may: rightsSchema,
    preferences: preferencesSchema,
    /** For a Partner Admin: the alerts that this one has not seen, newest first. */
    alerts: v.array(
      v.strictObject({
        ...alertSchema.entries,
        /** Seeing it says that two accounts belong to two people. */
        isVouchedFor: v.boolean(),
      }),
    ),
    /** After signing in with a recovery code: how many are left. */
    recoveryCodesLeft: v.nullable(count),
    /** After signing in with a temporary code: when the session ends with it. */
    temporaryUntil: v.nullable(time),
    /** For a Partner Admin: the recovery kit was used and opens this account at `readyAt`, unless somebody stops it. */
    kitUse: v.nullable(
      v.strictObject({ useId: id, name: shownPerson, email: shownEmail, requestedAt: time, readyAt: time }),
    ),
    /** For the firm's own people: the standby of the database is missing. `decidedBy` null: nothing is done. */
    standby: v.optional(v.strictObject({ since: v.nullable(time), decidedBy: v.nullable(shownPerson) })),
    approvals: v.strictObject({
      /** How many wait for this person to decide or to carry out. */
      waiting: count,
      /** Requests about the person's own account, which the person can cancel. */
      aboutMe: v.array(
        v.strictObject({ approvalId: id, kind: approvalKindSchema, byName: shownPerson, requestedAt: time }),
      ),
    }),
  }),
]);
export type Screen = v.InferOutput<typeof screenSchema>;

export const stateSchema = v.strictObject({
  version: text(40),
  firmName: v.nullable(shownName),
  /** The number to call, for letters. Empty when the firm has not entered one. */
  firmPhone: shownPhone,
  /** Where people sign in, for letters. Empty when the firm has said nothing. */
  signInPlace: shownPlace,
  /** How the firm writes dates. */
  dateOrder: dateOrderSchema,
  isSample: v.boolean(),
  /** Of the firm's server: letters name it. Null while no other desktop can sign in. */
  serverName: v.nullable(shownName),
  /** How the data key is protected on this computer. */
  keyProtection: v.picklist(['os_key_store', 'file_only']),
  /** Null while the computer's clock agrees with Rekey's own time and is not behind the times that it has shown. */
  clock: v.nullable(
    v.strictObject({
      /** How far the computer's clock is ahead of the time that Rekey expects; negative: behind. */
      minutes: v.pipe(v.number(), v.safeInteger()),
      /** False: Rekey goes on by its own time. True: it has none that fits, and refuses codes. */
      isFollowed: v.boolean(),
      /** What the clock shows when it is accepted without anybody's help; null where a code is enough. */
      until: v.nullable(time),
      /** Partner Admins who can accept it, for the firm's own people. */
      helpers: v.array(shownPerson),
    }),
  ),
  screen: screenSchema,
});
export type AppState = v.InferOutput<typeof stateSchema>;
