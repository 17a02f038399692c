// The recovery kit as the firm keeps it: made once, shown once, replaced when it was used, seen or lost. A use that waits
// belongs to the kit that it was made with: whatever ends the kit ends the use.
import { createHash } from 'node:crypto';
import { KIT_BYTES, toKitCode } from '../../domain/recovery-kit.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import {
  getRecoveryKit,
  getWaitingKitUse,
  markRecoveryKitSaved,
  type RecoveryKit,
  removeRecoveryKit,
  replaceRecoveryKit,
  stopKitUse,
} from '../../storage/tables/recovery-kit.ts';
import { getUser, nameOf, type User } from '../../storage/tables/users.ts';
import type { Actor } from '../act/actor.ts';
import type { Context } from '../act/context.ts';
import { isPresent, provePresence } from '../act/presence.ts';
import { recordActivity } from '../act/record-activity.ts';

/** 160 random bits cannot be searched, so a plain hash is enough; and it must not depend on a key that may be lost. */
export const hashKit = (code: string, salt: Uint8Array): Uint8Array =>
  createHash('sha256').update(salt).update(code).digest();

/** None was made, or nobody has said that it is kept safe. */
export const isKitMissing = (reader: Reader): boolean => getRecoveryKit(reader)?.savedAt == null;

/** A fresh kit; the one before it is dead. The code is for the screen and stored nowhere. */
export function makeRecoveryKit(
  context: Context,
  tx: Tx,
  by: User,
  action: 'recovery_kit.made' | 'recovery_kit.replaced',
): { readonly code: string; readonly kit: RecoveryKit } {
  const code = toKitCode(context.random.bytes(KIT_BYTES));
  const salt = context.random.bytes(16);
  const kit = { salt, hash: hashKit(code, salt), createdAt: context.clock.now(), createdBy: nameOf(by), savedAt: null };
  const isUseStopped = stopKitUse(tx, nameOf(by));
  replaceRecoveryKit(tx, kit);
  recordActivity(context, tx, { action, outcome: 'done', actor: by, detail: isUseStopped ? { isUseStopped } : {} });
  return { code, kit };
}

export function recordKitKept(context: Context, tx: Tx, by: User): void {
  markRecoveryKitSaved(tx, context.clock.now());
  recordActivity(context, tx, { action: 'recovery_kit.kept', outcome: 'done', actor: by });
}

/** What Settings shows. */
export interface KitState {
  readonly kit: { readonly madeAt: number; readonly madeBy: string; readonly isKept: boolean } | null;
  readonly needsCode: boolean;
}

export function getKitState(context: Context, actor: Actor): KitState {
  const kit = getRecoveryKit(context.storage.read);
  return {
    kit: kit === undefined ? null : { madeAt: kit.createdAt, madeBy: kit.createdBy, isKept: kit.savedAt !== null },
    needsCode: !isPresent(context, actor.session.presenceAt),
  };
}

/**
 * @param code the actor's own fresh code; empty within five minutes of the last one.
 * @returns the new kit's code, shown once, and what tells it from a newer one.
 * @throws Refusal fresh_code_needed, or what is wrong with the code.
 */
export function replaceKit(
  context: Context,
  actor: Actor,
  code: string,
): { readonly code: string; readonly madeAt: number } {
  provePresence(context, actor, code);
  return context.storage.transaction((tx) => {
    const made = makeRecoveryKit(context, tx, actor.user, 'recovery_kit.replaced');
    return { code: made.code, madeAt: made.kit.createdAt };
  });
}

/** "I have put the recovery kit in a safe place". A second click is harmless. @throws Refusal recovery_kit_replaced. */
export function keepKit(context: Context, actor: Actor, madeAt: number): void {
  context.storage.transaction((tx) => {
    const kit = getRecoveryKit(tx);
    if (kit?.createdAt !== madeAt) return refuse({ code: 'recovery_kit_replaced' });
    if (kit.savedAt === null) recordKitKept(context, tx, actor.user);
  });
}

/**
 * Stops a use that waits. Whoever asked for it has the code, so the kit is void with it.
 * @param code the actor's own fresh code; empty within five minutes of the last one.
 * @throws Refusal conflict (it does not wait any more), fresh_code_needed, or what is wrong with the code.
 */
export function stopUse(
  context: Context,
  actor: Actor,
  request: { readonly useId: number; readonly code: string },
): void {
  if (getWaitingKitUse(context.storage.read)?.id !== request.useId) refuse({ code: 'conflict' });
  provePresence(context, actor, request.code);
  context.storage.transaction((tx) => {
    const use = getWaitingKitUse(tx);
    if (use?.id !== request.useId) return refuse({ code: 'conflict' });
    stopKitUse(tx, nameOf(actor.user));
    removeRecoveryKit(tx);
    recordActivity(context, tx, {
      action: 'recovery_kit.stopped',
      outcome: 'done',
      actor: actor.user,
      target: getUser(tx, use.userId),
    });
  });
}
