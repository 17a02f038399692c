// Break-glass: the firm's recovery kit lets its holder into the account of one Partner Admin, with a new password, a
// new second factor and a new kit. While the firm has an able admin, the use waits a day and every Partner Admin is
// told.
import { KIT_WAIT_MS, parseKitCode } from '../../domain/recovery-kit.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import { getHead } from '../../storage/tables/activity.ts';
import { removeOneTimeCode } from '../../storage/tables/one-time-codes.ts';
import {
  getRecoveryKit,
  getWaitingKitUse,
  insertKitUse,
  markKitUseUsed,
  removeRecoveryKit,
  stopKitUse,
} from '../../storage/tables/recovery-kit.ts';
import { endSessionsOf } from '../../storage/tables/sessions.ts';
import { removeSetupCode } from '../../storage/tables/setup-codes.ts';
import { removeTemporaryCode } from '../../storage/tables/temporary-codes.ts';
import { getUser, getUserByEmail, markLetIn, nameOf, type User } from '../../storage/tables/users.ts';
import { listAbleAdmins } from '../act/able-admin.ts';
import {
  beginAttempt,
  emailSubject,
  failAttempt,
  forgiveAttempts,
  succeedAttempt,
  userSubject,
} from '../act/attempt.ts';
import { latestTime } from '../act/check-clock.ts';
import type { Context } from '../act/context.ts';
import { setPassword } from '../act/credentials.ts';
import { recordActivity } from '../act/record-activity.ts';
import { withdrawAllApprovals } from '../act/settle-approvals.ts';
import { type KitProof, type KitTakeover, SETUP_STAGE_MS, type Visit, type VisitAt } from '../act/visit.ts';
import { tieToKitMaker } from '../independence/tie-accounts.ts';
import { requireUsablePassword } from '../secrets/require-usable-password.ts';
import { isSameBytes } from '../secrets/secret-box.ts';
import { acceptPresentClock } from './accept-present-clock.ts';
import { hashKit } from './make-recovery-kit.ts';
import { beginAuthenticator } from './sign-in.ts';

/** The kit belongs to the firm, so there is one counter for the firm. */
export const KIT_SUBJECT = 'firm';
/** Compared with when there is no kit. No code has this hash. */
const NO_HASH = new Uint8Array(32);

/**
 * Deactivated Partner Admins stay out. There is always an active one: only an active Partner Admin can deactivate or
 * demote another, and nobody can do either to themselves.
 */
const isEligible = (user: User): boolean => user.role === 'partner_admin' && user.status === 'active';

/**
 * An unknown email, a user who is no Partner Admin and a wrong code get the same answer and cost the same work. The
 * clock is not checked: one that once ran ahead must not lock the firm out of its last resort.
 * @throws Refusal bad_input (code), wrong_recovery_kit, locked_until.
 */
export function useRecoveryKit(context: Context, input: { readonly email: string; readonly code: string }): Visit {
  const code = parseKitCode(input.code);
  if (code === undefined)
    return refuse({
      code: 'bad_input',
      fields: [{ field: 'code', message: 'A recovery kit has 32 letters and digits, in eight groups.' }],
    });
  beginAttempt(context, KIT_SUBJECT, 'recovery_kit', undefined);
  try {
    return context.storage.transaction((tx) => {
      const user = getUserByEmail(tx, input.email);
      const kit = getRecoveryKit(tx);
      const isRight = isSameBytes(kit?.hash ?? NO_HASH, hashKit(context, code, kit?.salt ?? NO_HASH));
      if (!isRight || kit === undefined || user === undefined || !isEligible(user))
        return refuse({ code: 'wrong_recovery_kit' });
      succeedAttempt(context, tx, KIT_SUBJECT, 'recovery_kit');
      return continueWithKit(context, tx, user, kit.salt);
    });
  } catch (error) {
    failAttempt(context, KIT_SUBJECT, 'recovery_kit', undefined, error, 'recovery_kit.refused');
    throw error;
  }
}

