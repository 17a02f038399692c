// Changing one's own authenticator, and making new recovery codes. Both need a code of now from the present authenticator.
// The new secret is pending, in the window's visit only, and the old one works until a code from the new one is confirmed.
import { refuse } from '../../domain/refusal.ts';
import { decideCode, SECRET_BYTES, stepAt, toOtpauthUri, toSetupKey } from '../../domain/two-factor.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { replaceAuthenticator } from '../../storage/tables/authenticators.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import {
  getRecoveryCodeSet,
  markRecoveryCodesSaved,
  replaceRecoveryCodes,
} from '../../storage/tables/recovery-codes.ts';
import { endSessionsOf } from '../../storage/tables/sessions.ts';
import { removeTemporaryCode } from '../../storage/tables/temporary-codes.ts';
import { markSetUp, type User } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import { succeedAttempt, userSubject } from '../act/attempt.ts';
import { checkClock } from '../act/check-clock.ts';
import { type Context, newId } from '../act/context.ts';
import { makeRecoveryCodes, type NewRecoveryCodes } from '../act/make-recovery-codes.ts';
import { proveCode } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { type PendingAuthenticator, SETUP_STAGE_MS, type VisitAt } from '../act/visit.ts';
import { isSameBytes } from '../secrets/secret-box.ts';
import { requireDigits } from '../secrets/typed-code.ts';
import { requireOwnAccount } from './own-account.ts';

type SignedIn = VisitAt<'signed_in'>;

/** The visit without a change under way. @param codesSalt of the recovery codes that the window shows. */
export function settleVisit(visit: SignedIn, codesSalt?: Uint8Array): SignedIn {
  const settled = { stage: visit.stage, sessionId: visit.sessionId, with: visit.with };
  const salt = codesSalt ?? visit.codesSalt;
  return salt === undefined ? settled : { ...settled, codesSalt: salt };
}

export interface BegunAuthenticator {
  readonly pending: PendingAuthenticator;
  /** For the screen; never again after the confirmation. */
  readonly shown: {
    readonly issuer: string;
    readonly account: string;
    readonly setupKey: string;
    readonly otpauthUri: string;
  };
}

/** @throws Refusal that says what is wrong with the code. */
export function beginChange(context: Context, actor: Actor, code: string): BegunAuthenticator {
  proveCode(context, actor, code);
  const { user } = actor;
  const issuer = getFirm(context.storage.read)?.name ?? '';
  const secret = context.random.bytes(SECRET_BYTES);
  return {
    pending: { secret, userVersion: user.version, until: context.clock.now() + SETUP_STAGE_MS },
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
 * One transaction: the new authenticator and new recovery codes replace the old ones, other sessions end.
 * @param isStillHere false when the window has left this change meanwhile.
 * @throws Refusal wrong_code, phone_clock_off, clock_went_back, conflict (the account was changed meanwhile), not_now.
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
  const decision = decideCode({ secret: pending.secret, code, now: context.clock.now(), lastStep: 0 });
  if (decision.kind === 'phone_clock_off') return refuse({ code: 'phone_clock_off', minutes: decision.minutes });
  if (decision.kind !== 'accepted') return refuse({ code: 'wrong_code' });
  const made = await makeRecoveryCodes(context);
  return context.storage.transaction((tx) => {
    checkClock(context, tx);
    // Cancelled while the codes were made: an abandoned change leaves the old authenticator alone.
    if (!isStillHere()) return refuse({ code: 'not_now' });
    const user = requireOwnAccount(context, actor);
    if (user.version !== pending.userVersion) return refuse({ code: 'conflict' });
    const now = context.clock.now();
    const id = newId(context.random);
    replaceAuthenticator(tx, user.id, {
      id,
      sealedSecret: context.secretBox.seal(id, pending.secret),
      confirmedAt: now,
      // The code that confirmed is used up too; so is everything older.
      lastStep: Math.max(decision.step, stepAt(now) - 1),
    });
    keepNewCodes(context, tx, user, made);
    removeTemporaryCode(tx, user.id);
    markSetUp(tx, user.id, now);
    const sessionsEnded = endSessionsOf(tx, user.id, 'authenticator_changed', now, actor.session.id);
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

/** Old codes die at once. @throws Refusal that says what is wrong with the code, conflict (the account was changed meanwhile), not_now. */
export async function regenerateRecoveryCodes(context: Context, actor: Actor, code: string): Promise<NewRecoveryCodes> {
  proveCode(context, actor, code);
  const made = await makeRecoveryCodes(context);
  return context.storage.transaction((tx) => {
    const user = requireOwnAccount(context, actor);
    // Codes belong to the authenticator that was proved: one that came meanwhile has codes of its own.
    if (user.version !== actor.user.version) return refuse({ code: 'conflict' });
    keepNewCodes(context, tx, user, made);
    recordActivity(context, tx, { action: 'recovery_codes.regenerated', outcome: 'done', actor: user, target: user });
    return made;
  });
}

function keepNewCodes(context: Context, tx: Tx, user: User, made: NewRecoveryCodes): void {
  replaceRecoveryCodes(tx, user.id, { salt: made.salt, hashes: made.hashes, createdAt: context.clock.now() });
  // Guesses at the codes before count for nothing against these.
  succeedAttempt(tx, userSubject(user), 'recovery_code');
}

/**
 * "I have saved these codes": until then the next sign-in makes new ones.
 * @throws Refusal not_now: this window shows none, or another one has made newer ones.
 */
export function keepRecoveryCodes(context: Context, actor: Actor, visit: SignedIn): void {
  context.storage.transaction((tx) => {
    const set = getRecoveryCodeSet(tx, actor.user.id);
    if (set === undefined || visit.codesSalt === undefined || !isSameBytes(set.salt, visit.codesSalt))
      return refuse({ code: 'not_now' });
    if (set.savedAt === null) markRecoveryCodesSaved(tx, actor.user.id, context.clock.now());
  });
}
