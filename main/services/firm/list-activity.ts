// The activity record for the screens: of the whole firm, or of one user. Newest first. Pages continue from a record's
// number, so new records do not shift them.
import type { ActivityRecord, Outcome } from '../../domain/activity-chain.ts';
import { holdsWords, type SearchWord, toEmailKey, toSearchText, toSearchWords } from '../../domain/search-text.ts';
import type { UserId } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { withUserFinder } from '../../storage/lists/user-list.ts';
import {
  type ActivityFilter,
  type ChainedRecord,
  getActivity,
  getHead,
  iteratePeople,
  listActivityOf,
  listActivityOnAccount,
  type PeopleOfRecord,
} from '../../storage/tables/activity.ts';
import type { Acting, Actor } from '../act/actor.ts';
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

/** The mark of the act is for main alone. */
function toShownDetail({ act: _, ...detail }: ActivityRecord['detail']): ShownRecord['detail'] {
  return detail;
}

export const toShownRecord = (record: ActivityRecord): ShownRecord => ({
  seq: record.seq,
  at: record.at,
  actorName: record.actorName,
  actorRole: record.actorRole,
  targetName: record.targetName,
  targetRole: record.targetRole,
  action: record.action,
  outcome: record.outcome,
  reason: record.reason,
  detail: toShownDetail(record.detail),
});

export interface ActivityQuery extends ActivityFilter {
  /** Part of a name or an email of the actor or the target: of today, or as the record has it. */
  readonly search: string;
  readonly before: number | null;
}

/** One page of the firm's record, and the time of the oldest record that this call has read. */
export async function listActivity(
  context: Context,
  actor: Acting,
  query: ActivityQuery,
): Promise<ActivityPage & { readonly lookedBackTo: number | null }> {
  const { read } = context.storage;
  return await withMatcher(context, actor, query, (isMatch) => {
    const { lowest, before } = reachOf(read, query);
    const found: number[] = [];
    for (const people of iteratePeople(read, query, lowest, before, holdsEmail(query))) {
      if (isMatch(people)) found.push(people.seq);
      if (found.length === PAGE) break;
    }
    // A full page has read no further than its last record.
    const lookedTo = found.length === PAGE ? (found.at(-1) ?? lowest) : lowest;
    const records = found.flatMap((seq) => getActivity(read, seq) ?? []);
    return {
      records: records.map(toShownRecord),
      next: lookedTo > 1 ? lookedTo : null,
      lookedBackTo: getActivity(read, lookedTo)?.at ?? null,
    };
  });
}

/** The matching records among `span` records before `query.before`, newest first, as they are stored. */
export async function readActivity(
  context: Context,
  actor: Acting,
  query: ActivityQuery,
  span: number,
): Promise<{ readonly records: readonly ChainedRecord[]; readonly next: number | null }> {
  const { read } = context.storage;
  return await withMatcher(context, actor, query, (isMatch) => {
    const { lowest, before } = reachOf(read, query, span);
    const found: number[] = [];
    for (const people of iteratePeople(read, query, lowest, before, holdsEmail(query)))
      if (isMatch(people)) found.push(people.seq);
    return {
      records: found.flatMap((seq) => getActivity(read, seq) ?? []),
      next: lowest > 1 ? lowest : null,
    };
  });
}

/** How many records match among those that this call has read. @returns next where the next call goes on. */
export async function countActivity(
  context: Context,
  actor: Acting,
  query: ActivityQuery,
): Promise<{ readonly count: number; readonly next: number | null }> {
  const { read } = context.storage;
  // Every number up to the last one is a record.
  if (isEverything(query)) return { count: getHead(read).seq, next: null };
  return await withMatcher(context, actor, query, (isMatch) => {
    const { lowest, before } = reachOf(read, query);
    let count = 0;
    for (const people of iteratePeople(read, query, lowest, before, holdsEmail(query))) if (isMatch(people)) count += 1;
    return { count, next: lowest > 1 ? lowest : null };
  });
}

const isEverything = ({ search, actions, outcomes, reasons, actorId, from, until, before }: ActivityQuery): boolean =>
  search.trim() === '' &&
  actions.length + outcomes.length + reasons.length === 0 &&
  [actorId, from, until, before].every((limit) => limit === null);

const holdsEmail = ({ search }: ActivityQuery): boolean => search.includes('@');

/** The records that one call reads. */
function reachOf(
  reader: Reader,
  query: ActivityQuery,
  span = LOOKED_AT,
): { readonly lowest: number; readonly before: number } {
  const before = Math.min(query.before ?? Number.MAX_SAFE_INTEGER, getHead(reader).seq + 1);
  return { lowest: Math.max(1, before - span), before };
}

async function withMatcher<T>(
  { storage, clock }: Context,
  actor: Acting,
  { search }: ActivityQuery,
  ask: (isMatch: (people: PeopleOfRecord) => boolean) => T,
): Promise<T> {
  const words = toSearchWords(search);
  // The index of users is loaded for a search only.
  if (words.length === 0) return ask(() => true);
  const query = { actor: actor.user, search, clientId: null, now: clock.now() };
  return await withUserFinder(storage, query, (isFound) => {
    // SQLite's lower() folds ASCII only, which is not enough for names.
    const holds = (name: string | null): boolean => name !== null && holdsWords(toSearchText(name), words);
    return ask(
      ({ actorId, actorName, targetId, targetName, emails }) =>
        (actorId !== null && isFound(actorId)) ||
        (targetId !== null && isFound(targetId)) ||
        holds(actorName) ||
        holds(targetName) ||
        (emails !== '' && holdsEmails(emails, words)),
    );
  });
}

function holdsEmails(emails: string, words: readonly SearchWord[]): boolean {
  const key = toEmailKey(emails);
  return words.every(({ inEmail }) => key.includes(inEmail));
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
    records: records.map(toShownRecord),
    next: found.length > PAGE ? (records.at(-1)?.seq ?? null) : null,
  };
}
