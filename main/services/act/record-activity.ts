// Appends records to the activity chain, in the transaction of the change that they describe.
import { hash as hashOnce } from 'node:crypto';
import { type ActivityRecord, chainHash, type Outcome } from '../../domain/activity-chain.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { getHead, insertActivities } from '../../storage/tables/activity.ts';
import { noteAct } from '../../storage/tables/acts.ts';
import { getHighWater } from '../../storage/tables/clock.ts';
import { nameOf, type User } from '../../storage/tables/users.ts';
import { tieAccounts } from '../independence/tie-accounts.ts';
import { followRecord } from '../review/follow-record.ts';
import type { Act } from './act.ts';
import type { Context } from './context.ts';
import { findMove } from './moved-firm.ts';
import { raiseAlerts } from './raise-alerts.ts';
import { type Alteration, findAlteredEnd, sealRecord } from './record-seal.ts';
import { isStandbyMissing, requireStandby } from './require-standby.ts';

export const sha256 = (text: string): string => hashOnce('sha256', text, 'hex');

export interface ActivityEntry {
  readonly action: string;
  readonly outcome: Outcome;
  readonly actor?: User | undefined;
  readonly target?: User | undefined;
  readonly reason?: string | undefined;
  readonly detail?: ActivityRecord['detail'];
}

export function recordActivity(context: Context, tx: Tx, entry: ActivityEntry): void {
  recordActivities(context, tx, [entry]);
}

/** @throws Refusal not_now in a firm that was moved: an act that began before would be in neither copy. standby_missing. */
export function recordActivities(context: Context, tx: Tx, entries: readonly ActivityEntry[]): void {
  const acts = entries.filter(isAct);
  if (acts.length > 0 && findMove(context, tx) !== undefined) refuse({ code: 'not_now' });
  requireStandby(
    context,
    acts.map(({ action }) => action),
  );
  const altered = findAlteredEnd(context, tx);
  // The act goes on. A record that another program has altered says so before it says anything else.
  appendRecords(context, tx, altered === undefined ? entries : [toAlteredEntry(altered), ...entries]);
}

const isAct = ({ action, outcome, actor }: ActivityEntry): boolean =>
  outcome === 'done' && actor !== undefined && action !== 'firm.used_again';

/** @returns the record's own words for records that do not fit. */
export const toAlteredEntry = ({ first, last, kind }: Alteration): ActivityEntry => ({
  action: 'record.altered',
  outcome: 'failed',
  reason: `record_${kind}`,
  detail: { firstRecord: first, lastRecord: last },
});

/** Without a look at the end of the record, for callers that have looked. */
export function appendRecords(context: Context, tx: Tx, entries: readonly ActivityEntry[]): void {
  const before = getHead(tx);
  let head = before;
  // Records of one act have one time.
  const at = context.clock.now();
  const records = entries.map((entry) => {
    const record = toRecord(context, head.seq + 1, at, entry);
    head = { seq: record.seq, hash: chainHash(sha256, head.hash, record) };
    return { ...record, hash: head.hash };
  });
  insertActivities(tx, records);
  const { act } = context;
  if (act !== undefined && entries.some((entry) => isOfAct(act, entry))) {
    noteAct(tx, act.mark, at);
    act.isRecorded = true;
  }
  sealRecord(context, tx, head);
  raiseAlerts(tx, records);
  for (const record of records) followRecord(tx, record);
  const highWater = getHighWater(tx);
  for (const record of records) tieAccounts(tx, record, Math.max(record.at, highWater));
  const { anchor, clock, storage } = context;
  storage.afterCommit(() => {
    if (!isStandbyMissing(context)) anchor?.goOn(before, head, clock.isBelieved() ? at : undefined);
  });
}

/** What the person of the request has done with it. What was begun is not done yet. */
const isOfAct = (act: Act, { action, outcome, actor }: ActivityEntry): boolean =>
  outcome === 'done' && actor?.id === act.actorId && !action.endsWith('begun');

function toRecord(context: Context, seq: number, at: number, entry: ActivityEntry): ActivityRecord {
  const { act, desktop } = context;
  return {
    seq,
    at,
    actorId: entry.actor?.id ?? null,
    actorName: entry.actor === undefined ? null : nameOf(entry.actor) || entry.actor.email,
    actorRole: entry.actor?.role ?? null,
    targetId: entry.target?.id ?? null,
    // An invited user has no name yet. The record gives the email only if the act was done: an actor who was denied may
    // not know the email, and can read the record.
    targetName:
      entry.target === undefined ? null : nameOf(entry.target) || (entry.outcome === 'done' ? entry.target.email : ''),
    targetRole: entry.target?.role ?? null,
    action: entry.action,
    outcome: entry.outcome,
    reason: entry.reason ?? null,
    detail: {
      ...entry.detail,
      ...(act !== undefined && isOfAct(act, entry) ? { act: act.mark } : {}),
      ...(desktop === undefined ? {} : { desktop: desktop.name }),
    },
    appVersion: context.appVersion,
  };
}
