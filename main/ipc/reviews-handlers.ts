// The access review, for those who may deactivate accounts.
import type { reviewsRequests } from '../../preload/contract/reviews.ts';
import { mayReview } from '../domain/access-review.ts';
import { countReview, getDecision, listReview, reportReview } from '../services/review/list-review.ts';
import {
  confirmAccess,
  finishReview,
  getReviewState,
  startReview,
  takeBackConfirmation,
} from '../services/review/review-access.ts';
import type { ReviewRow } from '../storage/tables/reviews.ts';
import { type HandlersOf, signedIn, theUser } from './handler.ts';
import { toUserRow } from './user-row.ts';

const toDecision = (decision: ReviewRow['decision']) =>
  decision && { what: decision.what, at: decision.at, by: decision.by, note: decision.note };

export const reviewsHandlers: HandlersOf<keyof typeof reviewsRequests> = {
  'reviews.get': signedIn(mayReview, { run: (call) => getReviewState(call.context) }),
  'reviews.start': signedIn(mayReview, {
    recordsAs: 'review.started',
    changesDirectory: true,
    run: (call) => ({ reviewId: startReview(call.context, call.actor) }),
  }),
  'reviews.count': signedIn(mayReview, { run: (call, { reviewId }) => countReview(call.context, reviewId) }),
  'reviews.listRows': signedIn(mayReview, {
    async run(call, input) {
      const { context, actor } = call;
      const { rows, total } = await listReview(context, actor, input);
      return {
        rows: rows.map(({ entry, row: { reasons, decision } }) => ({
          ...toUserRow(context, entry, actor.user),
          reasons,
          isOwn: entry.id === actor.user.id,
          decision: toDecision(decision),
        })),
        total,
      };
    },
  }),
  'reviews.getDecision': signedIn(mayReview, {
    about: theUser,
    run: (call, { reviewId, userId }) => ({ decision: toDecision(getDecision(call.context, reviewId, userId)) }),
  }),
  'reviews.confirm': signedIn(mayReview, {
    recordsAs: 'review.confirmed',
    changesDirectory: true,
    run: (call, input) => confirmAccess(call.context, call.actor, input),
  }),
  'reviews.takeBack': signedIn(mayReview, {
    recordsAs: 'review.taken_back',
    about: theUser,
    changesDirectory: true,
    run(call, input) {
      takeBackConfirmation(call.context, call.actor, input);
      return {};
    },
  }),
  'reviews.finish': signedIn(mayReview, {
    recordsAs: 'review.finished',
    changesDirectory: true,
    run(call, input) {
      finishReview(call.context, call.actor, input);
      return {};
    },
  }),
  'reviews.report': signedIn(mayReview, { run: (call, { reviewId }) => reportReview(call.context, reviewId) }),
};
