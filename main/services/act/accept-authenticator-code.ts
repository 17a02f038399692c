// Accepts a code of the user's authenticator. Clock, window and replay are checked in the caller's transaction.
import { isPossibleTime } from '../../domain/clock-guard.ts';
import { Refusal, refuse } from '../../domain/refusal.ts';
import { untilNextCode } from '../../domain/two-factor.ts';
import type { UserId } from '../../domain/user.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { type Authenticator, acceptStep, getAuthenticator } from '../../storage/tables/authenticators.ts';
import { getHighWater, setHighWater } from '../../storage/tables/clock.ts';
import type { User } from '../../storage/tables/users.ts';
import { checkClock, decideCodeOfPhone } from './check-clock.ts';
import type { Context } from './context.ts';
import { openAuthenticator } from './credentials.ts';

/** @throws Refusal clock_went_back, wrong_code, phone_clock_off, code_already_used. The transaction then rolls back. */
export function acceptAuthenticatorCode(context: Context, tx: Tx, user: User, code: string): void {
  checkClock(context, tx);
  const authenticator = getAuthenticator(tx, user.id);
  const secret = authenticator === undefined ? undefined : openAuthenticator(context, user.id, authenticator);
  if (authenticator === undefined || secret === undefined) refuse({ code: 'wrong_code' });
  const { lastStep, burntStep } = authenticator;
  const decision = decideCodeOfPhone(context, tx, { secret, lastStep, burntStep }, code);
  if (decision.kind === 'phone_clock_off')
    throw new Refusal({ code: 'phone_clock_off', minutes: decision.minutes }, decision.step);
  const now = context.clock.now();
  if (decision.kind === 'wrong') refuse({ code: 'wrong_code', ...newEntry(authenticator, now) });
  if (decision.kind === 'already_used' || !acceptStep(tx, user.id, decision.step, now))
    refuse({ code: 'code_already_used', waitMs: waitForNextCode(context, tx, user.id) });
  // The phone has just confirmed the time.
  setHighWater(tx, Math.max(now, getHighWater(tx)));
}

/** For so long after a setup, the app may still have an entry of before, and its codes are wrong. */
const OLD_ENTRY_MS = 30 * 24 * 3_600_000;

const newEntry = ({ entryMonth, confirmedAt }: Authenticator, now: number): { readonly entry?: string } =>
  entryMonth !== null && now - confirmedAt < OLD_ENTRY_MS ? { entry: entryMonth } : {};

/** How long the person's app may still show a code that is used up, in ms. */
export function waitForNextCode(context: Context, reader: Reader, userId: UserId): number {
  const authenticator = getAuthenticator(reader, userId);
  const now = context.clock.now();
  if (authenticator === undefined || !isPossibleTime(now)) return 0;
  return untilNextCode(authenticator.lastStep, authenticator.lastUsedAt, now);
}
