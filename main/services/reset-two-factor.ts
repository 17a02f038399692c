// Resetting someone's second factor: the act that Rekey exists for. One transaction, or nothing: what it does is in
// carry-out-reset.ts, who may do it to whom and when is here.
import { refuse } from '../domain/refusal.ts';
import { statusAt, type UserId } from '../domain/user.ts';
import { decideAction } from '../domain/user-actions.ts';
import { getLastActionOn } from '../storage/activity.ts';
import { getAuthenticator } from '../storage/authenticators.ts';
import { listClientNames } from '../storage/clients.ts';
import type { Reader } from '../storage/database.ts';
import { getFirm } from '../storage/firm.ts';
import { getRecoveryCodeSet } from '../storage/recovery-codes.ts';
import type { Removed } from '../storage/resets.ts';
import { countOpenSessions } from '../storage/sessions.ts';
import type { User } from '../storage/users.ts';
import { isLastAbleAdmin } from './able-admin.ts';
import { type Actor, findVisible } from './actor.ts';
import { carryOutResets, type ResetFacts } from './carry-out-reset.ts';
import { checkClock } from './check-clock.ts';
import type { Context } from './context.ts';
import { isPresent, provePresence } from './presence.ts';

export interface ResetPreview {
  readonly user: User;
  readonly clients: { readonly names: readonly string[]; readonly total: number };
  /** What a reset will remove. Times in epoch ms. */
  readonly removes: { readonly authenticatorSince: number | null; readonly recoveryCodes: number; readonly sessions: number };
  readonly needsCode: boolean;
  /** Lifetime of the setup code in minutes, or null where the policy asks for none. */
  readonly setupCodeMinutes: number | null;
}

export interface ResetRequest extends ResetFacts {
  readonly userId: UserId;
  /** The version of the user that the administrator saw; see `alreadyDone`. */
  readonly version: number;
  /** The administrator's own fresh code; empty within five minutes of the last one. */
  readonly code: string;
}

export type ResetResult =
  | {
      readonly outcome: 'done';
      readonly removed: Removed;
      /** Shown once to the administrator, never stored; null where the policy asks for none. */
      readonly setupCode: string | null;
      readonly deadlineAt: number;
    }
  /** The same reset was carried out already (a second click, another window): nothing was changed again. */
  | { readonly outcome: 'already_done'; readonly at: number; readonly byName: string };

/** @throws Refusal not_found, forbidden, own_account, nothing_to_reset, last_able_admin. */
function checkTarget(context: Context, reader: Reader, actor: Actor, userId: UserId): User {
  const visible = findVisible(reader, actor.user, userId);
  if (visible === undefined) return refuse({ code: 'not_found' });
  const { target, relation } = visible;
  const now = context.clock.now();
  const availability = decideAction('resetTwoFactor', actor.user.role, relation, {
    role: target.role,
    twoFactor: target.twoFactor,
    status: statusAt(target, now),
  });
  if (availability === undefined) return refuse({ code: 'forbidden' });
  if (availability.kind === 'unavailable') return refuse({ code: availability.why === 'own_account' ? 'own_account' : 'nothing_to_reset' });
  if (isLastAbleAdmin(context, reader, target)) return refuse({ code: 'last_able_admin' });
  return target;
}

/** What the dialog shows before anything happens. @throws Refusal as checkTarget. */
export function getResetPreview(context: Context, actor: Actor, userId: UserId): ResetPreview {
  const { read } = context.storage;
  const user = checkTarget(context, read, actor, userId);
  const firm = getFirm(read);
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
  };
}

/**
 * Resets a user's second factor.
 * @throws Refusal as checkTarget, and fresh_code_needed, wrong_code, code_already_used, phone_clock_off, locked_until,
 * clock_went_back, conflict. Nothing of the target is changed then.
 */
export function resetTwoFactor(context: Context, actor: Actor, request: ResetRequest): ResetResult {
  context.storage.transaction((tx) => checkClock(context, tx));
  const target = checkTarget(context, context.storage.read, actor, request.userId);
  const done = findSameReset(context.storage.read, target, request);
  if (done !== undefined) return done;
  provePresence(context, actor, request.code);
  return context.storage.transaction((tx) => {
    // Everything again, inside: between the checks and here another window may have acted.
    const current = checkTarget(context, tx, actor, request.userId);
    const already = findSameReset(tx, current, request);
    if (already !== undefined) return already;
    if (current.version !== request.version) return refuse({ code: 'conflict' });
    const [done] = carryOutResets(context, tx, actor, [current], request);
    if (done === undefined) throw new Error('a reset of one person did nothing');
    const { removed, setupCode, deadlineAt } = done;
    return { outcome: 'done', removed, setupCode, deadlineAt };
  });
}

// The version tells a repeated click from a new decision: whoever saw the user right before the reset gets "already done".
// Other changes raise it too, so the reset must be the last of them.
function findSameReset(reader: Reader, target: User, request: ResetRequest): ResetResult | undefined {
  if (target.version !== request.version + 1 || target.twoFactor !== 'setup_required' || target.isLocked || target.twoFactorAt === null)
    return undefined;
  if (getLastActionOn(reader, target.id) !== 'two_factor.reset') return undefined;
  return { outcome: 'already_done', at: target.twoFactorAt, byName: target.twoFactorResetBy ?? '' };
}
