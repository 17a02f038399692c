// Issues a temporary code, which stands in for a user's authenticator; the password is still needed. Who may issue one for
// which user is in domain/role-policy.ts ('issue_temporary_code'), when it is possible in domain/user-actions.ts
// ('issueTemporaryCode'). Revoking a code also ends the session that it opened.
import { refuse } from '../../domain/refusal.ts';
import type { TemporaryCodeReason } from '../../domain/temporary-code.ts';
import type { UserId } from '../../domain/user.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { endSessionsStartedWith } from '../../storage/tables/sessions.ts';
import { insertTemporaryCode, removeTemporaryCode } from '../../storage/tables/temporary-codes.ts';
import { nameOf, raiseVersion, type User } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import { forgiveAttempts, userSubject } from '../act/attempt.ts';
import { type CallerCheck, type CallerChecked, toCallerCheck } from '../act/caller-check.ts';
import type { Context } from '../act/context.ts';
import { drawCode, type IssuedCode, macOfCode, toIssuedCode } from '../act/issued-code.ts';
import { leaveNotice } from '../act/leave-notice.ts';
import { actWithPresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { askSecondApprover, type WaitsForApproval } from '../act/request-approval.ts';
import { mayDoTo, requireTarget, requireVisible } from '../act/target.ts';
import { listOtherHalvesDone } from '../independence/halves-done.ts';
import { requireCalledNumbers } from './call-back.ts';

export interface TemporaryCodeFacts extends CallerCheck {
  /** A whole number from 1 to 24. */
  readonly hours: number;
  readonly isSingleUse: boolean;
  readonly reason: TemporaryCodeReason;
}

export interface TemporaryCodeRequest extends TemporaryCodeFacts, CallerChecked {
  readonly userId: UserId;
  readonly version: number;
  /** The administrator's own fresh code. May be empty within five minutes of the last one. */
  readonly code: string;
}

export type TemporaryCodeIssued = { readonly outcome: 'issued'; readonly issued: IssuedCode };

/**
 * Issues the code, or requests a second approver if the policy needs one. A Partner Admin gets a code only with a
 * second approver.
 * @throws Refusal not_found, forbidden, not_possible, conflict, number_changed, no_second_approver, and as
 * actWithPresence. The target
 * is unchanged then.
 */
export function issueTemporaryCode(
  context: Context,
  actor: Actor,
  request: TemporaryCodeRequest,
): TemporaryCodeIssued | WaitsForApproval {
  const { userId, version, code, hours, isSingleUse, reason } = request;
  const facts = { hours, isSingleUse, reason, ...toCallerCheck(request) };
  return actWithPresence(
    context,
    actor,
    code,
    (reader) => {
      const { user } = requireTarget(context, reader, actor, userId, 'issueTemporaryCode');
      requireCalledNumbers(context, reader, actor, user, request);
      return user.version === version ? user : refuse({ code: 'conflict' });
    },
    (tx, user) =>
      askSecondApprover(context, tx, actor, 'temporary_code', user, facts) ??
      carryOutTemporaryCode(context, tx, actor, user, facts),
  );
}

/**
 * The caller has checked everything, in the same transaction. The user's last temporary code ends, with the session
 * that it opened.
 * @param more facts for the record: the approver.
 */
export function carryOutTemporaryCode(
  context: Context,
  tx: Tx,
  actor: Actor,
  target: User,
  facts: TemporaryCodeFacts,
  more: Readonly<Record<string, string>> = {},
): TemporaryCodeIssued {
  const code = drawCode(context, { kind: 'temporary_code', userId: target.id });
  const createdAt = context.clock.now();
  const expiresAt = createdAt + facts.hours * 3_600_000;
  const { sessionsEnded } = endTemporaryCode(tx, target.id, createdAt);
  insertTemporaryCode(tx, target.id, {
    mac: macOfCode(context, 'temporary_code', target.id, code),
    createdAt,
    expiresAt,
    isSingleUse: facts.isSingleUse,
    issuedBy: nameOf(actor.user),
  });
  // Guesses at the last code do not count against this one.
  forgiveAttempts(tx, userSubject(target), 'temporary_code');
  raiseVersion(tx, target.id);
  leaveNotice(tx, actor, target, 'temporary_code', createdAt, facts.reason);
  recordActivity(context, tx, {
    action: 'temporary_code.issued',
    outcome: 'done',
    actor: actor.user,
    target,
    reason: facts.reason,
    detail: {
      ...toCallerCheck(facts),
      isSingleUse: facts.isSingleUse,
      expiresAt,
      sessionsEnded,
      // If so, one person has held both halves of this account, and an alert follows.
      alsoResetPassword: listOtherHalvesDone(context, tx, actor.user.id, [target.id], 'temporary_code').has(target.id),
      ...more,
    },
  });
  return { outcome: 'issued', issued: toIssuedCode(target, code, expiresAt) };
}

/** Removes the code and ends the session that it opened. */
function endTemporaryCode(
  tx: Tx,
  userId: UserId,
  at: number,
): { readonly wasThere: boolean; readonly sessionsEnded: number } {
  return {
    wasThere: removeTemporaryCode(tx, userId),
    sessionsEnded: endSessionsStartedWith(tx, userId, 'temporary_code', 'temporary_code_ended', at),
  };
}

/**
 * Needs no fresh code, because it only takes something away.
 * @returns how many sessions were ended.
 * @throws Refusal not_found, forbidden, conflict (the code was replaced or has gone).
 */
export function revokeTemporaryCode(
  context: Context,
  actor: Actor,
  request: { readonly userId: UserId; readonly version: number },
): number {
  return context.storage.transaction((tx) => {
    const target = requireVisible(tx, actor, request.userId);
    if (!mayDoTo(actor, target, 'issue_temporary_code')) return refuse({ code: 'forbidden' });
    const { user } = target;
    if (user.version !== request.version) return refuse({ code: 'conflict' });
    const { wasThere, sessionsEnded } = endTemporaryCode(tx, user.id, context.clock.now());
    if (!wasThere) return refuse({ code: 'conflict' });
    raiseVersion(tx, user.id);
    recordActivity(context, tx, {
      action: 'temporary_code.revoked',
      outcome: 'done',
      actor: actor.user,
      target: user,
      detail: { sessionsEnded },
    });
    return sessionsEnded;
  });
}
