// Access reviews: one at a time. A review holds the accounts that were there when it began, in the order in which they
// deserve a look, and what was decided about each.
import { LONG_AWAY_MS, REVIEW_REASONS, type ReviewDecision, type ReviewReason } from '../../domain/access-review.ts';
import type { UserId } from '../../domain/user.ts';
import type { Reader, Row, Tx } from '../engine/database.ts';
import { flag, integer, integerOrNull, text, textOrNull } from '../engine/rows.ts';

export interface Review {
  readonly id: number;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly startedBy: string;
  /** How many accounts it began with. */
  readonly people: number;
  /** Null while it goes on. */
  readonly finished: {
    readonly at: number;
    readonly by: string;
    /** Every account that somebody could decide about was decided. */
    readonly isComplete: boolean;
    readonly note: string;
  } | null;
}

export interface ReviewRow {
  readonly userId: UserId;
  /** When the review began. */
  readonly reasons: readonly ReviewReason[];
  /** Null: nobody has decided. */
  readonly decision: {
    readonly what: ReviewDecision;
    readonly at: number;
    readonly byId: number;
    readonly by: string;
    readonly note: string;
  } | null;
}

/** `standing_out` and `plain`: open, with and without a reason to look. */
export type ReviewView = 'open' | 'standing_out' | 'plain' | 'decided' | 'all';

function toReview(row: Row | undefined): Review | undefined {
  if (row === undefined) return undefined;
  const at = integerOrNull(row, 'finished_at');
  return {
    id: integer(row, 'id'),
    startedAt: integer(row, 'started_at'),
    startedBy: text(row, 'started_by'),
    people: integer(row, 'people'),
    finished:
      at === null
        ? null
        : { at, by: text(row, 'finished_by'), isComplete: flag(row, 'is_complete'), note: text(row, 'note') },
  };
}

export const getOpenReview = (reader: Reader): Review | undefined =>
  toReview(reader.get('SELECT * FROM access_reviews WHERE finished_at IS NULL'));
export const getReview = (reader: Reader, id: number): Review | undefined =>
  toReview(reader.get('SELECT * FROM access_reviews WHERE id = :id', { id }));
/** The last one that is over. @param onlyComplete leaves out those that were ended before everybody was decided. */
export const getLastReview = (reader: Reader, onlyComplete: boolean): Review | undefined =>
  toReview(
    reader.get(
      `SELECT * FROM access_reviews WHERE finished_at IS NOT NULL AND (is_complete = 1 OR :onlyComplete = 0)
       ORDER BY id DESC LIMIT 1`,
      { onlyComplete: onlyComplete ? 1 : 0 },
    ),
  );

const CONDITIONS: Readonly<Record<ReviewReason, string>> = {
  partner_admin: "role = 'partner_admin'",
  never_signed_in: 'last_sign_in_at IS NULL',
  long_away: 'last_sign_in_at IS NOT NULL AND last_sign_in_at < :awaySince',
  without_two_factor: "two_factor <> 'set_up'",
  all_clients: 'has_all_clients = 1 OR joins_new_clients = 1',
};
/** The first reason has the highest bit, so the larger number deserves the earlier look. */
const bitOf = (reason: ReviewReason): number => 1 << (REVIEW_REASONS.length - 1 - REVIEW_REASONS.indexOf(reason));
const REASONS_SQL = REVIEW_REASONS.map(
  (reason) => `CASE WHEN ${CONDITIONS[reason]} THEN ${bitOf(reason)} ELSE 0 END`,
).join(' + ');

/** @param now epoch ms. @returns the number of the review. */
export function insertReview(tx: Tx, by: { readonly id: number; readonly name: string }, now: number): number {
  // Reports reach back to the last review that is over. The activity record has all of them.
  tx.run(
    `DELETE FROM access_review_rows WHERE review_id <>
       coalesce((SELECT max(id) FROM access_reviews WHERE finished_at IS NOT NULL), 0)`,
  );
  const reviewId = tx.insert(
    `INSERT INTO access_reviews (started_at, started_by_id, started_by, people)
     VALUES (:now, :id, :name, (SELECT count(*) FROM users WHERE status <> 'deactivated'))`,
    { ...by, now },
  );
  tx.run(
    `INSERT INTO access_review_rows (review_id, place, user_id, reasons)
     SELECT :reviewId, row_number() OVER (ORDER BY ${REASONS_SQL} DESC, name_key, id), id, ${REASONS_SQL}
     FROM users WHERE status <> 'deactivated'`,
    { reviewId, awaySince: now - LONG_AWAY_MS },
  );
  return reviewId;
}

const VIEW_SQL: Readonly<Record<ReviewView, string>> = {
  open: 'decision IS NULL',
  standing_out: 'decision IS NULL AND reasons > 0',
  plain: 'decision IS NULL AND reasons = 0',
  decided: 'decision IS NOT NULL',
  all: '1 = 1',
};

function toReviewRow(row: Row): ReviewRow {
  const what = textOrNull(row, 'decision');
  const bits = integer(row, 'reasons');
  return {
    userId: integer(row, 'user_id') as UserId,
    reasons: REVIEW_REASONS.filter((reason) => (bits & bitOf(reason)) !== 0),
    decision:
      what === null
        ? null
        : {
            what: what as ReviewDecision,
            at: integer(row, 'decided_at'),
            byId: integer(row, 'decided_by_id'),
            by: text(row, 'decided_by'),
            note: text(row, 'note'),
          },
  };
}

