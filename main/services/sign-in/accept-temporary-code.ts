// Accepts a user's temporary code. Deadline and single use are checked in the caller's transaction.
import { refuse } from '../../domain/refusal.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { getTemporaryCode, spendTemporaryCode } from '../../storage/tables/temporary-codes.ts';
import type { User } from '../../storage/tables/users.ts';
import { checkClock, latestTime } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { macOfCode } from '../act/issued-code.ts';
import { isSameBytes } from '../secrets/secret-box.ts';

/**
 * @param code as `parseCodeText` gives it.
 * @throws Refusal wrong_temporary_code; temporary_code_expired or temporary_code_used only for the right code. The
 * transaction then rolls back.
 */
export function acceptTemporaryCode(context: Context, tx: Tx, user: User, code: string): void {
  checkClock(context, tx);
  const stored = getTemporaryCode(tx, user.id);
  if (stored === undefined || !isSameBytes(stored.mac, macOfCode(context, 'temporary_code', user.id, code)))
    refuse({ code: 'wrong_temporary_code' });
  // Setting the clock back must not extend the code.
  if (stored.expiresAt <= latestTime(context, tx)) refuse({ code: 'temporary_code_expired' });
  if (!spendTemporaryCode(tx, user.id, context.clock.now())) refuse({ code: 'temporary_code_used' });
}
