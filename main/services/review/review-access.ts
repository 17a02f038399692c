// The access review: who begins it, what is confirmed, and how it ends. Several Partner Admins take part, in any windows
// and at any desktops: of two who decide about one account at once, one does, and the other is told.
import { mayDecideAbout, type NotConfirmed } from '../../domain/access-review.ts';
import { refuse } from '../../domain/refusal.ts';
import type { UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { getFirm, getFirmCreatedAt } from '../../storage/tables/firm.ts';
import { countMemberships } from '../../storage/tables/memberships.ts';
import {
  countReviewRows,
  finishReview as finishStored,
  getLastReview,
  getOpenReview,
  getReviewRow,
  insertReview,
  type Review,
  type ReviewRow,
  setReviewDecision,
} from '../../storage/tables/reviews.ts';
import { getUser, listAdmins, nameOf, type User } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import { latestTime } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { requireOwnFactor } from '../act/presence.ts';
import { type ActivityEntry, recordActivities, recordActivity } from '../act/record-activity.ts';
import { addMonths } from './add-months.ts';

export interface ReviewState {
  /** Policy: months from one review to the next; 0 for none. */
  readonly months: number;
  /** Epoch ms: when the next one is to be complete. Null where the policy asks for none. */
  readonly dueAt: number | null;
  readonly isDue: boolean;
  readonly open: Review | null;
  /** The last one that is over. */
  readonly last: Review | null;
}

/** A firm that has never made one counts from its first day. */
export function getReviewState(context: Context): ReviewState {
  const { read } = context.storage;
  const months = getFirm(read)?.reviewMonths ?? 0;
  const now = latestTime(context, read);
  const complete = getLastReview(read, true)?.finished?.at;
  // The clock was ahead when it ended, so nobody knows when that was. It puts no review off for a year.
  const from = complete === undefined || complete > now ? getFirmCreatedAt(read) : complete;
  const dueAt = months === 0 ? null : addMonths(from, months);
  return {
    months,
    dueAt,
    isDue: dueAt !== null && dueAt <= now,
    open: getOpenReview(read) ?? null,
    last: getLastReview(read, false) ?? null,
  };
}

/** A second click, and a colleague who begins one at the same time, find the one that is open. @returns its number. */
export function startReview(context: Context, actor: Actor): number {
  requireOwnFactor(actor);
  return context.storage.transaction((tx) => {
    const open = getOpenReview(tx);
    if (open !== undefined) return open.id;
    const { user } = actor;
    const reviewId = insertReview(tx, { id: user.id, name: nameOf(user) }, context.clock.now());
    const people = getOpenReview(tx)?.people ?? 0;
    recordActivity(context, tx, {
      action: 'review.started',
      outcome: 'done',
      actor: user,
      detail: { reviewId, people },
    });
    return reviewId;
  });
}

/** @throws Refusal conflict: it is over, or another one is open. */
function requireOpen(reader: Reader, reviewId: number): Review {
  const review = getOpenReview(reader);
  return review?.id === reviewId ? review : refuse({ code: 'conflict' });
}

export interface Confirmation {
  readonly reviewId: number;
  /** The accounts with the versions that the window has shown. */
  readonly people: readonly { readonly userId: UserId; readonly version: number }[];
  /** For several accounts, what they were compared with. */
  readonly note: string;
}

export interface Confirmed {
  readonly confirmed: number;
  readonly left: readonly { readonly userId: UserId; readonly why: NotConfirmed }[];
}

/**
 * Confirms that these accounts have the access that they need. An account that was decided or changed since, and among
 * several one that stands out, is left as it is.
 * @throws Refusal conflict, own_account, temporary_session.
 */
export function confirmAccess(context: Context, actor: Actor, request: Confirmation): Confirmed {
  requireOwnFactor(actor);
  const isOne = request.people.length === 1;
  if (isOne && request.people[0]?.userId === actor.user.id) return refuse({ code: 'own_account' });
  return context.storage.transaction((tx) => {
    const review = requireOpen(tx, request.reviewId);
    const left: Confirmed['left'][number][] = [];
    const entries: ActivityEntry[] = [];
    for (const { userId, version } of new Map(request.people.map((person) => [person.userId, person])).values()) {
      const user = getUser(tx, userId);
      const row = getReviewRow(tx, review.id, userId);
      const why = findObstacle(actor, user, row, version, isOne);
      if (user === undefined || why !== undefined) {
        left.push({ userId, why: why ?? 'gone' });
        continue;
      }
      decide(context, tx, actor, review.id, user, request.note);
      entries.push(toEntry(tx, actor, review.id, user, request));
    }
    if (entries.length > 0) recordActivities(context, tx, entries);
    return { confirmed: entries.length, left };
  });
}

function findObstacle(
  actor: Actor,
  user: User | undefined,
  row: ReviewRow | undefined,
  version: number,
  isOne: boolean,
): NotConfirmed | undefined {
  if (user === undefined || row === undefined) return 'gone';
  if (user.id === actor.user.id || !mayDecideAbout(actor.user.role, user.role)) return 'own_account';
  if (row.decision !== null) return 'decided';
  if (user.version !== version) return 'changed_meanwhile';
  return !isOne && row.reasons.length > 0 ? 'stands_out' : undefined;
}

function decide(context: Context, tx: Tx, actor: Actor, reviewId: number, user: User, note: string): void {
  setReviewDecision(tx, reviewId, user.id, {
    what: 'confirmed',
    at: context.clock.now(),
    byId: actor.user.id,
    by: nameOf(actor.user),
    note,
  });
}

/**
 * Takes a confirmation back, also that of a colleague: the account is looked at again.
 * @throws Refusal conflict: it was decided again, or the review is over. own_account, not_found, temporary_session.
 */
export function takeBackConfirmation(
  context: Context,
  actor: Actor,
  request: { readonly reviewId: number; readonly userId: UserId; readonly decidedAt: number },
): void {
  requireOwnFactor(actor);
  context.storage.transaction((tx) => {
    const review = requireOpen(tx, request.reviewId);
    const user = getUser(tx, request.userId);
    const row = getReviewRow(tx, review.id, request.userId);
    if (user === undefined || row === undefined) return refuse({ code: 'not_found' });
    if (actor.user.id === user.id || !mayDecideAbout(actor.user.role, user.role))
      return refuse({ code: 'own_account' });
    const { decision } = row;
    if (decision?.what !== 'confirmed' || decision.at !== request.decidedAt) return refuse({ code: 'conflict' });
    setReviewDecision(tx, review.id, user.id, null);
    return recordActivity(context, tx, {
      action: 'review.taken_back',
      outcome: 'done',
      actor: actor.user,
      target: user,
      detail: { reviewId: review.id, confirmedBy: decision.by },
    });
  });
}

/** The record says which access was confirmed: the role is that of its target. */
const toEntry = (
  tx: Tx,
  actor: Actor,
  reviewId: number,
  user: User,
  { people, note }: Confirmation,
): ActivityEntry => ({
  action: 'review.confirmed',
  outcome: 'done',
  actor: actor.user,
  target: user,
  detail: {
    reviewId,
    ...(user.hasAllClients ? { hasAllClients: true } : { clients: countMemberships(tx, user.id) }),
    ...(user.joinsNewClients && { joinsNewClients: true }),
    ...(people.length > 1 && { together: people.length }),
    note,
  },
});

/**
 * Complete is a review in which every account was decided, but for the own account of the only Partner Admin: nobody is
 * there who could decide about it.
 */
export function isComplete(reader: Reader, review: Review): boolean {
  const { standingOut, plain } = countReviewRows(reader, review.id);
  if (plain > 0 || standingOut > 1) return false;
  if (standingOut === 0) return true;
  const admins = listAdmins(reader).filter(({ status }) => status === 'active');
  const [only] = admins;
  return only !== undefined && admins.length === 1 && getReviewRow(reader, review.id, only.id)?.decision === null;
}

/**
 * @param request.note why it ends before everybody was decided; may be empty for a complete one.
 * @throws Refusal conflict, temporary_session, bad_input (note).
 */
export function finishReview(
  context: Context,
  actor: Actor,
  request: { readonly reviewId: number; readonly note: string },
): void {
  requireOwnFactor(actor);
  context.storage.transaction((tx) => {
    const review = requireOpen(tx, request.reviewId);
    const complete = isComplete(tx, review);
    if (!complete && request.note === '')
      refuse({ code: 'bad_input', fields: [{ field: 'note', message: 'Say why the review ends now.' }] });
    const { standingOut, plain, confirmed, changed, deactivated } = countReviewRows(tx, review.id);
    const at = context.clock.now();
    finishStored(tx, review.id, { at, by: nameOf(actor.user), isComplete: complete, note: request.note });
    recordActivity(context, tx, {
      action: complete ? 'review.finished' : 'review.ended',
      outcome: 'done',
      actor: actor.user,
      detail: {
        reviewId: review.id,
        people: review.people,
        peopleConfirmed: confirmed,
        peopleChanged: changed,
        peopleDeactivated: deactivated,
        peopleNotReviewed: standingOut + plain,
        note: request.note,
      },
    });
  });
}
