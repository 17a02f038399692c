// The codes of 16 letters and digits that an administrator hands to a person: setup codes, temporary codes, and
// one-time codes in place of a password. A code is shown once; the database keeps its keyed hash only.
import { CODE_BYTES, toCodeText } from '../../domain/code-text.ts';
import { KIT_BYTES, toKitCode } from '../../domain/recovery-kit.ts';
import type { UserId } from '../../domain/user.ts';
import { nameOf, type User } from '../../storage/tables/users.ts';
import type { IssuedBy } from './act.ts';
import type { Context } from './context.ts';

export interface IssuedCode {
  readonly userId: UserId;
  readonly email: string;
  readonly name: string;
  readonly code: string;
  readonly expiresAt: number;
}

const SALT_BYTES = 16;

/**
 * Derived from the act, so that a repetition has the same codes. Random where no request of a signed-in person stands
 * behind them.
 */
export function drawCodes(
  { act, random }: Pick<Context, 'act' | 'random'>,
  all: readonly IssuedBy[],
  byteCount = CODE_BYTES,
  write: (bytes: Uint8Array) => string = toCodeText,
): readonly string[] {
  // In one call: thousands of calls would take longer than making the codes.
  const bytes = act === undefined ? random.bytes(byteCount * all.length) : act.derive(all, byteCount);
  return all.map((by, i) => {
    const code = write(bytes.subarray(i * byteCount, (i + 1) * byteCount));
    act?.issued.set(code, by);
    return code;
  });
}

export function drawCode(context: Pick<Context, 'act' | 'random'>, by: IssuedBy): string {
  const [code = ''] =
    by.kind === 'recovery_kit' ? drawCodes(context, [by], KIT_BYTES, toKitCode) : drawCodes(context, [by]);
  return code;
}

/** As drawCodes. The salt of codes tells whether they are the ones of this act. */
export const drawSalt = (
  { act, random }: Pick<Context, 'act' | 'random'>,
  kind: 'recovery_code_salt' | 'recovery_kit_salt',
  userId: UserId,
): Uint8Array => act?.derive([{ kind, userId }], SALT_BYTES) ?? random.bytes(SALT_BYTES);

/** The hash covers the user's id, so a row that is moved to another user matches no code. */
export const macOfCode = (
  context: Context,
  kind: 'setup_code' | 'one_time_code' | 'temporary_code',
  userId: number,
  code: string,
): Uint8Array => context.secretBox.mac(kind, `${userId}:${code}`);

/** An invited user has no name yet: the letter addresses them by email. */
export const toIssuedCode = (user: User, code: string, expiresAt: number): IssuedCode => ({
  userId: user.id,
  email: user.email,
  name: nameOf(user) || user.email,
  code,
  expiresAt,
});
