// Users change their own authenticator or make new recovery codes. Both need a fresh code from the current
// authenticator. The new secret is pending, in the window's visit only: the old one works until a code from the new one
// is confirmed.
import { refuse } from '../../domain/refusal.ts';
import { entryMonthAt, SECRET_BYTES, toIssuer, toOtpauthUri, toSetupKey } from '../../domain/two-factor.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { getRecoveryCodeSet, markRecoveryCodesSaved } from '../../storage/tables/recovery-codes.ts';
import type { User } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import { forgiveAttempts, userSubject } from '../act/attempt.ts';
import { checkClock } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { setRecoveryCodes } from '../act/credentials.ts';
import { confirmPendingSecret, enrolAuthenticator } from '../act/enrol-authenticator.ts';
import { makeRecoveryCodes, type NewRecoveryCodes } from '../act/make-recovery-codes.ts';
import { proveCode } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { type PendingAuthenticator, SETUP_STAGE_MS, type VisitAt } from '../act/visit.ts';
import { isSameBytes } from '../secrets/secret-box.ts';
import { requireDigits } from '../secrets/typed-code.ts';
import { requireOwnAccount } from './own-account.ts';

type SignedIn = VisitAt<'signed_in'>;

/** The visit without a pending change. @param codesSalt the salt of the recovery codes that the window shows. */
export function settleVisit(visit: SignedIn, codesSalt?: Uint8Array): SignedIn {
  // All else stays: the setup codes of a bulk reset, for example, may not be saved yet.
  const { pending: _, ...settled } = visit;
  return codesSalt === undefined ? settled : { ...settled, codesSalt };
}

export interface BegunAuthenticator {
  readonly pending: PendingAuthenticator;
  /** Shown until the code is confirmed, never again. */
  readonly shown: {
    readonly issuer: string;
    readonly account: string;
    readonly setupKey: string;
    readonly otpauthUri: string;
  };
}

/** @throws Refusal as proveCode. */
export function beginChange(context: Context, actor: Actor, code: string): BegunAuthenticator {
  proveCode(context, actor, code);
  const { user } = actor;
  const now = context.clock.now();
  const entryMonth = entryMonthAt(now);
  const issuer = toIssuer(getFirm(context.storage.read)?.name ?? '', entryMonth);
  const secret = context.random.bytes(SECRET_BYTES);
  return {
    pending: { secret, entryMonth, userVersion: user.version, until: now + SETUP_STAGE_MS },
    shown: {
      issuer,
      account: user.email,
      setupKey: toSetupKey(secret),
      otpauthUri: toOtpauthUri(issuer, user.email, secret),
    },
  };
}

export interface ConfirmedAuthenticator {
  readonly made: NewRecoveryCodes;
  readonly sessionsEnded: number;
}

/**
 * In one transaction, the new authenticator and new recovery codes replace the old ones and the user's other sessions
 * end.
 * @param isStillHere false when the window has left this change in the meantime.
 * @throws Refusal wrong_code, old_entry, phone_clock_off, clock_went_back, conflict (the account has changed), not_now.
 */
export async function confirmChange(
  context: Context,
  actor: Actor,
  visit: SignedIn,
  typed: string,
  isStillHere: () => boolean,
): Promise<ConfirmedAuthenticator> {
  const { pending } = visit;
  if (pending === undefined || context.clock.now() >= pending.until) return refuse({ code: 'not_now' });
  const code = requireDigits(typed);
  context.storage.transaction((tx) => checkClock(context, tx));
  const step = confirmPendingSecret(context, pending, code, { replacesOf: actor.user });
  const made = await makeRecoveryCodes(context, actor.user.id);
  return context.storage.transaction((tx) => {
    checkClock(context, tx);
    // Cancelled while the codes were made: an abandoned change leaves the old authenticator in place.
    if (!isStillHere()) return refuse({ code: 'not_now' });
    const user = requireOwnAccount(context, actor);
    if (user.version !== pending.userVersion) return refuse({ code: 'conflict' });
    const enrolment = { ...pending, step, recoveryCodes: made };
    const sessionsEnded = enrolAuthenticator(context, tx, user, enrolment, actor.session.id);
    forgetRecoveryGuesses(tx, user);
    recordActivity(context, tx, {
      action: 'authenticator.changed',
      outcome: 'done',
      actor: user,
      target: user,
      detail: { method: 'authenticator_app', sessionsEnded },
    });
    return { made, sessionsEnded };
  });
}

/** The old codes stop working at once. @throws Refusal as proveCode, conflict (the account has changed), not_now. */
export async function regenerateRecoveryCodes(context: Context, actor: Actor, code: string): Promise<NewRecoveryCodes> {
  proveCode(context, actor, code);
  const made = await makeRecoveryCodes(context, actor.user.id);
  return context.storage.transaction((tx) => {
    const user = requireOwnAccount(context, actor);
    // The codes belong to the authenticator that was proved. An authenticator that replaced it has codes of its own.
    if (user.version !== actor.user.version) return refuse({ code: 'conflict' });
    setRecoveryCodes(context, tx, user.id, { salt: made.salt, hashes: made.hashes, createdAt: context.clock.now() });
    forgetRecoveryGuesses(tx, user);
    recordActivity(context, tx, { action: 'recovery_codes.regenerated', outcome: 'done', actor: user, target: user });
    return made;
  });
}

/** Guesses at the old codes do not count against new ones. */
const forgetRecoveryGuesses = (tx: Tx, user: User): void => forgiveAttempts(tx, userSubject(user), 'recovery_code');

/**
 * "I have saved these codes". Until then the next sign-in makes new ones.
 * @throws Refusal not_now when this window shows no codes or another window has made newer ones.
 */
export function keepRecoveryCodes(context: Context, actor: Actor, visit: SignedIn): void {
  context.storage.transaction((tx) => {
    const set = getRecoveryCodeSet(tx, actor.user.id);
    if (set === undefined || visit.codesSalt === undefined || !isSameBytes(set.salt, visit.codesSalt))
      return refuse({ code: 'not_now' });
    if (set.savedAt === null) markRecoveryCodesSaved(tx, actor.user.id, context.clock.now());
  });
}
