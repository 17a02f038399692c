// What a window shows for where it stands. Almost every request of signing in and setting up is answered with it.
import type { Notice, Screen } from '../../preload/contract/index.ts';
import { mayReview } from '../domain/access-review.ts';
import { mayDo, mayEver, rolesToInvite, seesOverview } from '../domain/role-policy.ts';
import { toIssuer, toOtpauthUri, toSetupKey } from '../domain/two-factor.ts';
import { isPartnerRole } from '../domain/user.ts';
import { getPreferences } from '../services/account/preferences.ts';
import { waitForNextCode } from '../services/act/accept-authenticator-code.ts';
import { type Actor, findActor } from '../services/act/actor.ts';
import type { Context } from '../services/act/context.ts';
import { findMove } from '../services/act/moved-firm.ts';
import type { Stage, Visit, VisitAt } from '../services/act/visit.ts';
import { approvalsFor } from '../services/approvals/list-approvals.ts';
import { findArrival } from '../services/backup/find-arrival.ts';
import { freshlyRestoredFrom } from '../services/backup/fresh-restore.ts';
import { isKitMissing } from '../services/sign-in/make-recovery-kit.ts';
import type { Reader } from '../storage/engine/database.ts';
import { listUnseenAlerts } from '../storage/tables/alerts.ts';
import { type Firm, getFirm } from '../storage/tables/firm.ts';
import { hasActiveClient } from '../storage/tables/memberships.ts';
import { getOpenNotice, listOpenNotices, type NoticeKind } from '../storage/tables/notices.ts';
import { getRecoveryCodeSet } from '../storage/tables/recovery-codes.ts';
import { getWaitingKitUse } from '../storage/tables/recovery-kit.ts';
import { getUser, nameOf, type User } from '../storage/tables/users.ts';
import { toPreferences } from './preferences.ts';
import { toNotice, toPerson } from './shown-person.ts';

type SignedInScreen = Extract<Screen, { name: 'signed_in' }>;

const SHOWN_ALERTS = 20;

function rightsOf(reader: Reader, { id, role, hasAllClients }: User, viewApprovals: boolean): SignedInScreen['may'] {
  return {
    viewOverview: seesOverview(role),
    reviewAccess: mayReview(role),
    viewClients: mayDo(role, 'view_clients'),
    addClient: mayDo(role, 'add_client'),
    editClient: mayDo(role, 'edit_client'),
    terminateClient: mayDo(role, 'terminate_client'),
    viewActivity: mayDo(role, 'view_activity'),
    editSettings: mayDo(role, 'edit_firm') && mayDo(role, 'edit_policy'),
    manageAccess: mayEver(role, 'manage_client_access'),
    // Nobody gives more than they have.
    giveAllClients: isPartnerRole(role) && hasAllClients,
    // A client's people invite to a client of their own, and to none that is terminated.
    inviteRoles: isPartnerRole(role) || hasActiveClient(reader, id) ? [...rolesToInvite(role)] : [],
    resetTwoFactor: mayEver(role, 'reset_2fa'),
    importUsers: mayDo(role, 'import_users'),
    exportUsers: mayDo(role, 'export_users'),
    exportActivity: mayDo(role, 'export_activity'),
    viewApprovals,
  };
}

function openNotice(reader: Reader, user: User, ofKind?: NoticeKind): Notice | null {
  const notice = getOpenNotice(reader, user.id, ofKind);
  return notice === undefined ? null : toNotice(notice);
}

const alertsFor = (reader: Reader, user: User): SignedInScreen['alerts'] =>
  mayDo(user.role, 'view_activity') ? [...listUnseenAlerts(reader, user.id, SHOWN_ALERTS)] : [];

/** Every Partner Admin sees it on every screen and can stop it. */
function waitingKitUse(reader: Reader, viewer: User): SignedInScreen['kitUse'] {
  if (viewer.role !== 'partner_admin') return null;
  const use = getWaitingKitUse(reader);
  const user = use === undefined ? undefined : getUser(reader, use.userId);
  if (use === undefined || user === undefined) return null;
  return { useId: use.id, name: nameOf(user), email: user.email, requestedAt: use.requestedAt, readyAt: use.readyAt };
}

/** Undefined while the standby of the database is in step, or nobody has asked for one. */
function missingStandby({ storage }: Context, viewer: User): SignedInScreen['standby'] {
  const state = isPartnerRole(viewer.role) ? storage.standby?.state : undefined;
  if (state?.kind === 'missing') return { since: state.since, decidedBy: null };
  return state?.kind === 'alone' ? { since: state.since, decidedBy: state.byName } : undefined;
}

