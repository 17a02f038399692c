// What a recorded act means for an open access review, in the transaction of the act: an account that was deactivated or
// given another access is decided by that, by whatever window or desktop.

import { followsFrom } from '../../domain/access-review.ts';
import type { ActivityRecord } from '../../domain/activity-chain.ts';
import type { UserId } from '../../domain/user.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { getOpenReview, setReviewDecision } from '../../storage/tables/reviews.ts';

export function followRecord(tx: Tx, record: ActivityRecord): void {
  const follows = followsFrom(record);
  if (follows === undefined) return;
  const review = getOpenReview(tx);
  if (review === undefined) return;
  const { targetId, actorId, actorName, at, detail } = record;
  const note = detail['note'];
  setReviewDecision(
    tx,
    review.id,
    targetId as UserId,
    follows === 'open'
      ? null
      : {
          what: follows,
          at,
          byId: actorId ?? 0,
          by: actorName ?? '',
          note: typeof note === 'string' ? note : '',
        },
  );
}
