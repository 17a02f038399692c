// The one place that carries out a reset of 2FA, for one user or for a batch. Authenticator, recovery codes, temporary
// code, sessions and counters go (removeFactorsOf in storage/tables/resets.ts); setup becomes required; setup code,
// deadline, notice and record are written.
import type { ResetReason } from '../../domain/reset.ts';
import type { Tx } from '../../storage/engine/database.ts';
import {
  insertNotices,
  insertSetupCodes,
  markSetupRequired,
  type Removed,
  removeFactorsOf,
} from '../../storage/tables/resets.ts';
import { nameOf, type User } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import { type CallerCheck, toCallerCheck } from '../act/caller-check.ts';
import type { Context } from '../act/context.ts';
import { drawCodes, macOfCode } from '../act/issued-code.ts';
import { recordActivities } from '../act/record-activity.ts';
import { listOtherHalvesDone } from '../independence/halves-done.ts';
import { setupTermsAt } from './setup-terms.ts';

export interface ResetFacts extends CallerCheck {
  readonly reason: ResetReason;
}

export interface CarriedOut {
  readonly target: User;
  /** Shown or saved once, never stored; null where the policy asks for none. */
  readonly setupCode: string | null;
  readonly deadlineAt: number;
  readonly removed: Removed;
}

/**
 * The caller has checked every target in this transaction.
 * @param more facts for the records: the bulk reset that these belong to, or the approver.
 */
export function carryOutResets(
  context: Context,
  tx: Tx,
  actor: Actor,
  targets: readonly User[],
  facts: ResetFacts,
  more: Readonly<Record<string, string>> = {},
): readonly CarriedOut[] {
  const at = context.clock.now();
  const { withSetupCode, deadlineAt } = setupTermsAt(tx, at);
  const byName = nameOf(actor.user);
  const ids = targets.map(({ id }) => id);
  const removedOf = removeFactorsOf(tx, ids, at);
  // Of these accounts one person has held both halves: the record says so, and an alert follows.
  const passwordsReset = listOtherHalvesDone(context, tx, actor.user.id, ids, 'two_factor_reset');
  markSetupRequired(tx, ids, { at, byName, deadlineAt });
  insertNotices(tx, ids, { kind: 'two_factor_reset', at, byName, byId: actor.user.id, reason: facts.reason });
  const codes = withSetupCode
    ? drawCodes(
        context,
        ids.map((userId) => ({ kind: 'setup_code', userId })),
      )
    : [];
  const done = targets.map(
    (target, i): CarriedOut => ({
      target,
      removed: removedOf(target.id),
      setupCode: codes[i] ?? null,
      deadlineAt,
    }),
  );
  const macs = done.flatMap(({ target: { id }, setupCode }) =>
    setupCode === null ? [] : [{ userId: id, mac: macOfCode(context, 'setup_code', id, setupCode) }],
  );
  insertSetupCodes(tx, macs, { createdAt: at, expiresAt: deadlineAt });
  const check = toCallerCheck(facts);
  recordActivities(
    context,
    tx,
    done.map(({ target, removed }) => ({
      action: 'two_factor.reset',
      outcome: 'done',
      actor: actor.user,
      target,
      reason: facts.reason,
      detail: {
        mode: 'revoke_now',
        ...check,
        authenticatorsRemoved: removed.authenticators,
        recoveryCodesRemoved: removed.recoveryCodes,
        sessionsEnded: removed.sessions,
        withSetupCode,
        deadlineAt,
        alsoResetPassword: passwordsReset.has(target.id),
        ...more,
      },
    })),
  );
  return done;
}
