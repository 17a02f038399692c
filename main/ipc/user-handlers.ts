// The users: the list, one user's details, and everything that is done to a user.
import type { CheckedInputOf, OutputOf, RequestName, UserActions } from '../../preload/contract/index.ts';
import { mayDo, mayEver, rolesToInvite, type TargetAction } from '../domain/role-policy.ts';
import { type ClientId, isPartnerRole, type Role, type UserId } from '../domain/user.ts';
import { decideActions } from '../domain/user-actions.ts';
import type { Context } from '../services/act/context.ts';
import { toActionTarget } from '../services/act/target.ts';
import { addToClient, listCandidates, removeFromClient } from '../services/clients/client-users.ts';
import type { AccessInput } from '../services/users/client-access.ts';
import { deactivateUser, getDeactivation } from '../services/users/deactivate-user.ts';
import { editUser } from '../services/users/edit-user.ts';
import { unfreezeAccount } from '../services/users/freeze-account.ts';
import { inviteUsers, resendInvitations } from '../services/users/invite-users.ts';
import { issueTemporaryCode, revokeTemporaryCode } from '../services/users/issue-temporary-code.ts';
import { listUsers, type UserListEntry } from '../services/users/list-users.ts';
import { reactivateUser } from '../services/users/reactivate-user.ts';
import { resetPassword } from '../services/users/reset-password.ts';
import { cancelReplacement, getResetPreview, resetTwoFactor } from '../services/users/reset-two-factor.ts';
import { getUserDetails, listUserActivity, type UserDetails } from '../services/users/user-details.ts';
import type { User } from '../storage/tables/users.ts';
import { type Access, type HandlersOf, signedIn } from './handler.ts';
import { toPerson } from './screen.ts';

const who = (action: TargetAction): Access => signedIn((role) => mayEver(role, action));

/** Somebody has something to approve now. */
const waits = ({ outcome }: { readonly outcome: string }): boolean => outcome === 'waits_for_approval';

/** Of whoever is seen by name and role only. */
const NO_ACTIONS: UserActions = {
  viewDetails: null,
  edit: null,
  unfreeze: null,
  resetTwoFactor: null,
  issueTemporaryCode: null,
  resetPassword: null,
  resendInvitation: null,
  deactivate: null,
  reactivate: null,
};

function toTwoFactor(user: User, actorRole: Role): OutputOf<'users.get'>['twoFactor'] {
  return {
    state: user.twoFactor,
    at: user.twoFactorAt,
    // Client roles never see the firm's own people.
    resetBy: isPartnerRole(actorRole) ? user.twoFactorResetBy : null,
    deadlineAt: user.setupDeadlineAt,
    replaceRequested:
      user.replaceRequestedAt === null
        ? null
        : { at: user.replaceRequestedAt, by: isPartnerRole(actorRole) ? user.replaceRequestedBy : null },
  };
}

function toUserRow(context: Context, entry: UserListEntry, actor: User): OutputOf<'users.list'>['rows'][number] {
  const { user, status } = entry;
  const actorRole = actor.role;
  const seen = { id: entry.id, firstName: entry.firstName, lastName: entry.lastName, role: entry.role };
  if (user === null || status === null) return { ...seen, details: null, actions: NO_ACTIONS };
  return {
    ...seen,
    details: {
      email: user.email,
      status,
      clientAccess: { isAll: user.hasAllClients, count: entry.clientCount, onlyClient: entry.onlyClient },
      twoFactor: toTwoFactor(user, actorRole),
      lastSignInAt: user.lastSignInAt,
      version: user.version,
    },
    actions: decideActions(actorRole, entry.relation, toActionTarget(context, actor, user)),
  };
}

function toDetails(details: UserDetails, actorRole: Role, sessionId: string): OutputOf<'users.get'> {
  const { user, temporaryCode } = details;
  return {
    user: toPerson(user),
    phone: user.phone,
    version: user.version,
    status: details.status,
    createdAt: user.createdAt,
    invitationExpiresAt: user.invitationExpiresAt,
    lastSignInAt: user.lastSignInAt,
    twoFactor: toTwoFactor(user, actorRole),
    access: {
      isAll: user.hasAllClients,
      joinsNewClients: user.joinsNewClients,
      clients: [...details.clients.clients],
      total: details.clients.total,
    },
    methods: details.methods,
    sessions: details.sessions.map(({ id, startedAt, endedAt, endedBecause }) => ({
      startedAt,
      endedAt,
      endedBecause,
      isThisWindow: id === sessionId,
    })),
    temporaryCode:
      temporaryCode === undefined
        ? null
        : {
            expiresAt: temporaryCode.expiresAt,
            isSingleUse: temporaryCode.isSingleUse,
            usedAt: temporaryCode.usedAt,
            issuedBy: temporaryCode.issuedBy,
          },
    actions: details.actions,
    grantableRoles: [...details.grantableRoles],
    mayManageAccess: details.mayManageAccess,
    mayViewActivity: details.mayViewActivity,
    needsCode: details.needsCode,
    waitsFor: [...details.waitsFor],
  };
}

const toAccess = (access: CheckedInputOf<'users.invite'>['access']): AccessInput => ({
  ...access,
  add: access.add as ClientId[],
  remove: access.remove as ClientId[],
});

