// Turns a pending secret into the user's authenticator. A code from the new secret confirms it; then the secret and a
// new set of recovery codes replace the old ones in one transaction.
import { refuse } from '../../domain/refusal.ts';
import { stepAt } from '../../domain/two-factor.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { replaceAuthenticator } from '../../storage/tables/authenticators.ts';
import { endSessionsOf } from '../../storage/tables/sessions.ts';
import { removeTemporaryCode } from '../../storage/tables/temporary-codes.ts';
import { markSetUp, type User } from '../../storage/tables/users.ts';
import { decideCodeOfPhone } from './check-clock.ts';
import { type Context, newId } from './context.ts';
import { sealAuthenticator, setRecoveryCodes } from './credentials.ts';
import type { NewRecoveryCodes } from './make-recovery-codes.ts';

export interface Enrolment {
  readonly secret: Uint8Array;
  /** The step of the code that confirmed the secret. */
  readonly step: number;
  readonly recoveryCodes: NewRecoveryCodes;
}

/**
 * @param code 6 digits.
 * @param mayGoBack as in decideCodeOfPhone.
 * @returns the step that the code belongs to.
 * @throws Refusal wrong_code, phone_clock_off, clock_went_back.
 */
export function confirmPendingSecret(context: Context, secret: Uint8Array, code: string, mayGoBack = false): number {
  const decision = context.storage.transaction((tx) =>
    decideCodeOfPhone(context, tx, { secret, lastStep: 0 }, code, mayGoBack),
  );
  if (decision.kind === 'phone_clock_off') return refuse({ code: 'phone_clock_off', minutes: decision.minutes });
  return decision.kind === 'accepted' ? decision.step : refuse({ code: 'wrong_code' });
}

/**
 * The caller has checked everything, in the same transaction. Sessions that began with the old authenticator end.
 * @param exceptSession the session in which users change their own authenticator. It stays open.
 * @returns the number of sessions that were ended.
 */
export function enrolAuthenticator(
  context: Context,
  tx: Tx,
  user: User,
  { secret, step, recoveryCodes: { salt, hashes } }: Enrolment,
  exceptSession?: string,
): number {
  const now = context.clock.now();
  const id = newId(context.random);
  replaceAuthenticator(tx, user.id, {
    id,
    sealedSecret: sealAuthenticator(context, user.id, id, secret),
    confirmedAt: now,
    // The code that confirmed is used up, and so is everything older.
    lastStep: Math.max(step, stepAt(now) - 1),
  });
  setRecoveryCodes(context, tx, user.id, { salt, hashes, createdAt: now });
  removeTemporaryCode(tx, user.id);
  markSetUp(tx, user.id, now);
  return endSessionsOf(tx, user.id, 'authenticator_changed', now, exceptSession);
}
