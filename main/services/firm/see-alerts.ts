// A Partner Admin says that alerts were seen. For an account that was let in, that ends the tie once its time has passed.
import type { Tx } from '../../storage/engine/database.ts';
import { markAlertsSeen } from '../../storage/tables/alerts.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { endTies } from '../independence/who-is-independent.ts';

export function seeAlerts(context: Context, actor: Actor, alertIds: readonly number[]): void {
  context.storage.transaction((tx: Tx) => {
    markAlertsSeen(tx, actor.user.id, alertIds, context.clock.now());
    endTies(context, tx);
  });
}
