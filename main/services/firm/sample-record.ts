// The activity record of the sample firm, from before it was made: the resets of 2FA that its accounts are the result of, so
// that the numbers of Overview agree. Nobody has a notice of them or an alert.
import { type ActivityRecord, chainHash } from '../../domain/activity-chain.ts';
import type { ResetReason } from '../../domain/reset.ts';
import type { UserId } from '../../domain/user.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { getHead, insertActivities } from '../../storage/tables/activity.ts';
import { getUser, nameOf } from '../../storage/tables/users.ts';
import type { Context } from '../act/context.ts';
import { sha256 } from '../act/record-activity.ts';
import { sealRecord } from '../act/record-seal.ts';

export interface SampleReset {
  readonly userId: UserId;
  /** Epoch ms. */
  readonly at: number;
  readonly by: UserId;
  readonly reason: ResetReason;
}

export function insertSampleResets(context: Context, tx: Tx, resets: readonly SampleReset[]): void {
  let head = getHead(tx);
  const records = [...resets]
    .sort((a, b) => a.at - b.at)
    .map((reset) => {
      const record = toRecord(context, tx, head.seq + 1, reset);
      head = { seq: record.seq, hash: chainHash(sha256, head.hash, record) };
      return { ...record, hash: head.hash };
    });
  insertActivities(tx, records);
  sealRecord(context, tx, head);
}

function toRecord(context: Context, tx: Tx, seq: number, { userId, at, by, reason }: SampleReset): ActivityRecord {
  const [actor, target] = [getUser(tx, by), getUser(tx, userId)];
  if (actor === undefined || target === undefined) throw new Error('a sample user is missing');
  return {
    seq,
    at,
    actorId: actor.id,
    actorName: nameOf(actor),
    actorRole: actor.role,
    targetId: target.id,
    targetName: nameOf(target),
    targetRole: target.role,
    action: 'two_factor.reset',
    outcome: 'done',
    reason,
    detail: { mode: 'revoke_now', identityCheck: 'in_person', withSetupCode: true },
    appVersion: context.appVersion,
  };
}
