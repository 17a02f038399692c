// Makes a set of recovery codes: ten codes for the screen, and the salted hashes that are stored.
import { RECOVERY_CODE_COUNT } from '../../domain/code-text.ts';
import type { UserId } from '../../domain/user.ts';
import type { Context } from './context.ts';
import { drawCodes, drawSalt } from './issued-code.ts';

export interface NewRecoveryCodes {
  readonly codes: readonly string[];
  readonly salt: Uint8Array;
  readonly hashes: readonly Uint8Array[];
}

export async function makeRecoveryCodes(context: Context, userId: UserId): Promise<NewRecoveryCodes> {
  const all = Array.from(
    { length: RECOVERY_CODE_COUNT },
    (_, index) => ({ kind: 'recovery_code', userId, index }) as const,
  );
  const codes = drawCodes(context, all);
  const salt = saltOfRecoveryCodes(context, userId);
  const hashes = await Promise.all(codes.map((code) => context.passwords.hashCode(code, salt)));
  return { codes, salt, hashes };
}

/** Of an act, the same each time. */
export const saltOfRecoveryCodes = (context: Context, userId: UserId): Uint8Array =>
  drawSalt(context, 'recovery_code_salt', userId);
