// The users: the list, one user's details, and everything that is done to a user. A new action on a user has its place here
// twice: its key in `USER_ACTIONS`, and its request below.
import * as v from 'valibot';
import {
  before,
  clientId,
  count,
  email,
  freshCode,
  givenNames,
  id,
  listOf,
  note,
  nothing,
  page,
  phone,
  requireText,
  search,
  shownEmail,
  shownName,
  shownPerson,
  shownPhone,
  text,
  time,
  userId,
  version,
} from './fields.ts';
import { callBackSchema, callFields, nameOfVoucher } from './identity.ts';
import {
  issuedCodeSchema,
  personSchema,
  reactivationKindSchema,
  removedSchema,
  sessionSchema,
  signInMethodsSchema,
  twoFactorSchema,
} from './person.ts';
import { activityPageSchema } from './record.ts';
import {
  approvalBlockSchema,
  approvalKindSchema,
  attentionSchema,
  RESET_REASONS,
  resetReasonSchema,
  roleSchema,
  statusSchema,
  temporaryCodeReasonSchema,
  twoFactorStateSchema,
  unlockReasonSchema,
} from './words.ts';

export const userColumnSchema = v.picklist([
  'name',
  'email',
  'role',
  'clientAccess',
  'status',
  'twoFactor',
  'lastSignIn',
]);

/** An empty list filters nothing. */
export const userFiltersSchema = v.strictObject({
  roles: listOf(roleSchema, 5),
  statuses: listOf(statusSchema, 6),
  twoFactor: listOf(twoFactorStateSchema, 3),
  /** A user needs all of these, and one of each other list. */
  attention: listOf(attentionSchema, 6),
});
export type UserFilters = v.InferOutput<typeof userFiltersSchema>;
export const userSortSchema = v.strictObject({
  column: userColumnSchema,
  isDescending: v.boolean(),
  /** Names are ordered by the last name first, also among users with equal values in another column. */
  byLastName: v.optional(v.boolean(), false),
});

/** Why an action is not possible now. */
export const blockSchema = v.picklist([
  'own_account',
  'invited',
  'deactivated',
  'not_set_up',
  'not_invited',
  'frozen',
  'frozen_against_you',
  'locked',
  'locked_by_codes',
  'needs_second_approver',
  'wider_access',
]);
export type Block = v.InferOutput<typeof blockSchema>;
/** Possible now, or why not. */
const availabilitySchema = v.picklist(['available', ...blockSchema.options]);

const USER_ACTIONS = [
  'viewDetails',
  'edit',
  'unfreeze',
  'unlock',
  'resetTwoFactor',
  'issueTemporaryCode',
  'resetPassword',
  'resendInvitation',
  'cancelInvitation',
  'deactivate',
  'reactivate',
] as const;
/** Null: the signed-in role can never do it to this user, so the menu has no entry for it. */
const actionsSchema = v.strictObject(v.entriesFromList(USER_ACTIONS, v.nullable(availabilitySchema)));
export type UserActions = v.InferOutput<typeof actionsSchema>;
export type UserAction = keyof UserActions;

export const userRowSchema = v.strictObject({
  id,
  firstName: shownName,
  lastName: shownName,
  role: roleSchema,
  /** Null where the signed-in role may see name and role only. */
  details: v.nullable(
    v.strictObject({
      email: shownEmail,
      status: statusSchema,
      clientAccess: v.strictObject({ isAll: v.boolean(), count, onlyClient: v.nullable(shownName) }),
      twoFactor: twoFactorSchema,
      /** Only while the user is invited. */
      invitationExpiresAt: v.nullable(time),
      lastSignInAt: v.nullable(time),
      version,
    }),
  ),
  actions: actionsSchema,
});
export type UserRow = v.InferOutput<typeof userRowSchema>;

