// The users: the list, one user's details, and everything that is done to a user.
import * as v from 'valibot';
import { before, count, email, freshCode, id, named, note, nothing, phone, text, time, version } from './fields.ts';
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
  approvalKindSchema,
  identityCheckSchema,
  resetReasonSchema,
  roleSchema,
  statusSchema,
  temporaryCodeReasonSchema,
  twoFactorStateSchema,
  userColumnSchema,
} from './words.ts';

export const userFiltersSchema = v.strictObject({
  /** An empty list filters nothing. */
  roles: v.pipe(v.array(roleSchema), v.maxLength(5)),
  statuses: v.pipe(v.array(statusSchema), v.maxLength(5)),
  twoFactor: v.pipe(v.array(twoFactorStateSchema), v.maxLength(3)),
  /** Only those whose time to set up 2FA has run out. */
  isOverdue: v.boolean(),
});
export type UserFilters = v.InferOutput<typeof userFiltersSchema>;
export const userSortSchema = v.strictObject({ column: userColumnSchema, isDescending: v.boolean() });

export const blockSchema = v.picklist([
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

/** How a person in charge checked who is asking. */
export const identityFields = {
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

/** Nothing was done: another Partner Admin approves it first. `requestedBy`: somebody else may have asked for the same before. */
const waitsForApprovalSchema = v.strictObject({
  outcome: v.literal('waits_for_approval'),
  approvalId: id,
  expiresAt: time,
  requestedBy: text(201),
});

export const usersRequests = {
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
} as const;