function signedInScreen(context: Context, visit: VisitAt<'signed_in'>, { user, session }: Actor): SignedInScreen {
  const { read } = context.storage;
  const { isShown, waiting, aboutMe } = approvalsFor(context, user);
  const standby = missingStandby(context, user);
  const left = visit.with === 'recovery_code' ? (getRecoveryCodeSet(read, user.id)?.remaining ?? 0) : null;
  return {
    name: 'signed_in',
    user: toPerson(user),
    may: rightsOf(read, user, isShown),
    preferences: toPreferences(getPreferences(context, user.id)),
    alerts: alertsFor(read, user),
    recoveryCodesLeft: left,
    temporaryUntil: session.startedWith === 'temporary_code' ? session.expiresAt : null,
    kitUse: waitingKitUse(read, user),
    ...(standby && { standby }),
    approvals: { waiting, aboutMe: [...aboutMe] },
  };
}

/** The kit that lets somebody in is used up by it, so a new one follows. */
const isByKit = (visit: Visit): boolean => visit.stage === 'authenticator' && visit.kit !== undefined;

/** On the way in: the person is known, but no session has begun. */
function wayInScreen(
  context: Context,
  firm: Firm,
  user: User,
  visit: VisitAt<Exclude<Stage, 'signed_out' | 'signed_in' | 'locked'>>,
): Screen {
  const { email } = user;
  const reader = context.storage.read;
  const kitFollows = user.role === 'partner_admin' && (isKitMissing(reader) || isByKit(visit));
  switch (visit.stage) {
    case 'code':
      return { name: 'code', email, waitMs: waitForNextCode(context, reader, user.id) };
    case 'notice':
      return { name: 'notice', email, notices: listOpenNotices(reader, user.id).map(toNotice) };
    case 'activation':
      return { name: 'activation', email, role: user.role, firstName: user.firstName, lastName: user.lastName };
    case 'new_password':
      // Choosing a password acknowledges this one.
      return { name: 'new_password', email, notice: openNotice(reader, user, 'password_reset') };
    case 'setup_code':
      return {
        name: 'setup_code',
        email,
        notice: openNotice(reader, user),
        deadlineAt: user.setupDeadlineAt,
        kitFollows,
      };
    case 'kit_waits':
      return { name: 'kit_waits', email, readyAt: visit.readyAt };
    case 'kit_password':
      return { name: 'kit_password', email };
    case 'authenticator': {
      const issuer = toIssuer(firm.name, visit.entryMonth);
      return {
        name: 'authenticator',
        // After the recovery kit, the next sign-in shows what was done to the account before.
        notice: visit.kit === undefined ? openNotice(reader, user) : null,
        issuer,
        account: email,
        setupKey: toSetupKey(visit.secret),
        otpauthUri: toOtpauthUri(issuer, email, visit.secret),
        kitFollows,
      };
    }
    case 'recovery_codes':
      return { name: 'recovery_codes', codes: [...visit.codes], kitFollows };
    case 'recovery_kit':
      return { name: 'recovery_kit', code: visit.kitCode, isLastStep: visit.with === 'set_up' };
  }
}

/** @param visit as it is now: see `currentVisit`. */
export function toScreen(context: Context, visit: Visit): Screen {
  const { read } = context.storage;
  const firm = getFirm(read);
  if (firm === undefined) return { name: 'first_run' };
  const moved = findMove(context, read);
  if (moved !== undefined) return { name: 'moved', ...moved };
  if (visit.stage === 'signed_out') {
    const { because, ended } = visit;
    const arrival = findArrival(read);
    const restoredFrom = freshlyRestoredFrom(read);
    return {
      name: 'sign_in',
      because,
      ...(ended && { ended }),
      ...(arrival && { arrival }),
      ...(restoredFrom && { restoredFrom }),
    };
  }
  if (visit.stage === 'signed_in' || visit.stage === 'locked') {
    const signedIn = visit.stage === 'locked' ? visit.signedIn : visit;
    const actor = findActor(context, signedIn.sessionId);
    if (actor === undefined) return { name: 'sign_in', because: 'session_ended' };
    if (visit.stage === 'locked') return { name: 'locked', user: toPerson(actor.user), because: visit.because };
    return signedInScreen(context, visit, actor);
  }
  const user = getUser(read, visit.userId);
  if (user === undefined) return { name: 'sign_in', because: 'changed_meanwhile' };
  return wayInScreen(context, firm, user, visit);
}
