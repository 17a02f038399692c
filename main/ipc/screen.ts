// What a window shows for where it stands: the answer to almost every request of signing in and setting up.
import type { ResetReason } from '../domain/reset.ts';
import { mayDo, mayEver, rolesToInvite } from '../domain/role-policy.ts';
import type { ApprovalKind } from '../domain/second-approver.ts';
import { toOtpauthUri, toSetupKey } from '../domain/two-factor.ts';
import { isPartnerRole, type Role, type UserId } from '../domain/user.ts';
import { findActor } from '../services/act/actor.ts';
import type { Context } from '../services/act/context.ts';
import type { LockReason, SignedOutReason, Visit } from '../services/act/visit.ts';
import { approvalsFor } from '../services/approvals/list-approvals.ts';
import type { Reader } from '../storage/engine/database.ts';
import { type Alert, listUnseenAlerts } from '../storage/tables/alerts.ts';
import { getFirm } from '../storage/tables/firm.ts';
import { getOpenNotice, listOpenNotices, type Notice, type NoticeKind } from '../storage/tables/notices.ts';
import { getRecoveryCodeSet } from '../storage/tables/recovery-codes.ts';
import { getWaitingKitUse } from '../storage/tables/recovery-kit.ts';
import { getUser, nameOf, type User } from '../storage/tables/users.ts';

interface ShownNotice {
  readonly kind: NoticeKind;
  readonly at: number;
  readonly byName: string;
  /** Only of a reset of 2FA. */
  readonly reason: ResetReason | null;
}

interface ShownPerson {
  readonly id: UserId;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly role: Role;
}

/** What the role may open and offer. The screens reflect it; every call is decided anew. */
interface ShownRights {
  readonly viewClients: boolean;
  readonly addClient: boolean;
  readonly editClient: boolean;
  readonly terminateClient: boolean;
  readonly viewActivity: boolean;
  readonly editSettings: boolean;
  readonly manageAccess: boolean;
  readonly giveAllClients: boolean;
  readonly inviteRoles: Role[];
  readonly resetTwoFactor: boolean;
  readonly viewApprovals: boolean;
}

/** The recovery kit was used and waits. Times in epoch ms. */
interface ShownKitUse {
  readonly useId: number;
  /** Whose account it opens. */
  readonly name: string;
  readonly email: string;
  readonly requestedAt: number;
  readonly readyAt: number;
}

/** Times in epoch ms. */
interface ShownApprovals {
  readonly waiting: number;
  readonly aboutMe: {
    readonly approvalId: number;
    readonly kind: ApprovalKind;
    readonly byName: string;
    readonly requestedAt: number;
  }[];
}

export type ShownScreen =
  | { readonly name: 'first_run' }
  | { readonly name: 'sign_in'; readonly because: SignedOutReason | null }
  | { readonly name: 'code'; readonly email: string }
  | { readonly name: 'notice'; readonly email: string; readonly notices: ShownNotice[] }
  | {
      readonly name: 'activation';
      readonly email: string;
      readonly role: Role;
      readonly firstName: string;
      readonly lastName: string;
    }
  | { readonly name: 'new_password'; readonly email: string; readonly notice: ShownNotice | null }
  | {
      readonly name: 'setup_code';
      readonly email: string;
      readonly notice: ShownNotice | null;
      readonly deadlineAt: number | null;
    }
  | {
      readonly name: 'authenticator';
      readonly notice: ShownNotice | null;
      readonly issuer: string;
      readonly account: string;
      readonly setupKey: string;
      readonly otpauthUri: string;
    }
  | { readonly name: 'kit_waits'; readonly email: string; readonly readyAt: number }
  | { readonly name: 'kit_password'; readonly email: string }
  | { readonly name: 'recovery_codes'; readonly codes: string[] }
  | { readonly name: 'recovery_kit'; readonly code: string }
  | { readonly name: 'locked'; readonly user: ShownPerson; readonly because: LockReason }
  | {
      readonly name: 'signed_in';
      readonly user: ShownPerson;
      readonly may: ShownRights;
      readonly alerts: Alert[];
      readonly recoveryCodesLeft: number | null;
      readonly temporaryUntil: number | null;
      readonly kitUse: ShownKitUse | null;
      readonly approvals: ShownApprovals;
    };

export const toPerson = (user: User): ShownPerson => ({
  id: user.id,
  firstName: user.firstName,
  lastName: user.lastName,
  email: user.email,
  role: user.role,
});

function rightsOf(user: User, viewApprovals: boolean): ShownRights {
  const { role } = user;
  return {
    viewClients: mayDo(role, 'view_clients'),
    addClient: mayDo(role, 'add_client'),
    editClient: mayDo(role, 'edit_client'),
    terminateClient: mayDo(role, 'terminate_client'),
    viewActivity: mayDo(role, 'view_activity'),
    editSettings: mayDo(role, 'edit_firm') && mayDo(role, 'edit_policy'),
    manageAccess: mayEver(role, 'manage_client_access'),
    // Nobody gives more than they have.
    giveAllClients: isPartnerRole(role) && user.hasAllClients,
    inviteRoles: [...rolesToInvite(role)],
    resetTwoFactor: mayEver(role, 'reset_2fa'),
    viewApprovals,
  };
}

