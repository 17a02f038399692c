// Appends one record to the activity chain, inside the transaction of the change that it tells about.
import { hash as hashOnce } from 'node:crypto';
import { type ActivityRecord, chainHash, type Outcome } from '../../domain/activity-chain.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { getHead, insertActivity } from '../../storage/tables/activity.ts';
import { nameOf, type User } from '../../storage/tables/users.ts';
import type { Context } from './context.ts';
import { raiseAlerts } from './raise-alerts.ts';

export const sha256 = (text: string): string => hashOnce('sha256', text, 'hex');

export interface Happening {
  readonly action: string;
  readonly outcome: Outcome;
  readonly actor?: User | undefined;
  readonly target?: User | undefined;
  readonly reason?: string | undefined;
  readonly detail?: ActivityRecord['detail'];
}

export function recordActivity(context: Context, tx: Tx, happening: Happening): void {
  recordActivities(context, tx, [happening]);
}

/** Several at once, in this order. */
export function recordActivities(context: Context, tx: Tx, happenings: readonly Happening[]): void {
  let head = getHead(tx);
  for (const happening of happenings) {
    const record = toRecord(context, head.seq + 1, happening);
    const hash = chainHash(sha256, head.hash, record);
    insertActivity(tx, { ...record, hash });
    raiseAlerts(tx, record);
    head = { seq: record.seq, hash };
  }
}

function toRecord(context: Context, seq: number, happening: Happening): ActivityRecord {
  return {
    seq,
    at: context.clock.now(),
    actorId: happening.actor?.id ?? null,
    actorName: happening.actor === undefined ? null : nameOf(happening.actor) || happening.actor.email,
    actorRole: happening.actor?.role ?? null,
    targetId: happening.target?.id ?? null,
    // An invited person has no name yet. Whoever did it saw the email; whoever was denied may not have, and reads this record.
    targetName:
      happening.target === undefined
        ? null
        : nameOf(happening.target) || (happening.outcome === 'done' ? happening.target.email : ''),
    targetRole: happening.target?.role ?? null,
    action: happening.action,
    outcome: happening.outcome,
    reason: happening.reason ?? null,
    detail: happening.detail ?? {},
    appVersion: context.appVersion,
  };
}
