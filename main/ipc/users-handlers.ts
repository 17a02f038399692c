// The users: the list, one user's details, and everything that is done to a user.
import type { OutputOf } from '../../preload/contract/index.ts';
import type { usersRequests } from '../../preload/contract/users.ts';
import { mayChangeNumbers, mayDo, mayEver, rolesToInvite, type TargetAction } from '../domain/role-policy.ts';
import { isPartnerRole, type Role } from '../domain/user.ts';
import type { Actor } from '../services/act/actor.ts';
import { addToClient, listCandidates, removeFromClient } from '../services/clients/client-users.ts';
import { cancelInvitation } from '../services/users/cancel-invitation.ts';
import { confirmNumber, rejectNumber } from '../services/users/change-number.ts';
import { deactivateUser, getDeactivation } from '../services/users/deactivate-user.ts';
import { editUser } from '../services/users/edit-user.ts';
import { unfreezeAccount } from '../services/users/freeze-account.ts';
import { inviteUsers, resendInvitations } from '../services/users/invite-users.ts';
import { issueTemporaryCode, revokeTemporaryCode } from '../services/users/issue-temporary-code.ts';
import { countUsers, listUsers } from '../services/users/list-users.ts';
import { reactivateUser } from '../services/users/reactivate-user.ts';
import { resetPassword } from '../services/users/reset-password.ts';
import { cancelReplacement, getResetPreview, resetTwoFactor } from '../services/users/reset-two-factor.ts';
import { unlockAccount } from '../services/users/unlock-account.ts';
import { getUserDetails, listUserActivity, type UserDetails } from '../services/users/user-details.ts';
import { type Answer, type HandlersOf, signedIn, theUser } from './handler.ts';
import { toPerson, toSession } from './shown-person.ts';
import { toTwoFactor, toUserRow } from './user-row.ts';

const may = (action: TargetAction) => (role: Role) => mayEver(role, action);

/** Somebody has something to approve now. */
const isWaiting = ({ outcome }: { readonly outcome: string }): boolean => outcome === 'waits_for_approval';

function toDetails(details: UserDetails, actor: Actor): Answer<OutputOf<'users.get'>> {
  const { user, status, clients, methods, sessions, temporaryCode, callBack, numberProposal, ...allowed } = details;
  return {
    ...allowed,
    user: toPerson(user),
    phone: user.phone,
    callBack: callBack ?? null,
    numberProposal:
      numberProposal === undefined
        ? null
        : {
            proposalId: numberProposal.id,
            number: numberProposal.number,
            at: numberProposal.proposedAt,
            by: isPartnerRole(actor.user.role) ? numberProposal.byName : null,
          },
    version: user.version,
    status,
    createdAt: user.createdAt,
    invitationExpiresAt: user.invitationExpiresAt,
    passwordLockedAt: user.passwordLockedAt,
    lastSignInAt: user.lastSignInAt,
    twoFactor: toTwoFactor(user, actor.user.role),
    access: { isAll: user.hasAllClients, joinsNewClients: user.joinsNewClients, ...clients },
    methods,
    sessions: sessions.map((session) => toSession(session, session.id === actor.session.id)),
    temporaryCode:
      temporaryCode === undefined
        ? null
        : {
            expiresAt: temporaryCode.expiresAt,
            isSingleUse: temporaryCode.isSingleUse,
            usedAt: temporaryCode.usedAt,
            issuedBy: temporaryCode.issuedBy,
          },
  };
}

