// Resets a user's second factor: the act that Rekey exists for. This file checks who may reset which user, and when;
// carry-out-reset.ts says what a reset removes. One transaction does it all, or nothing.
import { refuse } from '../../domain/refusal.ts';
import { type ResetMode, requireReasonFor } from '../../domain/reset.ts';
import { isSetupOverdue, type UserId } from '../../domain/user.ts';
import { decideAction } from '../../domain/user-actions.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { getLastActionOn } from '../../storage/tables/activity.ts';
import { getAuthenticator } from '../../storage/tables/authenticators.ts';
import { listClientNames } from '../../storage/tables/clients.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { acknowledgeNotices } from '../../storage/tables/notices.ts';
import { getRecoveryCodeSet } from '../../storage/tables/recovery-codes.ts';
import type { Removed } from '../../storage/tables/resets.ts';
import { countOpenSessions } from '../../storage/tables/sessions.ts';
import { clearReplaceRequest, markReplaceRequested, nameOf, type User } from '../../storage/tables/users.ts';
import { isLastAbleAdmin } from '../act/able-admin.ts';
import { type Acting, type Actor, findVisible } from '../act/actor.ts';
import { type CallerChecked, toCallerCheck } from '../act/caller-check.ts';
import { checkClock } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { leaveNotice } from '../act/leave-notice.ts';
import { isPresent, provePresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import {
  type ApprovalBlock,
  askSecondApprover,
  findApprovalBlock,
  secondApproverRule,
  type WaitsForApproval,
} from '../act/request-approval.ts';
import { requireTarget, toActionTarget } from '../act/target.ts';
import { type CallBack, getCallBack, requireCalledNumbers } from './call-back.ts';
import { carryOutResets, type ResetFacts } from './carry-out-reset.ts';
import { setupTermsAt } from './setup-terms.ts';

export interface ResetPreview {
  readonly user: User;
  readonly clients: { readonly names: readonly string[]; readonly total: number };
  /** What the reset will remove. Times in epoch ms. */
  readonly removes: {
    readonly authenticatorSince: number | null;
    readonly recoveryCodes: number;
    readonly sessions: number;
  };
  readonly needsCode: boolean;
  /** Lifetime of the setup code in minutes; null when the policy needs none. */
  readonly setupCodeMinutes: number | null;
  /** How long the user has, with or without a setup code. */
  readonly minutesToSetUp: number;
  readonly mayReplace: boolean;
  /** `revoke_now` waits for a second approver. */
  readonly needsApprover: boolean;
  readonly approvalBlock: ApprovalBlock | null;
  readonly callBack: CallBack;
}

export interface ResetRequest extends ResetFacts, CallerChecked {
  readonly userId: UserId;
  /** The version that the administrator saw; see `findSameReset`. */
  readonly version: number;
  readonly mode: ResetMode;
  /** The administrator's own fresh code. May be empty within five minutes of the last one. */
  readonly code: string;
}

export type ResetResult =
  | {
      readonly outcome: 'done';
      readonly removed: Removed;
      /** Shown once to the administrator, never stored; null when the policy needs none. */
      readonly setupCode: string | null;
      readonly deadlineAt: number;
    }
  /** A second click, or another window, has carried out the same reset before. Nothing is changed again. */
  | { readonly outcome: 'already_done'; readonly at: number; readonly byName: string }
  | { readonly outcome: 'replacement_requested'; readonly deadlineAt: number }
  | WaitsForApproval;

/** @throws Refusal not_found, forbidden, own_account, nothing_to_reset, last_able_admin. */
export function checkResetTarget(
  context: Context,
  reader: Reader,
  actor: Acting,
  userId: UserId,
  mode: ResetMode,
): User {
  const visible = findVisible(reader, actor.user, userId);
  if (visible === undefined) return refuse({ code: 'not_found' });
  const { target, relation } = visible;
  const availability = decideAction(
    'resetTwoFactor',
    actor.user.role,
    relation,
    toActionTarget(context, actor.user, target),
  );
  if (availability === null) return refuse({ code: 'forbidden' });
  if (availability !== 'available') {
    if (availability === 'frozen') return refuse({ code: 'not_possible', why: 'frozen' });
    return refuse({ code: availability === 'own_account' ? 'own_account' : 'nothing_to_reset' });
  }
  if (mode === 'replace' && target.twoFactor !== 'set_up') return refuse({ code: 'nothing_to_reset' });
  // The old authenticator no longer signs in, so another request cannot begin with it.
  if (mode === 'replace' && isSetupOverdue(target, context.clock.now()))
    return refuse({ code: 'not_possible', why: 'locked' });
  // A replacement locks the account after its deadline, too.
  if (isLastAbleAdmin(context, reader, target)) return refuse({ code: 'last_able_admin' });
  return target;
}

/** What the dialog shows beforehand. @throws Refusal as checkResetTarget. */
export function getResetPreview(context: Context, actor: Actor, userId: UserId): ResetPreview {
  const { read } = context.storage;
  const user = checkResetTarget(context, read, actor, userId, 'revoke_now');
  const firm = getFirm(read);
  const needsApprover = secondApproverRule(context, read, actor, 'two_factor_reset')(user);
  return {
    user,
    clients: listClientNames(read, user.id, 3),
    removes: {
      authenticatorSince: getAuthenticator(read, user.id)?.confirmedAt ?? null,
      recoveryCodes: getRecoveryCodeSet(read, user.id)?.remaining ?? 0,
      sessions: countOpenSessions(read, user.id, context.clock.now()),
    },
    needsCode: !isPresent(context, actor.session.presenceAt),
    setupCodeMinutes: firm?.isSetupCodeRequired === true ? firm.setupCodeMinutes : null,
    minutesToSetUp: firm?.setupCodeMinutes ?? 0,
    mayReplace: user.twoFactor === 'set_up' && !isSetupOverdue(user, context.clock.now()),
    needsApprover,
    approvalBlock: needsApprover ? (findApprovalBlock(context, read, actor.user.id, user.id) ?? null) : null,
    callBack: getCallBack(context, read, actor, user),
  };
}

/**
 * Resets a user's second factor, or requests a second approver if the policy needs one.
 * @throws Refusal bad_input (reason), clock_went_back, conflict, number_changed, no_number, no_second_approver, as
 * checkResetTarget and as provePresence. The target is unchanged then.
 */
export function resetTwoFactor(context: Context, actor: Actor, request: ResetRequest): ResetResult {
  requireReasonFor(request.mode, request.reason);
  context.storage.transaction((tx) => checkClock(context, tx));
  const target = checkResetTarget(context, context.storage.read, actor, request.userId, request.mode);
  const done = findSameReset(context.storage.read, target, request);
  if (done !== undefined) return done;
  requireCalledNumbers(context, context.storage.read, actor, target, request);
  provePresence(context, actor, request.code);
  return context.storage.transaction((tx) => {
    // Checked again inside the transaction: another window may have acted since.
    const current = checkResetTarget(context, tx, actor, request.userId, request.mode);
    const already = findSameReset(tx, current, request);
    if (already !== undefined) return already;
    requireCalledNumbers(context, tx, actor, current, request);
    if (current.version !== request.version) return refuse({ code: 'conflict' });
    if (request.mode === 'replace') return requestReplacement(context, tx, actor, current, request);
    const asked = { reason: request.reason, ...toCallerCheck(request) };
    const waits = askSecondApprover(context, tx, actor, 'two_factor_reset', current, asked);
    if (waits !== undefined) return waits;
    const [done] = carryOutResets(context, tx, actor, [current], request);
    if (done === undefined) throw new Error('a reset of one person did nothing');
    const { removed, setupCode, deadlineAt } = done;
    return { outcome: 'done', removed, setupCode, deadlineAt };
  });
}

// The version tells a repeated click from a new decision: a window that saw the user right before the reset gets
// "already done". Other changes raise the version too, so the reset must be the last act on the user.
function findSameReset(reader: Reader, target: User, request: ResetRequest): ResetResult | undefined {
  if (request.mode === 'replace')
    return target.replaceRequestedAt === null
      ? undefined
      : { outcome: 'already_done', at: target.replaceRequestedAt, byName: target.replaceRequestedBy ?? '' };
  if (
    target.version !== request.version + 1 ||
    target.twoFactor !== 'setup_required' ||
    target.isLocked ||
    target.twoFactorAt === null
  )
    return undefined;
  if (getLastActionOn(reader, target.id) !== 'two_factor.reset') return undefined;
  return { outcome: 'already_done', at: target.twoFactorAt, byName: target.twoFactorResetBy ?? '' };
}

/**
 * Removes nothing and hands out nothing. At the next sign-in, proved by the old authenticator or a recovery code, the
 * user sets up a new one. A caller who only has the password gains nothing, so this needs neither a setup code nor a
 * second approver. It has the time of a setup; then the account is locked, and a reset leads on.
 */
function requestReplacement(context: Context, tx: Tx, actor: Actor, target: User, request: ResetRequest): ResetResult {
  const at = context.clock.now();
  const { deadlineAt } = setupTermsAt(tx, at);
  if (!markReplaceRequested(tx, target.id, request.version, { at, byName: nameOf(actor.user), deadlineAt }))
    return refuse({ code: 'conflict' });
  leaveNotice(tx, actor, target, 'replace_requested', at, request.reason);
  recordActivity(context, tx, {
    action: 'two_factor.replace_requested',
    outcome: 'done',
    actor: actor.user,
    target,
    reason: request.reason,
    detail: { mode: 'replace', ...toCallerCheck(request), deadlineAt },
  });
  return { outcome: 'replacement_requested', deadlineAt };
}

/**
 * Past its deadline the account is locked, and a reset opens it again: not this, which asks for no fresh code.
 * @throws Refusal not_found, forbidden, not_possible, conflict (also when no replacement is requested any more).
 */
export function cancelReplacement(context: Context, actor: Actor, userId: UserId, version: number): void {
  context.storage.transaction((tx) => {
    const { user } = requireTarget(context, tx, actor, userId, 'resetTwoFactor', version);
    if (user.replaceRequestedAt === null) return refuse({ code: 'conflict' });
    if (isSetupOverdue(user, context.clock.now())) return refuse({ code: 'not_possible', why: 'locked' });
    clearReplaceRequest(tx, user.id);
    acknowledgeNotices(tx, user.id, context.clock.now(), 'replace_requested');
    recordActivity(context, tx, {
      action: 'two_factor.replace_cancelled',
      outcome: 'done',
      actor: actor.user,
      target: user,
    });
  });
}
