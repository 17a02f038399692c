// The activity record for the screens: of the whole firm, or of one user. Newest first. Pages continue from a record's
// number, so new records do not shift them.
import type { ActivityRecord, Outcome } from '../../domain/activity-chain.ts';
import { holdsWords, toSearchText, toSearchWords } from '../../domain/search-text.ts';
import type { UserId } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import {
  type ActivityFilter,
  type ChainedRecord,
  getActivity,
  getHead,
  iterateNames,
  listActivityOf,
  listActivityOnAccount,
} from '../../storage/tables/activity.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';

const PAGE = 50;
/** The most records that one call reads. The window asks again to look further back. */
const LOOKED_AT = 20_000;

interface ShownRecord {
  readonly seq: number;
  /** Epoch ms. */
  readonly at: number;
  readonly actorName: string | null;
  readonly actorRole: string | null;
  readonly targetName: string | null;
  readonly targetRole: string | null;
  readonly action: string;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly detail: { [key: string]: string | number | boolean | null };
}

export interface ActivityPage {
  readonly records: ShownRecord[];
  /** Where the next, older page begins; null at the first record. */
  readonly next: number | null;
}

const toShown = (record: ActivityRecord): ShownRecord => ({
  seq: record.seq,
  at: record.at,
  actorName: record.actorName,
  actorRole: record.actorRole,
  targetName: record.targetName,
  targetRole: record.targetRole,
  action: record.action,
  outcome: record.outcome,
  reason: record.reason,
  detail: { ...record.detail },
});

export interface ActivityQuery extends ActivityFilter {
  /** Part of the actor's or the target's name. */
  readonly search: string;
  readonly before: number | null;
}

/** One page of the firm's record, and the time of the oldest record that this call has read. */
export function listActivity(
  context: Context,
  query: ActivityQuery,
): ActivityPage & { readonly lookedBackTo: number | null } {
  const { read } = context.storage;
  const before = Math.min(query.before ?? Number.MAX_SAFE_INTEGER, getHead(read).seq + 1);
  const lowest = Math.max(1, before - LOOKED_AT);
  const found = findRecords(read, query, lowest, before);
  // A full page has read no further than its last record.
  const lookedTo = found.length === PAGE ? (found.at(-1) ?? lowest) : lowest;
  const records = found.flatMap((seq) => getActivity(read, seq) ?? []);
  return {
    records: records.map(toShown),
    next: lookedTo > 1 ? lookedTo : null,
    lookedBackTo: getActivity(read, lookedTo)?.at ?? null,
  };
}

function findRecords(reader: Reader, query: ActivityQuery, lowest: number, before: number): readonly number[] {
  // SQLite's lower() folds ASCII only, which is not enough for names.
  const words = toSearchWords(query.search);
  const found: number[] = [];
  for (const { seq, actorName, targetName } of iterateNames(reader, query, lowest, before)) {
    if (
      words.length > 0 &&
      !holdsWords(toSearchText(actorName ?? ''), words) &&
      !holdsWords(toSearchText(targetName ?? ''), words)
    )
      continue;
    found.push(seq);
    if (found.length === PAGE) break;
  }
  return found;
}

/** What a user did and what was done to them, for actors who may read the firm's record. */
export function listActivityOfUser(context: Context, userId: UserId, before: number | null): ActivityPage {
  return toPage(listActivityOf(context.storage.read, userId, before, PAGE + 1));
}

/** What happened to the actor's own account. It names nobody but those who acted on it. */
export function listOwnActivity(context: Context, actor: Actor, before: number | null): ActivityPage {
  return toPage(listActivityOnAccount(context.storage.read, actor.user.id, before, PAGE + 1));
}

/** @param found one record more than a page when there are older ones. */
function toPage(found: readonly ChainedRecord[]): ActivityPage {
  const records = found.slice(0, PAGE);
  return {
    records: records.map(toShown),
    next: found.length > PAGE ? (records.at(-1)?.seq ?? null) : null,
  };
}