export const userHandlers: HandlersOf<Extract<RequestName, `users.${string}`>> = {
  'users.list': {
    access: who('see_in_list'),
    async run(call, input) {
      const page = await listUsers(call.context, call.actor, { ...input, clientId: input.clientId as ClientId | null });
      return { rows: page.rows.map((entry) => toUserRow(call.context, entry, call.actor.user)), total: page.total };
    },
  },
  'users.get': {
    access: who('view_details'),
    run: (call, input) =>
      toDetails(
        getUserDetails(call.context, call.actor, input.userId as UserId),
        call.actor.user.role,
        call.actor.session.id,
      ),
  },
  'users.listActivity': {
    access: signedIn((role) => mayDo(role, 'view_activity')),
    run: (call, input) => listUserActivity(call.context, call.actor, input.userId as UserId, input.before),
  },
  'users.invite': {
    access: signedIn((role) => rolesToInvite(role).length > 0),
    recordsAs: 'user.invited',
    changesDirectory: true,
    run: (call, input) => ({
      issued: [...inviteUsers(call.context, call.actor, { ...input, access: toAccess(input.access) })],
    }),
  },
  'users.resendInvitations': {
    access: who('resend_invitation'),
    recordsAs: 'invitation.resent',
    changesDirectory: true,
    run: (call, input) => ({ issued: [...resendInvitations(call.context, call.actor, input.userIds as UserId[])] }),
  },
  'users.edit': {
    access: who('edit_details'),
    recordsAs: 'user.edited',
    changesDirectory: true,
    changesState: true,
    run: (call, input) => ({
      sessionsEnded: editUser(call.context, call.actor, {
        ...input,
        userId: input.userId as UserId,
        access: input.access === null ? null : toAccess(input.access),
      }),
    }),
  },
  'users.listCandidates': {
    access: who('manage_client_access'),
    run: async (call, input) => ({
      people: [...(await listCandidates(call.context, call.actor, input.clientId as ClientId, input.search))],
    }),
  },
  'users.addToClient': {
    access: who('manage_client_access'),
    recordsAs: 'user.edited',
    changesDirectory: true,
    run: (call, input) => ({
      added: addToClient(call.context, call.actor, input.clientId as ClientId, input.userIds as UserId[]),
    }),
  },
  'users.removeFromClient': {
    access: who('manage_client_access'),
    recordsAs: 'user.edited',
    changesDirectory: true,
    run(call, input) {
      removeFromClient(call.context, call.actor, input.clientId as ClientId, input.userId as UserId);
      return {};
    },
  },
  'users.resetPassword': {
    access: who('reset_password'),
    recordsAs: 'password.reset',
    changesDirectory: true,
    changesState: waits,
    run: (call, input) => resetPassword(call.context, call.actor, { ...input, userId: input.userId as UserId }),
  },
  'users.issueTemporaryCode': {
    access: who('issue_temporary_code'),
    recordsAs: 'temporary_code.issued',
    changesDirectory: true,
    changesState: waits,
    run: (call, input) => issueTemporaryCode(call.context, call.actor, { ...input, userId: input.userId as UserId }),
  },
  'users.revokeTemporaryCode': {
    access: who('issue_temporary_code'),
    recordsAs: 'temporary_code.revoked',
    changesDirectory: true,
    run: (call, input) => ({
      sessionsEnded: revokeTemporaryCode(call.context, call.actor, { ...input, userId: input.userId as UserId }),
    }),
  },
  'users.getDeactivation': {
    access: who('deactivate'),
    recordsAs: 'user.deactivated',
    run(call, input) {
      const { user, sessions, contactOf } = getDeactivation(call.context, call.actor, input.userId as UserId);
      return { user: toPerson(user), version: user.version, sessions, contactOf: [...contactOf] };
    },
  },
  'users.deactivate': {
    access: who('deactivate'),
    recordsAs: 'user.deactivated',
    changesDirectory: true,
    changesState: true,
    run: (call, input) => ({
      sessionsEnded: deactivateUser(call.context, call.actor, {
        ...input,
        userId: input.userId as UserId,
        replacements: input.replacements.map(({ clientId, userId }) => ({
          clientId: clientId as ClientId,
          userId: userId as UserId | null,
        })),
      }),
    }),
  },
  'users.reactivate': {
    access: who('reactivate'),
    recordsAs: 'user.reactivated',
    changesDirectory: true,
    changesState: waits,
    run: (call, input) => reactivateUser(call.context, call.actor, { ...input, userId: input.userId as UserId }),
  },
  'users.getResetPreview': {
    access: who('reset_2fa'),
    recordsAs: 'two_factor.reset',
    run(call, input) {
      const preview = getResetPreview(call.context, call.actor, input.userId as UserId);
      return {
        user: toPerson(preview.user),
        version: preview.user.version,
        lastSignInAt: preview.user.lastSignInAt,
        clients: { isAll: preview.user.hasAllClients, names: [...preview.clients.names], total: preview.clients.total },
        removes: preview.removes,
        needsCode: preview.needsCode,
        setupCodeMinutes: preview.setupCodeMinutes,
        mayReplace: preview.mayReplace,
        needsApprover: preview.needsApprover,
        callBack: { phone: preview.callBack.phone, contacts: [...preview.callBack.contacts] },
      };
    },
  },
  'users.resetTwoFactor': {
    access: who('reset_2fa'),
    recordsAs: 'two_factor.reset',
    changesDirectory: true,
    changesState: waits,
    run: (call, input) => resetTwoFactor(call.context, call.actor, { ...input, userId: input.userId as UserId }),
  },
  'users.cancelReplacement': {
    access: who('reset_2fa'),
    recordsAs: 'two_factor.replace_cancelled',
    changesDirectory: true,
    run(call, input) {
      cancelReplacement(call.context, call.actor, input.userId as UserId, input.version);
      return {};
    },
  },
  'users.unfreeze': {
    access: who('reset_2fa'),
    recordsAs: 'account.unfrozen',
    changesDirectory: true,
    run(call, input) {
      unfreezeAccount(call.context, call.actor, { ...input, userId: input.userId as UserId });
      return {};
    },
  },
};
