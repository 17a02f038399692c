// A firm that was just restored says so on the sign-in page until somebody has signed in: what people did after the backup is
// gone, and their codes of then do not work.
import type { Reader } from '../../storage/engine/database.ts';
import { getActivity, getHead } from '../../storage/tables/activity.ts';

/** Wrong passwords may be on record since. This many are looked at. */
const LOOK_BACK = 20;

/** When the backup was made; undefined where there was no restore, or somebody has signed in since. */
export function freshlyRestoredFrom(reader: Reader): number | undefined {
  const { seq } = getHead(reader);
  for (let each = seq; each > Math.max(0, seq - LOOK_BACK); each--) {
    const record = getActivity(reader, each);
    if (record === undefined || record.action === 'session.started') return undefined;
    const madeAt = record.detail['backupMadeAt'];
    if (record.action === 'firm.restored' && record.outcome === 'done')
      return typeof madeAt === 'number' ? madeAt : undefined;
  }
  return undefined;
}
