// Turns a pending secret into the user's authenticator. A code from the new secret confirms it; then the secret and a
// new set of recovery codes replace the old ones in one transaction.
import { refuse } from '../../domain/refusal.ts';
import { decideCode, stepAt } from '../../domain/two-factor.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { acceptStep, getAuthenticator, replaceAuthenticator } from '../../storage/tables/authenticators.ts';
import { endSessionsOf } from '../../storage/tables/sessions.ts';
import { removeTemporaryCode } from '../../storage/tables/temporary-codes.ts';
import { markSetUp, type User } from '../../storage/tables/users.ts';
import { decideCodeOfPhone } from './check-clock.ts';
import { type Context, newId } from './context.ts';
import { openAuthenticator, sealAuthenticator, setRecoveryCodes } from './credentials.ts';
import type { NewRecoveryCodes } from './make-recovery-codes.ts';

/** A secret that is not a factor yet. It lives in a window's visit. */
interface PendingSecret {
  readonly secret: Uint8Array;
  /** The month that its entry in the app carries. */
  readonly entryMonth: string;
}

export interface Enrolment extends PendingSecret {
  /** The step of the code that confirmed the secret. */
  readonly step: number;
  readonly recoveryCodes: NewRecoveryCodes;
}

interface Confirming {
  /** Who has proved the authenticator that this one replaces. It works until then, so its codes can be recognised. */
  readonly replacesOf: User | undefined;
  /** As in decideCodeOfPhone. */
  readonly mayGoBack?: boolean;
}

/**
 * @param code 6 digits.
 * @returns the step that the code belongs to.
 * @throws Refusal wrong_code, old_entry, phone_clock_off, clock_went_back.
 */
export function confirmPendingSecret(
  context: Context,
  { secret, entryMonth }: PendingSecret,
  code: string,
  { replacesOf, mayGoBack }: Confirming,
): number {
  const decision = context.storage.transaction((tx) =>
    decideCodeOfPhone(context, tx, { secret, lastStep: 0 }, code, mayGoBack),
  );
  if (decision.kind === 'phone_clock_off') return refuse({ code: 'phone_clock_off', minutes: decision.minutes });
  if (decision.kind === 'accepted') return decision.step;
  if (replacesOf !== undefined && isOfOldEntry(context, replacesOf, code))
    return refuse({ code: 'old_entry', entry: entryMonth });
  return refuse({ code: 'wrong_code', entry: entryMonth });
}

/**
 * Whether a code that does not fit the new entry is one of the old entry. It is then used up, so asking tells a guesser
 * no code that still opens anything.
 */
function isOfOldEntry(context: Context, { id }: User, code: string): boolean {
  const isOld = context.storage.transaction((tx) => {
    const authenticator = getAuthenticator(tx, id);
    const secret = authenticator && openAuthenticator(context, id, authenticator);
    if (authenticator === undefined || secret === undefined) return false;
    const now = context.clock.now();
    const decision = decideCode({ ...authenticator, secret, code, now });
    if (decision.kind === 'accepted') acceptStep(tx, id, decision.step, now);
    return decision.kind === 'accepted' || decision.kind === 'already_used';
  });
  context.storage.settle();
  return isOld;
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
  { secret, entryMonth, step, recoveryCodes: { salt, hashes } }: Enrolment,
  exceptSession?: string,
): number {
  const now = context.clock.now();
  const id = newId(context.random);
  replaceAuthenticator(tx, user.id, {
    id,
    sealedSecret: sealAuthenticator(context, user.id, id, secret),
    confirmedAt: now,
    entryMonth,
    // The code that confirmed is used up, and so is everything older.
    lastStep: Math.max(step, stepAt(now) - 1),
  });
  setRecoveryCodes(context, tx, user.id, { salt, hashes, createdAt: now });
  removeTemporaryCode(tx, user.id);
  markSetUp(tx, user.id, now);
  return endSessionsOf(tx, user.id, 'authenticator_changed', now, exceptSession);
}
