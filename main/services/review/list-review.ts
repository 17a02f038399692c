// What an access review shows: its accounts in their order, its counts, and the report of one that is over.
import type { ReviewDecision, ReviewReason } from '../../domain/access-review.ts';
import { refuse } from '../../domain/refusal.ts';
import { statusAt, type UserId } from '../../domain/user.ts';
import { readUsers, withUserFinder } from '../../storage/lists/user-list.ts';
import {
  countByReviewer,
  countReviewRows,
  countReviewView,
  getReview,
  getReviewRow,
  listReviewRows,
  listStatements,
  type Review,
  type ReviewCounts,
  type ReviewRow,
  type ReviewView,
} from '../../storage/tables/reviews.ts';
import { getUser, nameOf } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import type { UserListEntry } from '../users/list-users.ts';
import { isComplete } from './review-access.ts';

export interface ReviewListRequest {
  readonly reviewId: number;
  readonly view: ReviewView;
  /** Part of a name or an email; empty for all. */
  readonly search: string;
  readonly offset: number;
  readonly limit: number;
}

export interface ListedReviewRow {
  readonly entry: UserListEntry;
  readonly row: ReviewRow;
}

const ALL = 2 ** 31;

/** @throws Refusal not_found. */
function requireReview(context: Context, reviewId: number): Review {
  return getReview(context.storage.read, reviewId) ?? refuse({ code: 'not_found' });
}

export async function listReview(
  context: Context,
  actor: Actor,
  request: ReviewListRequest,
): Promise<{ readonly rows: readonly ListedReviewRow[]; readonly total: number }> {
  const { id } = requireReview(context, request.reviewId);
  const { rows, total } = await findRows(context, actor, id, request);
  const now = context.clock.now();
  const users = await readUsers(
    context.storage,
    actor.user,
    rows.map(({ userId }) => userId),
  );
  const byId = new Map(users.map((entry) => [entry.id, entry]));
  return {
    rows: rows.flatMap((row) => {
      const entry = byId.get(row.userId);
      return entry === undefined
        ? []
        : [{ row, entry: { ...entry, status: entry.user === null ? null : statusAt(entry.user, now) } }];
    }),
    total,
  };
}

async function findRows(
  context: Context,
  actor: Actor,
  reviewId: number,
  { view, search, offset, limit }: ReviewListRequest,
): Promise<{ readonly rows: readonly ReviewRow[]; readonly total: number }> {
  const { read } = context.storage;
  if (search.trim() === '')
    return {
      rows: listReviewRows(read, reviewId, view, offset, limit),
      total: countReviewView(read, reviewId, view),
    };
  const query = { actor: actor.user, search, clientId: null, now: context.clock.now() };
  return await withUserFinder(context.storage, query, (isFound) => {
    const found = listReviewRows(read, reviewId, view, 0, ALL).filter(({ userId }) => isFound(userId));
    return { rows: found.slice(offset, offset + limit), total: found.length };
  });
}

/** @throws Refusal not_found. */
export const countReview = (context: Context, reviewId: number): ReviewCounts & { readonly isComplete: boolean } => {
  const review = requireReview(context, reviewId);
  const { read } = context.storage;
  return { ...countReviewRows(read, review.id), isComplete: isComplete(read, review) };
};

/** @returns null where nobody has decided. @throws Refusal not_found, also for an account that was removed. */
export function getDecision({ storage }: Context, reviewId: number, userId: UserId): ReviewRow['decision'] {
  const row = getReviewRow(storage.read, reviewId, userId);
  return row === undefined ? refuse({ code: 'not_found' }) : row.decision;
}

export interface ReviewReport {
  readonly review: Review;
  readonly counts: ReviewCounts;
  readonly reviewers: ReturnType<typeof countByReviewer>;
  readonly statements: ReturnType<typeof listStatements>;
  /**
   * Partner Admins and who was not simply confirmed, in the order of the review, at most `MOST_IN_REPORT`: also who stood
   * out and was confirmed with a note.
   */
  readonly people: readonly {
    readonly name: string;
    readonly reasons: readonly ReviewReason[];
    readonly decision: ReviewDecision | null;
    readonly by: string | null;
    readonly at: number | null;
    readonly note: string;
  }[];
  /** How many of them the report leaves out. */
  readonly more: number;
}

/** A few pages of paper. The activity record has all of them. */
const MOST_IN_REPORT = 500;
const MOST_STATEMENTS = 50;

/** @throws Refusal not_found. */
export function reportReview(context: Context, reviewId: number): ReviewReport {
  const { read } = context.storage;
  const review = requireReview(context, reviewId);
  const told = listReviewRows(read, reviewId, 'all', 0, ALL).filter(
    ({ decision, reasons }) =>
      decision === null ||
      decision.what !== 'confirmed' ||
      reasons.includes('partner_admin') ||
      (reasons.length > 0 && decision.note !== ''),
  );
  return {
    review,
    counts: countReviewRows(read, reviewId),
    reviewers: countByReviewer(read, reviewId),
    statements: listStatements(read, reviewId, MOST_STATEMENTS),
    people: told.slice(0, MOST_IN_REPORT).map(({ userId, reasons, decision }) => ({
      name: personName(context, userId),
      reasons,
      decision: decision?.what ?? null,
      by: decision?.by ?? null,
      at: decision?.at ?? null,
      note: decision?.note ?? '',
    })),
    more: Math.max(0, told.length - MOST_IN_REPORT),
  };
}

function personName({ storage }: Context, userId: UserId): string {
  const user = getUser(storage.read, userId);
  return user === undefined ? '' : nameOf(user) || user.email;
}