const clientIds = listOf(clientId, 2000, 'At most 2,000 clients can be chosen at once.');
/** The clients a person works for. `all`: every client, now and in future. `all_current`: every client that is active today. */
const accessSchema = v.strictObject({
  scope: v.picklist(['all', 'all_current', 'specific']),
  /** With `specific`: clients to add and to take away. Clients that the actor cannot see stay as they are. */
  add: clientIds,
  remove: clientIds,
  /** Partner roles only, and not with `all`: clients that are added later too. */
  joinsNewClients: v.boolean(),
});
export type AccessInput = v.InferInput<typeof accessSchema>;

/**
 * Nothing was done: another Partner Admin has to approve it first. `requestedBy` may be somebody else who made the same
 * request before.
 */
const waitsForApprovalSchema = v.strictObject({
  outcome: v.literal('waits_for_approval'),
  approvalId: id,
  expiresAt: time,
  requestedBy: shownPerson,
});

/** The person corrects the names at the activation. The number on file may be a proposal, as in Edit. */
const invitedSchema = v.strictObject({ email, ...givenNames, phone });

export const usersRequests = {
  'users.list': {
    input: v.strictObject({
      search,
      clientId: v.nullable(clientId),
      filters: userFiltersSchema,
      sort: userSortSchema,
      ...page,
    }),
    output: v.strictObject({ rows: v.array(userRowSchema), total: count }),
  },
  /** How many users each of the filters leaves of those that the search finds. */
  'users.count': {
    input: v.strictObject({
      search,
      clientId: v.nullable(clientId),
      filters: v.pipe(listOf(userFiltersSchema, 20), v.minLength(1)),
    }),
    output: v.strictObject({ totals: v.array(count) }),
  },
  'users.get': {
    input: v.strictObject({ userId }),
    output: v.strictObject({
      user: personSchema,
      phone: shownPhone,
      /** Null where the role does not call people back. */
      callBack: v.nullable(callBackSchema),
      /** A number that waits for a partner role to confirm it. `by` is null where the reader may not know the name. */
      numberProposal: v.nullable(
        v.strictObject({ proposalId: id, number: shownPhone, at: time, by: v.nullable(shownPerson) }),
      ),
      /** Otherwise another number in Edit is a proposal. */
      mayChangeNumber: v.boolean(),
      version,
      status: statusSchema,
      createdAt: time,
      invitationExpiresAt: v.nullable(time),
      /** Since when wrong passwords have locked it. */
      passwordLockedAt: v.nullable(time),
      lastSignInAt: v.nullable(time),
      twoFactor: twoFactorSchema,
      /** The clients that the actor sees, by name. `clients` has the first 100. */
      access: v.strictObject({
        isAll: v.boolean(),
        joinsNewClients: v.boolean(),
        clients: v.array(v.strictObject({ id, name: shownName, isTerminated: v.boolean() })),
        total: count,
        /** How many of these are terminated. */
        terminated: count,
      }),
      methods: signInMethodsSchema,
      /** The newest 20. */
      sessions: v.array(sessionSchema),
      /** A code that can still be used, or whose session may still be open. Null where the actor may not revoke it. */
      temporaryCode: v.nullable(
        v.strictObject({ expiresAt: time, isSingleUse: v.boolean(), usedAt: v.nullable(time), issuedBy: shownPerson }),
      ),
      actions: actionsSchema,
      /** The roles that the actor may give this user, with the current one if the role may be changed at all. */
      grantableRoles: v.array(roleSchema),
      /** The email leads into the account: nobody changes that of an account which they could not hand out. */
      mayChangeEmail: v.boolean(),
      mayManageAccess: v.boolean(),
      mayViewActivity: v.boolean(),
      /** An act that proves presence needs a fresh code from the actor. */
      needsCode: v.boolean(),
      /** Acts that would wait for a second approver. */
      waitsFor: v.array(approvalKindSchema),
      /** Null where nothing waits, or where somebody can approve it. */
      approvalBlock: v.nullable(approvalBlockSchema),
    }),
  },
  'users.listActivity': { input: v.strictObject({ userId, before }), output: activityPageSchema },
  /** All or nothing: one email that cannot be used fails the whole request, with `people.<index>.email` as its field. */
  'users.invite': {
    input: v.strictObject({
      people: v.pipe(
        listOf(invitedSchema, 100, 'At most 100 people can be invited at once.'),
        v.minLength(1, 'Enter at least one email.'),
      ),
      role: roleSchema,
      access: accessSchema,
      code: freshCode,
    }),
    output: v.strictObject({ issued: v.array(issuedCodeSchema) }),
  },
  'users.resendInvitations': {
    input: v.strictObject({
      userIds: v.pipe(listOf(userId, 100, 'At most 100 at once.'), v.minLength(1)),
      code: freshCode,
    }),
    output: v.strictObject({ issued: v.array(issuedCodeSchema) }),
  },
  /** An account that nobody has used is removed, and its email is free. Another one is deactivated again. */
  'users.cancelInvitation': {
    input: v.strictObject({ userId, version }),
    /** Clients that have no point of contact now. */
    output: v.strictObject({ isRemoved: v.boolean(), contactsCleared: count }),
  },
  /** After a conflict the window reads the user again, shows what changed and keeps what was typed. */
  'users.edit': {
    input: v.strictObject({
      userId,
      version,
      /** Both may stay empty while the person is invited. */
      ...givenNames,
      /** Null leaves it unchanged, in whatever form it was stored. So with the number on file. */
      email: v.nullable(email),
      phone: v.nullable(phone),
      role: roleSchema,
      /** Null leaves it unchanged. */
      access: v.nullable(accessSchema),
      note: v.optional(note, ''),
      /** Needed for a different email or number on file, for a higher role, and for more clients. */
      code: freshCode,
    }),
    output: v.strictObject({ sessionsEnded: count }),
  },
  /** `proposalId` and `version` as the window has shown them. */
  'users.confirmNumber': {
    input: v.strictObject({ userId, version, proposalId: id, code: freshCode }),
    output: nothing,
  },
  'users.rejectNumber': { input: v.strictObject({ userId, version, proposalId: id }), output: nothing },
  /** People who can be added to a client: not its users yet, and the actor may manage their access. The first 50. */
  'users.listCandidates': {
    input: v.strictObject({ clientId, search }),
    output: v.strictObject({
      people: v.array(v.strictObject({ id, name: shownPerson, email: shownEmail, role: roleSchema })),
    }),
  },
  'users.addToClient': {
    input: v.strictObject({
      clientId,
      userIds: v.pipe(listOf(userId, 100), v.minLength(1, 'Choose at least one person.')),
      code: freshCode,
    }),
    output: v.strictObject({ added: count }),
  },
  'users.removeFromClient': { input: v.strictObject({ clientId, userId }), output: nothing },
  /** The old password stops working at once. The code is shown once and lets the user choose a new one within 24 hours. */
  'users.resetPassword': {
    input: v.pipe(v.strictObject({ userId, version, note, ...callFields, code: freshCode }), nameOfVoucher()),
    output: v.variant('outcome', [
      v.strictObject({ outcome: v.literal('done'), issued: issuedCodeSchema, sessionsEnded: count }),
      waitsForApprovalSchema,
    ]),
  },
  /**
   * Stands in for the authenticator for a few hours and is shown once. It voids the code issued before it and ends the
   * session which that one opened.
   */
  'users.issueTemporaryCode': {
    input: v.pipe(
      v.strictObject({
        userId,
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
        ...callFields,
        code: freshCode,
      }),
      requireText('note', 'reason', 'other', 'Say in a few words why the code is needed.'),
      nameOfVoucher(),
    ),
    output: v.variant('outcome', [
      v.strictObject({ outcome: v.literal('issued'), issued: issuedCodeSchema }),
      waitsForApprovalSchema,
    ]),
  },
  /** Also ends the session that the code opened. */
  'users.revokeTemporaryCode': {
    input: v.strictObject({ userId, version }),
    output: v.strictObject({ sessionsEnded: count }),
  },
  'users.getDeactivation': {
    input: v.strictObject({ userId }),
    output: v.strictObject({
      user: personSchema,
      version,
      sessions: count,
      /** The clients whose point of contact the user is. Each needs a replacement or the answer that there is none. */
      contactOf: v.array(v.strictObject({ clientId: id, clientName: shownName })),
    }),
  },
  'users.deactivate': {
    input: v.strictObject({
      userId,
      version,
      note,
      /** One for each client whose point of contact the user is. `userId` null: no point of contact for now. */
      replacements: listOf(v.strictObject({ clientId, userId: v.nullable(userId) }), 2000),
    }),
    output: v.strictObject({ sessionsEnded: count }),
  },
  /** Role and access stay as they were. The person sets up 2FA again with a setup code, or activates the account. */
  'users.reactivate': {
    input: v.strictObject({ userId, version, code: freshCode }),
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
    input: v.strictObject({ userId }),
    output: v.strictObject({
      user: personSchema,
      version,
      lastSignInAt: v.nullable(time),
      clients: v.strictObject({ isAll: v.boolean(), names: v.array(shownName), total: count }),
      removes: v.strictObject({ authenticatorSince: v.nullable(time), recoveryCodes: count, sessions: count }),
      needsCode: v.boolean(),
      setupCodeMinutes: v.nullable(count),
      /** How long the user has, with or without a setup code, or for a replacement. */
      minutesToSetUp: count,
      /** There is an authenticator, so it can be replaced. */
      mayReplace: v.boolean(),
      /** Revoking waits for a second approver. */
      needsApprover: v.boolean(),
      approvalBlock: v.nullable(approvalBlockSchema),
      callBack: callBackSchema,
    }),
  },
  'users.resetTwoFactor': {
    input: v.pipe(
      v.strictObject({
        userId,
        version,
        /** `revoke_now`: everything is removed at once. `replace`: the old authenticator works until the new one is confirmed. */
        mode: v.picklist(['revoke_now', 'replace']),
        reason: resetReasonSchema,
        note,
        ...callFields,
        code: freshCode,
      }),
      v.forward(
        v.partialCheck(
          [['mode'], ['reason']],
          ({ mode, reason }) => RESET_REASONS[mode].some((fitting) => fitting === reason),
          'Choose a reason that fits what happened.',
        ),
        ['reason'],
      ),
      requireText('note', 'reason', 'other', 'Say in a few words why the reset is needed.'),
      nameOfVoucher(),
    ),
    output: v.variant('outcome', [
      v.strictObject({
        outcome: v.literal('done'),
        removed: removedSchema,
        setupCode: v.nullable(text(19)),
        deadlineAt: time,
      }),
      v.strictObject({ outcome: v.literal('already_done'), at: time, byName: shownPerson }),
      v.strictObject({ outcome: v.literal('replacement_requested'), deadlineAt: time }),
      waitsForApprovalSchema,
    ]),
  },
  /** Opens a frozen account again. Password and 2FA are as they were. */
  'users.unfreeze': {
    input: v.pipe(v.strictObject({ userId, version, note, ...callFields, code: freshCode }), nameOfVoucher()),
    output: nothing,
  },
  /** Opens an account that wrong passwords have locked. Password and 2FA are as they were. */
  'users.unlock': {
    input: v.pipe(
      v.strictObject({ userId, version, reason: unlockReasonSchema, note, ...callFields, code: freshCode }),
      requireText('note', 'reason', 'other', 'Say in a few words why it is unlocked.'),
      nameOfVoucher(),
    ),
    /** True where the time to set up 2FA has run out as well. */
    output: v.strictObject({ isStillLocked: v.boolean() }),
  },
  /** The next sign-in no longer asks for a new authenticator. */
  'users.cancelReplacement': { input: v.strictObject({ userId, version }), output: nothing },
} as const;
