// Makes the firm's recovery kit: the code for one screen, and the salted hash that is stored. The firm has one kit: a
// new one replaces the old one and stops a use of it that waits.
import { createHash } from 'node:crypto';
import type { Reader, Tx } from '../../storage/engine/database.ts';
import {
  getRecoveryKit,
  markRecoveryKitSaved,
  type RecoveryKit,
  replaceRecoveryKit,
  stopKitUse,
} from '../../storage/tables/recovery-kit.ts';
import { nameOf, type User } from '../../storage/tables/users.ts';
import type { Context } from '../act/context.ts';
import { bindRecoveryKit } from '../act/credentials.ts';
import { drawCode, drawSalt } from '../act/issued-code.ts';
import { recordActivity } from '../act/record-activity.ts';
import { sealDataKey } from '../secrets/key-under-kit.ts';

/** A plain hash is enough for 160 random bits. The key on top of it is there because another program could write one. */
export const hashKit = (context: Pick<Context, 'secretBox'>, code: string, salt: Uint8Array): Uint8Array =>
  bindRecoveryKit(context, salt, createHash('sha256').update(salt).update(code).digest());

/** No kit was made, or nobody has said that it is kept safe. */
export const isKitMissing = (reader: Reader): boolean => getRecoveryKit(reader)?.savedAt == null;

/** The code is for the screen and stored nowhere. */
export function makeRecoveryKit(
  context: Context,
  tx: Tx,
  by: User,
  action: 'recovery_kit.made' | 'recovery_kit.replaced',
): { readonly code: string; readonly kit: RecoveryKit } {
  const code = drawCode(context, { kind: 'recovery_kit', userId: by.id });
  const salt = drawSalt(context, 'recovery_kit_salt', by.id);
  const kit = {
    salt,
    hash: hashKit(context, code, salt),
    createdAt: context.clock.now(),
    createdBy: nameOf(by),
    createdById: by.id,
    savedAt: null,
    sealedDataKey: sealDataKey(context.home.dataKey, code, salt, context.random.bytes),
  };
  const isUseStopped = stopKitUse(tx, nameOf(by));
  replaceRecoveryKit(tx, kit);
  recordActivity(context, tx, { action, outcome: 'done', actor: by, detail: isUseStopped ? { isUseStopped } : {} });
  return { code, kit };
}

/** Somebody said that the kit is in a safe place. */
export function markKitKept(context: Context, tx: Tx, by: User): void {
  markRecoveryKitSaved(tx, context.clock.now());
  recordActivity(context, tx, { action: 'recovery_kit.kept', outcome: 'done', actor: by });
}
