// The recovery kit on the Settings page: its state, a new kit, and stopping a use that waits. A use belongs to its kit:
// what ends the kit ends the use.
import { refuse } from '../../domain/refusal.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { getRecoveryKit, getWaitingKitUse, stopKitUse } from '../../storage/tables/recovery-kit.ts';
import { getUser, nameOf } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { isPresent, provePresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';
import { makeRecoveryKit, markKitKept } from '../sign-in/make-recovery-kit.ts';

export interface KitState {
  readonly kit: {
    readonly madeAt: number;
    readonly madeBy: string;
    readonly isKept: boolean;
    readonly opensData: boolean;
  } | null;
  readonly needsCode: boolean;
}

export function getKitState(context: Context, actor: Actor): KitState {
  const kit = getRecoveryKit(context.storage.read);
  return {
    kit:
      kit === undefined
        ? null
        : {
            madeAt: kit.createdAt,
            madeBy: kit.createdBy,
            isKept: kit.savedAt !== null,
            opensData: kit.sealedDataKey != null,
          },
    needsCode: !isPresent(context, actor.session.presenceAt),
  };
}

/** The new kit's code, shown once, and its time, which tells it from a newer kit. */
interface NewKit {
  readonly code: string;
  readonly madeAt: number;
}

/**
 * @param code the actor's own fresh code. May be empty within five minutes of the last one.
 * @throws Refusal as provePresence.
 */
export function replaceKit(context: Context, actor: Actor, code: string): NewKit {
  provePresence(context, actor, code);
  return context.storage.transaction((tx) => replace(context, tx, actor));
}

function replace(context: Context, tx: Tx, actor: Actor): NewKit {
  const { code, kit } = makeRecoveryKit(context, tx, actor.user, 'recovery_kit.replaced');
  return { code, madeAt: kit.createdAt };
}

/** "I have put the recovery kit in a safe place". A second click is harmless. @throws Refusal recovery_kit_replaced. */
export function keepKit(context: Context, actor: Actor, madeAt: number): void {
  context.storage.transaction((tx) => {
    const kit = getRecoveryKit(tx);
    if (kit?.createdAt !== madeAt) return refuse({ code: 'recovery_kit_replaced' });
    if (kit.savedAt === null) markKitKept(context, tx, actor.user);
  });
}

/**
 * Stops a use that waits. The person who asked for it has the kit's code, so a new kit replaces it at once: the firm is
 * not without one, even if all its Partner Admins are locked out next.
 * @param request.code the actor's own fresh code. May be empty within five minutes of the last one.
 * @throws Refusal conflict (it does not wait any more), and as provePresence.
 */
export function stopUse(
  context: Context,
  actor: Actor,
  request: { readonly useId: number; readonly code: string },
): NewKit {
  if (getWaitingKitUse(context.storage.read)?.id !== request.useId) refuse({ code: 'conflict' });
  provePresence(context, actor, request.code);
  return context.storage.transaction((tx) => {
    const use = getWaitingKitUse(tx);
    if (use?.id !== request.useId) return refuse({ code: 'conflict' });
    stopKitUse(tx, nameOf(actor.user));
    recordActivity(context, tx, {
      action: 'recovery_kit.stopped',
      outcome: 'done',
      actor: actor.user,
      target: getUser(tx, use.userId),
    });
    return replace(context, tx, actor);
  });
}
