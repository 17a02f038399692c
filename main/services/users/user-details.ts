// The details of one user, as far as the actor may see them: profile, clients, sign-in methods (no secret), sessions,
// and what can be done now.
import { refuse } from '../../domain/refusal.ts';
import { mayChangeNumbers, mayDo, rolesToGrant, shownStatus } from '../../domain/role-policy.ts';
import { ACT_KINDS, type ActKind } from '../../domain/second-approver.ts';
import type { ClientId, Role, Status, UserId } from '../../domain/user.ts';
import { decideActions, type UserActions } from '../../domain/user-actions.ts';
import { listClientsOf } from '../../storage/tables/memberships.ts';
import { getNumberProposal, type NumberProposal } from '../../storage/tables/numbers.ts';
import { listSessionsOf, type PastSession } from '../../storage/tables/sessions.ts';
import { getTemporaryCode, type StoredTemporaryCode } from '../../storage/tables/temporary-codes.ts';
import { getUser, type User } from '../../storage/tables/users.ts';
import { type Actor, relationOf } from '../act/actor.ts';
import { latestTime } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { isPresent } from '../act/presence.ts';
import { type ApprovalBlock, findApprovalBlock, secondApproverRule } from '../act/request-approval.ts';
import { getSignInMethods, type SignInMethods } from '../act/sign-in-methods.ts';
import { mayDoTo, mayHandOutAccount, requireVisible, type Target, toActionTarget } from '../act/target.ts';
import { type ActivityPage, listActivityOfUser } from '../firm/list-activity.ts';
import { type CallBack, getCallBack } from './call-back.ts';

const SHOWN_CLIENTS = 100;
const SHOWN_SESSIONS = 20;

export interface UserDetails {
  readonly user: User;
  readonly status: Status;
  /** For actors who check callers. */
  readonly callBack: CallBack | undefined;
  readonly numberProposal: NumberProposal | undefined;
  readonly mayChangeNumber: boolean;
  readonly clients: {
    readonly clients: readonly { readonly id: ClientId; readonly name: string; readonly isTerminated: boolean }[];
    readonly total: number;
    readonly terminated: number;
  };
  readonly methods: SignInMethods;
  readonly sessions: readonly PastSession[];
  /** While the code can be used or its session goes on, for actors who may revoke it. */
  readonly temporaryCode: StoredTemporaryCode | undefined;
  readonly actions: UserActions;
  readonly grantableRoles: readonly Role[];
  readonly mayChangeEmail: boolean;
  readonly mayManageAccess: boolean;
  readonly mayViewActivity: boolean;
  readonly needsCode: boolean;
  /** The acts on this user that need a second approver. */
  readonly waitsFor: readonly ActKind[];
  /** Null where nothing waits, or where somebody can approve it. */
  readonly approvalBlock: ApprovalBlock | null;
}

function requireDetails(context: Context, actor: Actor, userId: UserId): Target {
  const { read } = context.storage;
  const user = getUser(read, userId);
  if (user === undefined) return refuse({ code: 'not_found' });
  const target: Target = { user, relation: relationOf(read, actor.user, user) };
  if (mayDoTo(actor, target, 'view_details')) return target;
  // An actor may know that this user exists without seeing details. A hidden user looks like a missing one.
  return refuse({ code: mayDoTo(actor, target, 'see_in_list') ? 'forbidden' : 'not_found' });
}

/** @throws Refusal not_found, forbidden. */
export function getUserDetails(context: Context, actor: Actor, userId: UserId): UserDetails {
  const { read } = context.storage;
  const target = requireDetails(context, actor, userId);
  const { user, relation } = target;
  const actionTarget = toActionTarget(context, actor.user, user);
  const mayHandOut = mayHandOutAccount(read, actor, user);
  const waitsFor = ACT_KINDS.filter((kind) => secondApproverRule(context, read, actor, kind)(user));
  return {
    user,
    status: shownStatus(actor.user.role, actionTarget.status),
    callBack:
      mayDoTo(actor, target, 'reset_password') || mayDoTo(actor, target, 'reset_2fa')
        ? getCallBack(context, read, actor, user)
        : undefined,
    numberProposal: getNumberProposal(read, user.id),
    mayChangeNumber: mayChangeNumbers(actor.user.role),
    clients: user.hasAllClients
      ? { clients: [], total: 0, terminated: 0 }
      : listClientsOf(read, user.id, actor.user, SHOWN_CLIENTS),
    methods: getSignInMethods(read, user.id),
    sessions: listSessionsOf(read, user.id, context.clock.now(), SHOWN_SESSIONS),
    temporaryCode: mayDoTo(actor, target, 'issue_temporary_code') ? getLiveTemporaryCode(context, user) : undefined,
    actions: decideActions(actor.user.role, relation, actionTarget),
    grantableRoles: mayHandOut ? rolesToGrant(actor.user.role, user.role, relation) : [],
    mayChangeEmail: mayHandOut,
    mayManageAccess: mayDoTo(actor, target, 'manage_client_access'),
    mayViewActivity: mayDo(actor.user.role, 'view_activity'),
    needsCode: !isPresent(context, actor.session.presenceAt),
    waitsFor,
    approvalBlock: waitsFor.length === 0 ? null : (findApprovalBlock(context, read, actor.user.id, user.id) ?? null),
  };
}

function getLiveTemporaryCode(context: Context, user: User): StoredTemporaryCode | undefined {
  const { read } = context.storage;
  const code = getTemporaryCode(read, user.id);
  return code === undefined || code.expiresAt <= latestTime(context, read) ? undefined : code;
}

/**
 * What the user did and what was done to them, newest first. The caller has checked that the role may read the firm's
 * record.
 * @throws Refusal not_found.
 */
export function listUserActivity(context: Context, actor: Actor, userId: UserId, before: number | null): ActivityPage {
  const { user } = requireVisible(context.storage.read, actor, userId);
  return listActivityOfUser(context, user.id, before);
}
