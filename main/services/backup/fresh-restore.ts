// A firm that was just restored says so on the sign-in page until somebody has signed in: what people did after the backup is
// gone, and their codes of then do not work. A firm that was moved here says more: see find-arrival.ts.
import { isPossibleTime } from '../../domain/clock-guard.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { getNewestMove, hasSignInSince } from '../../storage/tables/moves.ts';

/** When the backup was made; undefined where there was no restore, or somebody has signed in since. */
export function freshlyRestoredFrom(reader: Reader): number | undefined {
  const newest = getNewestMove(reader);
  if (newest?.action !== 'firm.restored' || hasSignInSince(reader, newest.seq)) return undefined;
  const { backupMadeAt, movedFrom } = newest.detail;
  // Another program may have written anything there.
  const isTime = typeof backupMadeAt === 'number' && isPossibleTime(backupMadeAt);
  return isTime && movedFrom === undefined ? backupMadeAt : undefined;
}