export const usersHandlers: HandlersOf<keyof typeof usersRequests> = {
  'users.list': signedIn(may('see_in_list'), {
    async run(call, input) {
      const page = await listUsers(call.context, call.actor, input);
      return { rows: page.rows.map((entry) => toUserRow(call.context, entry, call.actor.user)), total: page.total };
    },
  }),
  'users.count': signedIn(may('see_in_list'), {
    run: async (call, input) => ({ totals: [...(await countUsers(call.context, call.actor, input))] }),
  }),
  'users.get': signedIn(may('view_details'), {
    about: theUser,
    run: (call, input) => toDetails(getUserDetails(call.context, call.actor, input.userId), call.actor),
  }),
  'users.listActivity': signedIn((role) => mayDo(role, 'view_activity'), {
    about: theUser,
    run: (call, input) => listUserActivity(call.context, call.actor, input.userId, input.before),
  }),
  'users.invite': signedIn((role) => rolesToInvite(role).length > 0, {
    recordsAs: 'user.invited',
    changesDirectory: true,
    run: (call, input) => ({ issued: inviteUsers(call.context, call.actor, input) }),
  }),
  'users.resendInvitations': signedIn(may('resend_invitation'), {
    recordsAs: 'invitation.resent',
    changesDirectory: true,
    run: (call, input) => ({ issued: resendInvitations(call.context, call.actor, input) }),
  }),
  'users.cancelInvitation': signedIn(may('deactivate'), {
    recordsAs: 'invitation.cancelled',
    about: theUser,
    changesDirectory: true,
    run: (call, input) => cancelInvitation(call.context, call.actor, input.userId, input.version),
  }),
  'users.edit': signedIn(may('edit_details'), {
    recordsAs: 'user.edited',
    about: theUser,
    changesDirectory: true,
    changesState: true,
    run: (call, input) => ({ sessionsEnded: editUser(call.context, call.actor, input) }),
  }),
  'users.confirmNumber': signedIn(mayChangeNumbers, {
    recordsAs: 'user.number_changed',
    about: theUser,
    changesDirectory: true,
    changesState: true,
    run(call, input) {
      confirmNumber(call.context, call.actor, input);
      return {};
    },
  }),
  'users.rejectNumber': signedIn(mayChangeNumbers, {
    recordsAs: 'user.number_rejected',
    about: theUser,
    changesDirectory: true,
    run(call, input) {
      rejectNumber(call.context, call.actor, input);
      return {};
    },
  }),
  'users.listCandidates': signedIn(may('manage_client_access'), {
    run: async (call, input) => ({
      people: await listCandidates(call.context, call.actor, input.clientId, input.search),
    }),
  }),
  'users.addToClient': signedIn(may('manage_client_access'), {
    recordsAs: 'user.edited',
    changesDirectory: true,
    run: (call, input) => ({ added: addToClient(call.context, call.actor, input) }),
  }),
  'users.removeFromClient': signedIn(may('manage_client_access'), {
    recordsAs: 'user.edited',
    about: theUser,
    changesDirectory: true,
    run(call, input) {
      removeFromClient(call.context, call.actor, input.clientId, input.userId);
      return {};
    },
  }),
  'users.resetPassword': signedIn(may('reset_password'), {
    recordsAs: 'password.reset',
    about: theUser,
    changesDirectory: true,
    changesState: isWaiting,
    run: (call, input) => resetPassword(call.context, call.actor, input),
  }),
  'users.issueTemporaryCode': signedIn(may('issue_temporary_code'), {
    recordsAs: 'temporary_code.issued',
    about: theUser,
    changesDirectory: true,
    changesState: isWaiting,
    run: (call, input) => issueTemporaryCode(call.context, call.actor, input),
  }),
  'users.revokeTemporaryCode': signedIn(may('issue_temporary_code'), {
    recordsAs: 'temporary_code.revoked',
    about: theUser,
    changesDirectory: true,
    run: (call, input) => ({ sessionsEnded: revokeTemporaryCode(call.context, call.actor, input) }),
  }),
  'users.getDeactivation': signedIn(may('deactivate'), {
    recordsAs: 'user.deactivated',
    about: theUser,
    run(call, input) {
      const { user, sessions, contactOf } = getDeactivation(call.context, call.actor, input.userId);
      return { user: toPerson(user), version: user.version, sessions, contactOf };
    },
  }),
  'users.deactivate': signedIn(may('deactivate'), {
    recordsAs: 'user.deactivated',
    about: theUser,
    changesDirectory: true,
    changesState: true,
    run: (call, input) => ({ sessionsEnded: deactivateUser(call.context, call.actor, input) }),
  }),
  'users.reactivate': signedIn(may('reactivate'), {
    recordsAs: 'user.reactivated',
    about: theUser,
    changesDirectory: true,
    changesState: isWaiting,
    run: (call, input) => reactivateUser(call.context, call.actor, input),
  }),
  'users.getResetPreview': signedIn(may('reset_2fa'), {
    recordsAs: 'two_factor.reset',
    about: theUser,
    run(call, input) {
      const { user, clients, ...shown } = getResetPreview(call.context, call.actor, input.userId);
      return {
        ...shown,
        user: toPerson(user),
        version: user.version,
        lastSignInAt: user.lastSignInAt,
        clients: { isAll: user.hasAllClients, ...clients },
      };
    },
  }),
  'users.resetTwoFactor': signedIn(may('reset_2fa'), {
    recordsAs: ({ mode }) => (mode === 'replace' ? 'two_factor.replace_requested' : 'two_factor.reset'),
    about: theUser,
    changesDirectory: true,
    changesState: isWaiting,
    run: (call, input) => resetTwoFactor(call.context, call.actor, input),
  }),
  'users.cancelReplacement': signedIn(may('reset_2fa'), {
    recordsAs: 'two_factor.replace_cancelled',
    about: theUser,
    changesDirectory: true,
    run(call, input) {
      cancelReplacement(call.context, call.actor, input.userId, input.version);
      return {};
    },
  }),
  'users.unfreeze': signedIn(may('reset_2fa'), {
    recordsAs: 'account.unfrozen',
    about: theUser,
    changesDirectory: true,
    run(call, input) {
      unfreezeAccount(call.context, call.actor, input);
      return {};
    },
  }),
  'users.unlock': signedIn(may('reset_password'), {
    recordsAs: 'account.unlocked',
    about: theUser,
    changesDirectory: true,
    run: (call, input) => unlockAccount(call.context, call.actor, input),
  }),
};