export const listReviewRows = (
  reader: Reader,
  reviewId: number,
  view: ReviewView,
  offset: number,
  limit: number,
): readonly ReviewRow[] =>
  reader
    .all(
      `SELECT * FROM access_review_rows WHERE review_id = :reviewId AND ${VIEW_SQL[view]}
       ORDER BY place LIMIT :limit OFFSET :offset`,
      { reviewId, limit, offset },
    )
    .map(toReviewRow);

export function countReviewView(reader: Reader, reviewId: number, view: ReviewView): number {
  const row = reader.get(
    `SELECT count(*) AS total FROM access_review_rows WHERE review_id = :reviewId AND ${VIEW_SQL[view]}`,
    { reviewId },
  );
  return row === undefined ? 0 : integer(row, 'total');
}

export function getReviewRow(reader: Reader, reviewId: number, userId: UserId): ReviewRow | undefined {
  const row = reader.get('SELECT * FROM access_review_rows WHERE review_id = :reviewId AND user_id = :userId', {
    reviewId,
    userId,
  });
  return row === undefined ? undefined : toReviewRow(row);
}

export interface ReviewCounts extends Readonly<Record<ReviewDecision, number>> {
  readonly standingOut: number;
  readonly plain: number;
}

export function countReviewRows(reader: Reader, reviewId: number): ReviewCounts {
  const row = reader.get(
    `SELECT count(*) FILTER (WHERE ${VIEW_SQL.standing_out}) AS standing_out,
       count(*) FILTER (WHERE ${VIEW_SQL.plain}) AS plain,
       count(*) FILTER (WHERE decision = 'confirmed') AS confirmed,
       count(*) FILTER (WHERE decision = 'changed') AS changed,
       count(*) FILTER (WHERE decision = 'deactivated') AS deactivated
     FROM access_review_rows WHERE review_id = :reviewId`,
    { reviewId },
  );
  if (row === undefined) throw new Error('a count always has a row');
  return {
    standingOut: integer(row, 'standing_out'),
    plain: integer(row, 'plain'),
    confirmed: integer(row, 'confirmed'),
    changed: integer(row, 'changed'),
    deactivated: integer(row, 'deactivated'),
  };
}

/** How many each reviewer has decided, the most first. Names are those of the decisions. */
export const countByReviewer = (
  reader: Reader,
  reviewId: number,
): readonly ({ readonly name: string } & Readonly<Record<ReviewDecision, number>>)[] =>
  reader
    .all(
      `SELECT max(decided_by) AS name, count(*) FILTER (WHERE decision = 'confirmed') AS confirmed,
         count(*) FILTER (WHERE decision = 'changed') AS changed,
         count(*) FILTER (WHERE decision = 'deactivated') AS deactivated
       FROM access_review_rows WHERE review_id = :reviewId AND decision IS NOT NULL
       GROUP BY decided_by_id ORDER BY count(*) DESC`,
      { reviewId },
    )
    .map((row) => ({
      name: text(row, 'name'),
      confirmed: integer(row, 'confirmed'),
      changed: integer(row, 'changed'),
      deactivated: integer(row, 'deactivated'),
    }));

/** The notes of confirmed accounts that did not stand out, with how many they were for, the most first. */
export const listStatements = (
  reader: Reader,
  reviewId: number,
  limit: number,
): readonly { readonly note: string; readonly by: string; readonly count: number }[] =>
  reader
    .all(
      `SELECT note, max(decided_by) AS by, count(*) AS count FROM access_review_rows
       WHERE review_id = :reviewId AND decision = 'confirmed' AND reasons = 0 AND note <> ''
       GROUP BY decided_by_id, note ORDER BY count(*) DESC, note LIMIT :limit`,
      { reviewId, limit },
    )
    .map((row) => ({ note: text(row, 'note'), by: text(row, 'by'), count: integer(row, 'count') }));

export interface Decided {
  readonly what: ReviewDecision;
  readonly at: number;
  readonly byId: number;
  readonly by: string;
  readonly note: string;
}

/** @param decided null: the account is open again. @returns false where the review has no such account. */
export function setReviewDecision(tx: Tx, reviewId: number, userId: UserId, decided: Decided | null): boolean {
  const { changes } = tx.run(
    `UPDATE access_review_rows SET decision = :what, decided_at = :at, decided_by_id = :byId, decided_by = :by, note = :note
     WHERE review_id = :reviewId AND user_id = :userId`,
    { reviewId, userId, ...(decided ?? { what: null, at: null, byId: null, by: null, note: '' }) },
  );
  return changes === 1;
}

/** @returns false where it is over already. */
export function finishReview(tx: Tx, reviewId: number, finished: NonNullable<Review['finished']>): boolean {
  const { changes } = tx.run(
    `UPDATE access_reviews SET finished_at = :at, finished_by = :by, is_complete = :isComplete, note = :note
     WHERE id = :reviewId AND finished_at IS NULL`,
    { reviewId, ...finished, isComplete: finished.isComplete ? 1 : 0 },
  );
  return changes === 1;
}