function continueWithKit(context: Context, tx: Tx, user: User, salt: Uint8Array): Visit {
  const now = context.clock.now();
  const place = { userId: user.id, userVersion: user.version, until: now + SETUP_STAGE_MS };
  const waiting = getWaitingKitUse(tx);
  if (listAbleAdmins(context, tx).length === 0) {
    recordActivity(context, tx, {
      action: 'recovery_kit.requested',
      outcome: 'done',
      target: user,
      detail: { waits: false },
    });
    return { stage: 'kit_password', ...place, kit: { salt, useId: null } };
  }
  if (waiting?.userId === user.id) {
    return now >= waiting.readyAt
      ? { stage: 'kit_password', ...place, kit: { salt, useId: waiting.id } }
      : { stage: 'kit_waits', ...place, readyAt: waiting.readyAt };
  }
  // A use for another Partner Admin replaces the one that waits, and the day starts again.
  stopKitUse(tx, null);
  // Counted from the latest time seen: setting the clock back before asking does not shorten the wait.
  const readyAt = latestTime(context, tx) + KIT_WAIT_MS;
  insertKitUse(tx, { userId: user.id, requestedAt: now, readyAt });
  recordActivity(context, tx, {
    action: 'recovery_kit.requested',
    outcome: 'done',
    target: user,
    detail: { waits: true, readyAt },
  });
  return { stage: 'kit_waits', ...place, readyAt };
}

/**
 * The kit still lets its holder in: it was not replaced, and its use was not stopped or there is still no able admin.
 * @throws Refusal not_now.
 */
function requireGoodKit(context: Context, reader: Reader, userId: User['id'], proof: KitProof): User {
  const user = getUser(reader, userId);
  const kit = getRecoveryKit(reader);
  if (user === undefined || !isEligible(user) || kit === undefined || !isSameBytes(kit.salt, proof.salt))
    return refuse({ code: 'not_now' });
  const waiting = getWaitingKitUse(reader);
  const isGood = proof.useId === null ? listAbleAdmins(context, reader).length === 0 : waiting?.id === proof.useId;
  return isGood ? user : refuse({ code: 'not_now' });
}

/** Takes the new password. Nothing is stored, the kit included, until 2FA is confirmed. */
export async function chooseKitPassword(
  context: Context,
  visit: VisitAt<'kit_password'>,
  password: string,
): Promise<Visit> {
  const { read } = context.storage;
  const before = requireGoodKit(context, read, visit.userId, visit.kit);
  await requireUsablePassword(read, password, before);
  const passwordHash = await context.passwords.hash(password);
  const user = requireGoodKit(context, read, visit.userId, visit.kit);
  // Hashing took time: a change to the account since then ends this step, as it ends every other one.
  if (user.version !== visit.userVersion) return refuse({ code: 'not_now' });
  return { ...beginAuthenticator(context, user, null), kit: { ...visit.kit, passwordHash } };
}

/**
 * Carries it out in the transaction that stores the new second factor: the password is set, all that locked the account
 * is lifted, all that opened it ends, and the kit is used up.
 * @returns the user after that.
 * @throws Refusal not_now.
 */
export function letIn(context: Context, tx: Tx, user: User, takeover: KitTakeover): User {
  requireGoodKit(context, tx, user.id, takeover);
  acceptPresentClock(context, tx, user);
  const now = context.clock.now();
  if (takeover.useId === null) stopKitUse(tx, nameOf(user));
  else markKitUseUsed(tx, takeover.useId);
  const kit = getRecoveryKit(tx);
  removeRecoveryKit(tx);
  setPassword(context, tx, user.id, takeover.passwordHash, now);
  removeOneTimeCode(tx, user.id);
  removeSetupCode(tx, user.id);
  removeTemporaryCode(tx, user.id);
  markLetIn(tx, user.id);
  for (const factor of ['password', 'one_time_code'] as const)
    forgiveAttempts(tx, emailSubject(context, user.email), factor);
  for (const factor of ['code', 'recovery_code', 'setup_code', 'temporary_code'] as const)
    forgiveAttempts(tx, userSubject(user), factor);
  withdrawAllApprovals(context, tx, 'recovery_kit_used', user);
  const sessionsEnded = endSessionsOf(tx, user.id, 'recovery_kit_used', now);
  recordActivity(context, tx, {
    action: 'recovery_kit.used',
    outcome: 'done',
    actor: user,
    target: user,
    detail: { sessionsEnded, hasWaited: takeover.useId !== null },
  });
  tieToKitMaker(tx, user.id, kit?.createdById ?? null, { seq: getHead(tx).seq, at: latestTime(context, tx) });
  return getUser(tx, user.id) ?? refuse({ code: 'not_now' });
}
