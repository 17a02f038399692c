// A Partner Admin says that alerts were seen. To say it of an account that was let in, or of a Partner Admin who was
// removed, is to vouch: it ends the tie or the protection once its time has passed. So it takes the fresh code, one by one,
// and is recorded.
import { refuse } from '../../domain/refusal.ts';
import type { UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { type Alert, getAlert, markAlertsSeen } from '../../storage/tables/alerts.ts';
import { getUser } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { actWithPresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { endTies } from '../independence/who-is-independent.ts';

/** @throws Refusal forbidden (one of them is vouched for). Nothing is marked then. */
export function seeAlerts(context: Context, actor: Actor, alertIds: readonly number[]): void {
  context.storage.transaction((tx: Tx) => {
    for (const id of alertIds)
      if (getAlert(tx, id, actor.user.id)?.isVouchedFor === true) refuse({ code: 'forbidden' });
    markAlertsSeen(tx, actor.user.id, alertIds, context.clock.now());
  });
}

/** @throws Refusal not_found (there is no such alert, or nobody vouches for it). */
function requireVouchable(reader: Reader, actor: Actor, alertId: number): Alert {
  const alert = getAlert(reader, alertId, actor.user.id);
  // The tie of a let-in alert may have ended since the window read it: a second click is no error.
  return alert?.isVouchedFor === true || alert?.kind === 'let_in' ? alert : refuse({ code: 'not_found' });
}

/**
 * A second click finds it seen: it changes and records nothing.
 * @param code the actor's own fresh code. May be empty within five minutes of the last one.
 * @throws Refusal as requireVouchable and as actWithPresence. Nothing is changed then.
 */
export function vouch(
  context: Context,
  actor: Actor,
  { alertId, code }: { readonly alertId: number; readonly code: string },
): void {
  const check = (reader: Reader): Alert => requireVouchable(reader, actor, alertId);
  actWithPresence(context, actor, code, check, (tx, { kind, subjectId, actorName }) => {
    if (markAlertsSeen(tx, actor.user.id, [alertId], context.clock.now()) === 0) return;
    const by = actorName ?? '';
    recordActivity(context, tx, {
      action: 'alert.vouched',
      outcome: 'done',
      actor: actor.user,
      target: subjectId === null ? undefined : getUser(tx, subjectId as UserId),
      detail: kind === 'admin_removed' ? { removedBy: by } : { letInBy: by },
    });
    endTies(context, tx);
  });
}
