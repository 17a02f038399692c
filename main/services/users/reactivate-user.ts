// Reactivates an account with the role and the access that it had. The user must set up 2FA again, as after a reset. A
// user without a password is invited again.
import type { UserId } from '../../domain/user.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { getPassword } from '../../storage/tables/passwords.ts';
import { removeSetupCode, replaceSetupCode } from '../../storage/tables/setup-codes.ts';
import { markInvited, markReactivated, nameOf, type User } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import { forgiveAttempts, userSubject } from '../act/attempt.ts';
import type { Context } from '../act/context.ts';
import { issueOneTimeCode } from '../act/issue-one-time-code.ts';
import { drawCode, type IssuedCode, macOfCode, toIssuedCode } from '../act/issued-code.ts';
import { leaveNotice } from '../act/leave-notice.ts';
import { actWithPresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { askSecondApprover, type WaitsForApproval } from '../act/request-approval.ts';
import { requireTarget } from '../act/target.ts';
import { setupTermsAt } from './setup-terms.ts';

export interface Reactivation {
  readonly userId: UserId;
  readonly version: number;
  /** The administrator's own fresh code. May be empty within five minutes of the last one. */
  readonly code: string;
}

export interface ReactivationResult {
  readonly outcome: 'done';
  /** `no_code` when the policy needs no setup code. */
  readonly kind: 'setup_code' | 'activation_code' | 'no_code';
  /** Shown once. Null with `no_code`. */
  readonly issued: IssuedCode | null;
  readonly deadlineAt: number;
}

/**
 * Reactivates the user, or requests a second approver if the policy needs one: a code for a new second factor is handed
 * out.
 * @throws Refusal not_found, forbidden, not_possible, conflict, no_second_approver, and as actWithPresence.
 */
export function reactivateUser(
  context: Context,
  actor: Actor,
  request: Reactivation,
): ReactivationResult | WaitsForApproval {
  return actWithPresence(
    context,
    actor,
    request.code,
    (reader) => requireTarget(context, reader, actor, request.userId, 'reactivate', request.version).user,
    (tx, user) =>
      askSecondApprover(context, tx, actor, 'reactivation', user, {}) ?? carryOutReactivation(context, tx, actor, user),
  );
}

/** The caller has checked everything, in the same transaction. @param more facts for the record: the approver. */
export function carryOutReactivation(
  context: Context,
  tx: Tx,
  actor: Actor,
  user: User,
  more: Readonly<Record<string, string>> = {},
): ReactivationResult {
  for (const factor of ['code', 'recovery_code', 'setup_code'] as const) forgiveAttempts(tx, userSubject(user), factor);
  const result =
    getPassword(tx, user.id) === undefined ? inviteAgain(context, tx, user) : requireSetup(context, tx, actor, user);
  recordActivity(context, tx, {
    action: 'user.reactivated',
    outcome: 'done',
    actor: actor.user,
    target: user,
    detail: { kind: result.kind, deadlineAt: result.deadlineAt, ...more },
  });
  return result;
}

function inviteAgain(context: Context, tx: Tx, user: User): ReactivationResult {
  const issued = issueOneTimeCode(context, tx, user, 'activation');
  markInvited(tx, user.id, issued.expiresAt);
  return { outcome: 'done', kind: 'activation_code', issued, deadlineAt: issued.expiresAt };
}

function requireSetup(context: Context, tx: Tx, actor: Actor, user: User): ReactivationResult {
  const at = context.clock.now();
  const { withSetupCode, deadlineAt } = setupTermsAt(tx, at);
  markReactivated(tx, user.id, { at, byName: nameOf(actor.user), deadlineAt });
  leaveNotice(tx, actor, user, 'reactivated', at);
  if (!withSetupCode) {
    removeSetupCode(tx, user.id);
    return { outcome: 'done', kind: 'no_code', issued: null, deadlineAt };
  }
  const code = drawCode(context, { kind: 'setup_code', userId: user.id });
  replaceSetupCode(tx, user.id, {
    mac: macOfCode(context, 'setup_code', user.id, code),
    createdAt: at,
    expiresAt: deadlineAt,
  });
  return {
    outcome: 'done',
    kind: 'setup_code',
    issued: toIssuedCode(user, code, deadlineAt),
    deadlineAt,
  };
}
