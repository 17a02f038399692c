// Ends the session of a window that its person leaves.
import { endSession as writeEnd } from '../../storage/tables/sessions.ts';
import { findActor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { recordActivity } from '../act/record-activity.ts';

export type LeaveReason = 'signed_out' | 'application_closed';

export interface SessionEnding {
  readonly because: LeaveReason;
  /** Epoch ms. It can be written later. */
  readonly at: number;
}

/** @throws when the disk is full or gone: nothing is written then. */
export function endSession(context: Context, sessionId: string, { because, at }: SessionEnding): void {
  const actor = findActor(context, sessionId);
  context.storage.transaction((tx) => {
    writeEnd(tx, sessionId, because, at);
    if (actor !== undefined)
      recordActivity(context, tx, { action: 'session.ended', outcome: 'done', actor: actor.user, reason: because });
  });
  context.storage.settle();
}
