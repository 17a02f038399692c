// The answer of an act is kept, so that a repetition of the request gets the same one. Its codes are left out of what is
// kept: they are derived again, and given only to a person who is at the desk, while they are current.
import { RECOVERY_CODE_COUNT } from '../../domain/code-text.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { type DoneAct, setAnswerOfAct } from '../../storage/tables/acts.ts';
import { getOneTimeCode } from '../../storage/tables/one-time-codes.ts';
import { getRecoveryCodeSet } from '../../storage/tables/recovery-codes.ts';
import { getRecoveryKit } from '../../storage/tables/recovery-kit.ts';
import { getSetupCode } from '../../storage/tables/setup-codes.ts';
import { getTemporaryCode } from '../../storage/tables/temporary-codes.ts';
import { isSameBytes } from '../secrets/secret-box.ts';
import type { Act, IssuedBy } from './act.ts';
import { type Actor, findVisible } from './actor.ts';
import { latestTime } from './check-clock.ts';
import type { Context } from './context.ts';
import { tryTo } from './credentials.ts';
import { drawCode, drawSalt, macOfCode } from './issued-code.ts';
import { saltOfRecoveryCodes } from './make-recovery-codes.ts';
import { provePresence } from './presence.ts';
import { toActionTarget } from './target.ts';

/** Stands for a code in a kept answer. No answer of the contract has such a key. */
const CODE = '$code';

/**
 * Sealed: another program that could change the answer would change whose code the window shows. An answer opens for the
 * request that it was given to.
 */
const placeOf = ({ mark }: Act, request: string): string => `answer:${mark}:${request}`;

/** @param request its name. */
export function keepAnswer({ secretBox }: Context, tx: Tx, act: Act, request: string, answer: unknown): void {
  const text = JSON.stringify(answer, (_key, value: unknown) => {
    const by = typeof value === 'string' ? act.issued.get(value) : undefined;
    return by === undefined ? value : { [CODE]: by };
  });
  setAnswerOfAct(tx, act.mark, secretBox.seal(placeOf(act, request), Buffer.from(text)));
}

function openAnswer({ secretBox }: Context, act: Act, request: string, { sealedAnswer }: DoneAct) {
  return sealedAnswer === null ? undefined : tryTo(() => secretBox.open(placeOf(act, request), sealedAnswer));
}

/** False where the kept answer of the act was given to another request. One that is not kept may be of any. */
export const isAnswerTo = (context: Context, act: Act, request: string, done: DoneAct): boolean =>
  done.sealedAnswer === null || openAnswer(context, act, request, done) !== undefined;

/**
 * The answer of an act that was carried out before. Nothing is done.
 * @param typed the actor's own fresh code, where the act hands out a code. May be empty within five minutes of the last one.
 * @throws Refusal done_before where the answer is not known or a code in it is no longer current, and as provePresence.
 */
export function repeatAct(
  context: Context,
  act: Act,
  request: string,
  actor: Actor,
  done: DoneAct,
  typed: string | undefined,
): unknown {
  const { at } = done;
  const answer = openAnswer(context, act, request, done);
  if (answer === undefined) return refuse({ code: 'done_before', at });
  if (typed !== undefined) provePresence(context, actor, typed);
  return JSON.parse(Buffer.from(answer).toString(), (_key, value: unknown) => {
    const by = issuedByOf(value);
    if (by === undefined) return value;
    const code = drawCode(context, by);
    return isCurrent(context, by, code) && mayStillSee(context, actor, by) ? code : refuse({ code: 'done_before', at });
  });
}

const issuedByOf = (value: unknown): IssuedBy | undefined =>
  typeof value === 'object' && value !== null && CODE in value ? (value[CODE] as IssuedBy) : undefined;

/** Not used, not run out, and not replaced by a newer one. */
function isCurrent(context: Context, { kind, userId }: IssuedBy, code: string): boolean {
  const { read } = context.storage;
  const isStored = (stored: { readonly mac: Uint8Array; readonly expiresAt: number } | undefined): boolean =>
    stored !== undefined &&
    stored.expiresAt > latestTime(context, read) &&
    kind !== 'recovery_code' &&
    kind !== 'recovery_kit' &&
    isSameBytes(stored.mac, macOfCode(context, kind, userId, code));
  switch (kind) {
    case 'setup_code':
      return isStored(getSetupCode(read, userId));
    case 'one_time_code':
      return isStored(getOneTimeCode(read, userId));
    case 'temporary_code': {
      const stored = getTemporaryCode(read, userId);
      return isStored(stored) && !(stored?.isSingleUse === true && stored.usedAt !== null);
    }
    case 'recovery_code': {
      const set = getRecoveryCodeSet(read, userId);
      return set?.remaining === RECOVERY_CODE_COUNT && isSameBytes(set.salt, saltOfRecoveryCodes(context, userId));
    }
    case 'recovery_kit': {
      const kit = getRecoveryKit(read);
      return kit !== undefined && isSameBytes(kit.salt, drawSalt(context, 'recovery_kit_salt', userId));
    }
  }
}

/** The right to see the person, or to lead into the account, may have gone since. */
function mayStillSee(context: Context, actor: Actor, { userId }: IssuedBy): boolean {
  if (userId === actor.user.id) return true;
  const visible = findVisible(context.storage.read, actor.user, userId);
  return visible !== undefined && !toActionTarget(context, actor.user, visible.target).hasWiderAccess;
}
