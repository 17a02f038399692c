// The access review: the firm looks at who has which access, account by account, and confirms it, changes it or takes it
// away. An account is changed and deactivated by `users.edit` and `users.deactivate`, which the review follows.
import * as v from 'valibot';
import {
  count,
  id,
  listOf,
  note,
  nothing,
  page,
  search,
  shownNote,
  shownPerson,
  time,
  userId,
  version,
} from './fields.ts';
import { userRowSchema } from './users.ts';
import { reviewDecisionSchema, reviewReasonSchema } from './words.ts';

const reviewSchema = v.strictObject({
  id,
  startedAt: time,
  startedBy: shownPerson,
  /** How many accounts it began with. */
  people: count,
  finished: v.nullable(
    v.strictObject({
      at: time,
      by: shownPerson,
      /** Every account that somebody could decide about was decided. */
      isComplete: v.boolean(),
      note: shownNote,
    }),
  ),
});

const countsSchema = v.strictObject({
  /** Nobody has decided, with and without a reason to look. */
  standingOut: count,
  plain: count,
  confirmed: count,
  changed: count,
  deactivated: count,
});

const decisionSchema = v.nullable(
  v.strictObject({ what: reviewDecisionSchema, at: time, by: shownPerson, note: shownNote }),
);

const reviewRowSchema = v.strictObject({
  ...userRowSchema.entries,
  /** What deserved a look when the review began. */
  reasons: v.array(reviewReasonSchema),
  isOwn: v.boolean(),
  decision: decisionSchema,
});
export type ReviewRow = v.InferOutput<typeof reviewRowSchema>;

export const reviewsRequests = {
  'reviews.get': {
    input: nothing,
    output: v.strictObject({
      /** Policy: months from one review to the next; 0 for none. */
      months: count,
      dueAt: v.nullable(time),
      isDue: v.boolean(),
      open: v.nullable(reviewSchema),
      last: v.nullable(reviewSchema),
    }),
  },
  /** Answers the one that is open where there is one. */
  'reviews.start': { input: nothing, output: v.strictObject({ reviewId: id }) },
  /** `isComplete`: it may be finished. */
  'reviews.count': {
    input: v.strictObject({ reviewId: id }),
    output: v.strictObject({ ...countsSchema.entries, isComplete: v.boolean() }),
  },
  'reviews.listRows': {
    input: v.strictObject({
      reviewId: id,
      view: v.picklist(['open', 'standing_out', 'plain', 'decided', 'all']),
      search,
      ...page,
    }),
    output: v.strictObject({ rows: v.array(reviewRowSchema), total: count }),
  },
  /** What was decided about one account so far. */
  'reviews.getDecision': {
    input: v.strictObject({ reviewId: id, userId }),
    output: v.strictObject({ decision: decisionSchema }),
  },
  /** One account, or several that do not stand out. Several take a note: what they were compared with. */
  'reviews.confirm': {
    input: v.pipe(
      v.strictObject({
        reviewId: id,
        people: v.pipe(
          listOf(v.strictObject({ userId, version }), 1000, 'At most 1,000 people can be confirmed at once.'),
          v.minLength(1),
        ),
        note,
      }),
      v.forward(
        v.partialCheck(
          [['people'], ['note']],
          ({ people, note: statement }) => people.length === 1 || statement !== '',
          'Say what you compared them with.',
        ),
        ['note'],
      ),
    ),
    output: v.strictObject({
      confirmed: count,
      /** Those that were left as they are. */
      left: v.array(
        v.strictObject({
          userId: id,
          why: v.picklist(['own_account', 'changed_meanwhile', 'decided', 'stands_out', 'gone']),
        }),
      ),
    }),
  },
  /** The account is open again. A change and a deactivation are acts of their own and stay. */
  'reviews.takeBack': {
    input: v.strictObject({
      reviewId: id,
      userId,
      /** Epoch ms: of the confirmation that the window has shown. */
      decidedAt: count,
    }),
    output: nothing,
  },
  'reviews.finish': { input: v.strictObject({ reviewId: id, note }), output: nothing },
  'reviews.report': {
    input: v.strictObject({ reviewId: id }),
    output: v.strictObject({
      review: reviewSchema,
      counts: countsSchema,
      reviewers: v.array(v.strictObject({ name: shownPerson, confirmed: count, changed: count, deactivated: count })),
      /** Of confirmed accounts that did not stand out. */
      statements: v.array(v.strictObject({ note: shownNote, by: shownPerson, count })),
      people: v.array(
        v.strictObject({
          name: shownPerson,
          reasons: v.array(reviewReasonSchema),
          decision: v.nullable(reviewDecisionSchema),
          by: v.nullable(shownPerson),
          at: v.nullable(time),
          note: shownNote,
        }),
      ),
      more: count,
    }),
  },
} as const;
