// A right password or code can fail because another program has written the row that it is compared with. The record
// says so, once a day for each user, and every Partner Admin is shown it.
import type { Tx } from '../../storage/engine/database.ts';
import { hasBeenRecorded } from '../../storage/tables/activity.ts';
import type { User } from '../../storage/tables/users.ts';
import type { Context } from './context.ts';
import { findAlteredCredential } from './credentials.ts';
import { recordActivity } from './record-activity.ts';

const AGAIN_AFTER_MS = 24 * 3_600_000;

export function noteAlteredCredential(context: Context, tx: Tx, user: User): void {
  const what = findAlteredCredential(context, tx, user.id);
  if (what === undefined) return;
  const action = 'credential.altered';
  if (hasBeenRecorded(tx, user.id, action, context.clock.now() - AGAIN_AFTER_MS)) return;
  recordActivity(context, tx, { action, outcome: 'failed', target: user, detail: { credential: what } });
}
