// Resets 2FA for many users at once: a dry run that says for each row "yes" or why not, then one transaction for each
// batch. A finished batch stays done, and every row reports what happened to it.

import { BATCH_SIZE, type BulkBlock, type BulkRowState, MOST_AT_ONCE, PREVIEW_MS } from '../../domain/bulk-reset.ts';
import { refuse } from '../../domain/refusal.ts';
import { requireReasonFor } from '../../domain/reset.ts';
import type { UserId } from '../../domain/user.ts';
import { decideAction } from '../../domain/user-actions.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { listUsersById, type User } from '../../storage/tables/users.ts';
import { isLastAbleAdmin } from '../act/able-admin.ts';
import { type Actor, visibleRelation } from '../act/actor.ts';
import { toCallerCheck } from '../act/caller-check.ts';
import { checkClock } from '../act/check-clock.ts';
import { atOneTime, type Context, newId } from '../act/context.ts';
import { toIssuedCode } from '../act/issued-code.ts';
import { provePresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { secondApproverRule } from '../act/request-approval.ts';
import { recordEndOf, runBatches } from '../act/run-batches.ts';
import { toActionTarget } from '../act/target.ts';
import type { BulkReset, BulkRow } from '../act/visit.ts';
import { hasNumberToCall } from './call-back.ts';
import { type CarriedOut, carryOutResets, type ResetFacts } from './carry-out-reset.ts';
import { listUserIds, type UserSelection } from './list-users.ts';

export type BulkSelection = { readonly userIds: readonly UserId[] } | Omit<UserSelection, 'sort'>;

/** The dry run: who would be reset, and who would not and why. Users that the actor may not see are left out. */
export async function prepareBulkReset(context: Context, actor: Actor, selection: BulkSelection): Promise<BulkReset> {
  const ids =
    'userIds' in selection
      ? [...new Set(selection.userIds)]
      : await listUserIds(
          context,
          actor,
          { ...selection, sort: { column: 'name', isDescending: false } },
          MOST_AT_ONCE + 1,
        );
  const { read } = context.storage;
  const users = listUsersById(read, ids.slice(0, MOST_AT_ONCE));
  const needsApprover = secondApproverRule(context, read, actor, 'two_factor_reset');
  const rows = [...users.values()].flatMap((user): BulkRow[] => {
    if (visibleRelation(read, actor.user, user) === undefined) return [];
    const why = findBlock(context, read, actor, user, needsApprover);
    return [{ user, state: why === undefined ? { kind: 'ready' } : { kind: 'refused', why } }];
  });
  return {
    kind: 'reset',
    id: newId(context.random),
    preparedAt: context.clock.now(),
    isCut: ids.length > MOST_AT_ONCE,
    rows,
    status: 'prepared',
    isCancelled: false,
    codes: [],
  };
}

/** Why a bulk reset must leave this user out; undefined when it may include them. */
function findBlock(
  context: Context,
  reader: Reader,
  actor: Actor,
  user: User,
  needsApprover: (user: User) => boolean,
): BulkBlock | undefined {
  const relation = visibleRelation(reader, actor.user, user);
  if (relation === undefined) return 'not_allowed';
  const availability = decideAction(
    'resetTwoFactor',
    actor.user.role,
    relation,
    toActionTarget(context, actor.user, user),
  );
  if (availability === null) return 'not_allowed';
  if (availability !== 'available')
    return availability === 'not_invited' ||
      availability === 'frozen_against_you' ||
      availability === 'locked' ||
      availability === 'locked_by_codes' ||
      availability === 'wider_access'
      ? 'not_allowed'
      : availability;
  if (needsApprover(user)) return 'needs_second_approver';
  return user.role === 'partner_admin' && isLastAbleAdmin(context, reader, user) ? 'last_able_admin' : undefined;
}

const toBatches = (rows: readonly BulkRow[]): readonly (readonly BulkRow[])[] => {
  const ready = rows.filter(({ state }) => state.kind === 'ready');
  const others = ready.filter(({ user }) => user.role !== 'partner_admin');
  const batches = Array.from({ length: Math.ceil(others.length / BATCH_SIZE) }, (_, i) =>
    others.slice(i * BATCH_SIZE, (i + 1) * BATCH_SIZE),
  );
  // Each Partner Admin is a batch of their own: resetting one can make the next the last able admin.
  return [...ready.filter(({ user }) => user.role === 'partner_admin').map((row) => [row]), ...batches];
};

/**
 * Carries it out, batch by batch. Users who have changed since the dry run are skipped.
 * @param onProgress called after each batch with the number of rows that are settled.
 * @throws Refusal bad_input (reason), not_now (running or finished already), conflict (the dry run is too old),
 * clock_went_back, and as provePresence. Nothing is changed then.
 */
export async function runBulkReset(
  context: Context,
  actor: Actor,
  bulk: BulkReset,
  request: ResetFacts & { readonly code: string },
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  requireReasonFor('revoke_now', request.reason);
  if (bulk.status !== 'prepared') return refuse({ code: 'not_now' });
  // Too old: the users may have changed.
  if (context.clock.now() - bulk.preparedAt >= PREVIEW_MS) return refuse({ code: 'conflict' });
  context.storage.transaction((tx) => checkClock(context, tx));
  provePresence(context, actor, request.code);
  const states = new Map(bulk.rows.map(({ user, state }) => [user.id, state]));
  await runBatches(context, actor, bulk, toBatches(bulk.rows), onProgress, (tx, present, batch) => {
    const result = runBatch(context, tx, present, batch, request, bulk.id);
    return () => {
      for (const [userId, state] of result.states) states.set(userId, state);
      for (const { target, setupCode, deadlineAt } of result.done)
        if (setupCode !== null) bulk.codes.push(toIssuedCode(target, setupCode, deadlineAt));
    };
  });
  bulk.rows = bulk.rows.map(({ user }) => {
    const state = states.get(user.id) ?? { kind: 'not_reached' };
    return { user, state: state.kind === 'ready' ? { kind: 'not_reached' } : state };
  });
  recordEndOf(bulk, () => recordEnd(context, actor, bulk, request));
}

function runBatch(
  now: Context,
  tx: Tx,
  actor: Actor,
  batch: readonly BulkRow[],
  facts: ResetFacts,
  bulkId: string,
): { readonly states: readonly (readonly [UserId, BulkRowState])[]; readonly done: readonly CarriedOut[] } {
  checkClock(now, tx);
  const context = atOneTime(now);
  const users = listUsersById(
    tx,
    batch.map(({ user }) => user.id),
  );
  const needsApprover = secondApproverRule(context, tx, actor, 'two_factor_reset');
  const states: (readonly [UserId, BulkRowState])[] = [];
  const targets: User[] = [];
  for (const { user: seen } of batch) {
    const user = users.get(seen.id);
    const why =
      user === undefined || user.version !== seen.version
        ? 'changed_meanwhile'
        : (findBlock(context, tx, actor, user, needsApprover) ??
          // Nobody can have called them.
          (facts.identityCheck === 'call_back' && !hasNumberToCall(context, tx, actor, user)
            ? 'no_number'
            : undefined));
    if (why === undefined && user !== undefined) targets.push(user);
    states.push([seen.id, why === undefined ? { kind: 'reset' } : { kind: 'skipped', why }]);
  }
  return { states, done: targets.length === 0 ? [] : carryOutResets(context, tx, actor, targets, facts, { bulkId }) };
}

function recordEnd(context: Context, actor: Actor, bulk: BulkReset, facts: ResetFacts): void {
  const count = (kind: BulkRowState['kind']): number => bulk.rows.filter(({ state }) => state.kind === kind).length;
  context.storage.transaction((tx) =>
    recordActivity(context, tx, {
      action: 'two_factor.bulk_reset',
      outcome: 'done',
      actor: actor.user,
      reason: facts.reason,
      detail: {
        bulkId: bulk.id,
        ...toCallerCheck(facts),
        usersReset: count('reset'),
        usersSkipped: count('skipped'),
        usersRefused: count('refused'),
        usersNotReached: count('not_reached'),
      },
    }),
  );
  context.storage.settle();
}
