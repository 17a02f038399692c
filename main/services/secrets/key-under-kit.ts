// The data key, sealed a second time under the code of the recovery kit: it opens the firm where the key store of the
// computer has lost the key. 160 random bits need no slow derivation.
import { hkdfSync } from 'node:crypto';
import { createSecretBox } from './secret-box.ts';

const PLACE = 'data key under the recovery kit';

const boxOf = (code: string, salt: Uint8Array, randomBytes: (count: number) => Uint8Array) =>
  createSecretBox(new Uint8Array(hkdfSync('sha256', code, salt, `rekey/${PLACE}`, 32)), randomBytes);

/** @param code as `toKitCode` writes it. @param salt of the kit. */
export const sealDataKey = (
  dataKey: Uint8Array,
  code: string,
  salt: Uint8Array,
  randomBytes: (count: number) => Uint8Array,
): Uint8Array => boxOf(code, salt, randomBytes).seal(PLACE, dataKey);

/** @returns undefined for the code of another kit. */
export function openDataKeyWithKit(sealed: Uint8Array, code: string, salt: Uint8Array): Uint8Array | undefined {
  try {
    return boxOf(code, salt, () => new Uint8Array()).open(PLACE, sealed);
  } catch {
    return undefined;
  }
}
