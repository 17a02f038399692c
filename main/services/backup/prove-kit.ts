// A restore can bring back a Partner Admin who was removed, or a policy that was changed. Where the firm takes a second
// approver, one Partner Admin alone does not do that: it needs the code of the recovery kit, which an independent colleague
// has made.
import { parseKitCode } from '../../domain/recovery-kit.ts';
import { refuse } from '../../domain/refusal.ts';
import type { UserId } from '../../domain/user.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { getFirm } from '../../storage/tables/firm.ts';
import { getRecoveryKit, type RecoveryKit } from '../../storage/tables/recovery-kit.ts';
import type { Actor } from '../act/actor.ts';
import { beginAttempt, failAttempt, succeedAttempt } from '../act/attempt.ts';
import type { Context } from '../act/context.ts';
import { readIndependence } from '../independence/who-is-independent.ts';
import { isSameBytes } from '../secrets/secret-box.ts';
import { hashKit } from '../sign-in/make-recovery-kit.ts';
import { KIT_SUBJECT } from '../sign-in/use-recovery-kit.ts';

/** `not_independent`: this administrator has made the kit, or may be one person with who has, or nobody knows who has. */
export type KitNeed = 'none' | 'needed' | 'not_independent';

export function kitNeedOf(context: Context, reader: Reader, { user }: Actor): KitNeed {
  if (getFirm(reader)?.isSecondApproverRequired !== true) return 'none';
  const makerId = getRecoveryKit(reader)?.createdById;
  if (makerId == null) return 'not_independent';
  const maker = makerId as UserId;
  return readIndependence(context, reader, [user.id, maker]).areIndependent(user.id, maker)
    ? 'needed'
    : 'not_independent';
}

/**
 * The kit stays valid, and signs nobody in. A wrong code counts as everywhere.
 * @returns who has made the kit; undefined where the policy asks for none.
 * @throws Refusal approver_not_independent, bad_input (kit), wrong_recovery_kit, locked_until.
 */
export function proveKit(context: Context, actor: Actor, typed: string): string | undefined {
  const { storage } = context;
  const need = kitNeedOf(context, storage.read, actor);
  if (need === 'none') return undefined;
  if (need === 'not_independent') return refuse({ code: 'approver_not_independent' });
  const code = parseKitCode(typed);
  if (code === undefined)
    return refuse({
      code: 'bad_input',
      fields: [{ field: 'kit', message: 'A recovery kit has 32 letters and digits, in eight groups.' }],
    });
  beginAttempt(context, KIT_SUBJECT, 'recovery_kit', undefined);
  try {
    const maker = storage.transaction((tx) => {
      const kit = getRecoveryKit(tx);
      if (kit === undefined || !isCodeOf(context, kit, code)) return refuse({ code: 'wrong_recovery_kit' });
      succeedAttempt(context, tx, KIT_SUBJECT, 'recovery_kit');
      return kit.createdBy;
    });
    storage.settle();
    return maker;
  } catch (error) {
    failAttempt(context, KIT_SUBJECT, 'recovery_kit', actor.user, error, 'recovery_kit.refused');
    throw error;
  }
}

const isCodeOf = (context: Context, { hash, salt }: RecoveryKit, code: string): boolean =>
  isSameBytes(hash, hashKit(context, code, salt));