/** The visit as it is now: one that took too long, or whose session has ended, is signed out. */
export function currentVisit(context: Context, visit: Visit): Visit {
  if (visit.stage === 'signed_out') return visit;
  if (visit.stage === 'signed_in')
    return findActor(context, visit.sessionId) === undefined
      ? { stage: 'signed_out', because: 'session_ended' }
      : visit;
  if (visit.stage === 'locked')
    return findActor(context, visit.signedIn.sessionId) === undefined
      ? { stage: 'signed_out', because: 'session_ended' }
      : visit;
  if (context.clock.now() >= visit.until) return { stage: 'signed_out', because: 'too_slow' };
  if (getUser(context.storage.read, visit.userId)?.version !== visit.userVersion) {
    return { stage: 'signed_out', because: 'changed_meanwhile' };
  }
  return visit;
}

export function toShownNotice({ kind, at, byName, reason }: Notice): ShownNotice {
  return {
    kind,
    at,
    byName,
    reason: kind === 'two_factor_reset' || kind === 'replace_requested' ? (reason as ResetReason) : null,
  };
}

function openNotice(context: Context, user: User, ofKind?: NoticeKind): ShownNotice | null {
  const notice = getOpenNotice(context.storage.read, user.id, ofKind);
  return notice === undefined ? null : toShownNotice(notice);
}

const SHOWN_ALERTS = 20;

const alertsFor = (reader: Reader, user: User): Alert[] =>
  mayDo(user.role, 'view_activity') ? [...listUnseenAlerts(reader, user.id, SHOWN_ALERTS)] : [];
/** Told to every Partner Admin on every screen: none of them can overlook it, and any of them can stop it. */
function waitingKitUse(reader: Reader, viewer: User): ShownKitUse | null {
  if (viewer.role !== 'partner_admin') return null;
  const use = getWaitingKitUse(reader);
  const user = use === undefined ? undefined : getUser(reader, use.userId);
  if (use === undefined || user === undefined) return null;
  return { useId: use.id, name: nameOf(user), email: user.email, requestedAt: use.requestedAt, readyAt: use.readyAt };
}

/** @param visit as `currentVisit` answers it. */
export function toScreen(context: Context, visit: Visit): ShownScreen {
  const { read } = context.storage;
  const firm = getFirm(read);
  if (firm === undefined) return { name: 'first_run' };
  if (visit.stage === 'signed_out') return { name: 'sign_in', because: visit.because };
  if (visit.stage === 'signed_in') {
    const actor = findActor(context, visit.sessionId);
    if (actor === undefined) return { name: 'sign_in', because: 'session_ended' };
    const approvals = approvalsFor(context, actor.user);
    const left = visit.with === 'recovery_code' ? (getRecoveryCodeSet(read, actor.user.id)?.remaining ?? 0) : null;
    return {
      name: 'signed_in',
      user: toPerson(actor.user),
      may: rightsOf(actor.user, approvals.isShown),
      alerts: alertsFor(read, actor.user),
      recoveryCodesLeft: left,
      temporaryUntil: actor.session.startedWith === 'temporary_code' ? actor.session.expiresAt : null,
      kitUse: waitingKitUse(read, actor.user),
      approvals: { waiting: approvals.waiting, aboutMe: [...approvals.aboutMe] },
    };
  }
  if (visit.stage === 'locked') {
    const actor = findActor(context, visit.signedIn.sessionId);
    if (actor === undefined) return { name: 'sign_in', because: 'session_ended' };
    return { name: 'locked', user: toPerson(actor.user), because: visit.because };
  }
  const user = getUser(read, visit.userId);
  if (user === undefined) return { name: 'sign_in', because: 'changed_meanwhile' };
  switch (visit.stage) {
    case 'code':
      return { name: 'code', email: user.email };
    case 'notice':
      return { name: 'notice', email: user.email, notices: listOpenNotices(read, user.id).map(toShownNotice) };
    case 'activation':
      return {
        name: 'activation',
        email: user.email,
        role: user.role,
        firstName: user.firstName,
        lastName: user.lastName,
      };
    case 'new_password':
      // The one that choosing a password acknowledges.
      return { name: 'new_password', email: user.email, notice: openNotice(context, user, 'password_reset') };
    case 'setup_code':
      return {
        name: 'setup_code',
        email: user.email,
        notice: openNotice(context, user),
        deadlineAt: user.setupDeadlineAt,
      };
    case 'kit_waits':
      return { name: 'kit_waits', email: user.email, readyAt: visit.readyAt };
    case 'kit_password':
      return { name: 'kit_password', email: user.email };
    case 'authenticator':
      return {
        name: 'authenticator',
        // What was done to the account before is left for the sign-in that comes after.
        notice: visit.kit === undefined ? openNotice(context, user) : null,
        issuer: firm.name,
        account: user.email,
        setupKey: toSetupKey(visit.secret),
        otpauthUri: toOtpauthUri(firm.name, user.email, visit.secret),
      };
    case 'recovery_codes':
      return { name: 'recovery_codes', codes: [...visit.codes] };
    case 'recovery_kit':
      return { name: 'recovery_kit', code: visit.kitCode };
  }
}
