// Making a set of recovery codes: ten codes for the screen, and the salted hashes that are stored.
import { CODE_BYTES, RECOVERY_CODE_COUNT, toOneTimeCode } from '../../domain/one-time-code.ts';
import type { Context } from './context.ts';

export interface NewRecoveryCodes {
  readonly codes: readonly string[];
  readonly salt: Uint8Array;
  readonly hashes: readonly Uint8Array[];
}

export async function makeRecoveryCodes(context: Context): Promise<NewRecoveryCodes> {
  const codes = Array.from({ length: RECOVERY_CODE_COUNT }, () => toOneTimeCode(context.random.bytes(CODE_BYTES)));
  const salt = context.random.bytes(16);
  const hashes = await Promise.all(codes.map((code) => context.passwords.hashCode(code, salt)));
  return { codes, salt, hashes };
}
