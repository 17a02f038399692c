// The remedy for a clock that once ran ahead and is right now. A Partner Admin who proves themselves without a clock,
// by a recovery code or the recovery kit, makes the present time count again. What was stored with a future time is cut
// to what it may be from now.
import { decideClock } from '../../domain/clock-guard.ts';
import { ONE_TIME_CODE_MS } from '../../domain/one-time-code.ts';
import { KIT_WAIT_MS } from '../../domain/recovery-kit.ts';
import { stepAt } from '../../domain/two-factor.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { shortenApprovals } from '../../storage/tables/approvals.ts';
import { lowerFutureSteps } from '../../storage/tables/authenticators.ts';
import { lowerFutureBackups } from '../../storage/tables/backup-plan.ts';
import { lowerFutureContacts, lowerFutureTerminations } from '../../storage/tables/clients.ts';
import { getHighWater, setHighWater } from '../../storage/tables/clock.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { shortenOneTimeCodes } from '../../storage/tables/one-time-codes.ts';
import { shortenKitWait } from '../../storage/tables/recovery-kit.ts';
import { endSessionsAfter } from '../../storage/tables/sessions.ts';
import { shortenSetupDeadlines } from '../../storage/tables/setup-codes.ts';
import { shortenTemporaryCodes } from '../../storage/tables/temporary-codes.ts';
import { shortenWaits } from '../../storage/tables/throttles.ts';
import { lowerFutureTies } from '../../storage/tables/ties.ts';
import type { User } from '../../storage/tables/users.ts';
import { followClock } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { recordActivity } from '../act/record-activity.ts';

export function acceptPresentClock(context: Context, tx: Tx, user: User): void {
  // Rekey went on by its own time since the clock was set back.
  if ((context.clock.jump()?.at ?? context.clock.now()) < context.clock.now()) followClock(context, tx);
  const now = context.clock.now();
  const decision = decideClock(getHighWater(tx), now);
  if (decision.kind !== 'went_back') return;
  setHighWater(tx, now);
  lowerFutureSteps(tx, stepAt(now) + 1);
  shortenWaits(tx, now);
  endSessionsAfter(tx, now);
  lowerFutureTerminations(tx, now);
  lowerFutureContacts(tx, now);
  lowerFutureBackups(tx, now);
  shortenSetupDeadlines(tx, now + (getFirm(tx)?.setupCodeMinutes ?? 0) * 60_000);
  for (const purpose of ['activation', 'password'] as const)
    shortenOneTimeCodes(tx, purpose, now + ONE_TIME_CODE_MS[purpose]);
  shortenTemporaryCodes(tx, now);
  shortenApprovals(tx, now);
  lowerFutureTies(tx, now);
  shortenKitWait(tx, now + KIT_WAIT_MS);
  recordActivity(context, tx, {
    action: 'clock.accepted',
    outcome: 'done',
    actor: user,
    detail: { minutes: decision.minutes },
  });
}
