// The codes of 16 letters and digits that an administrator hands to a person: setup codes, temporary codes, and
// one-time codes in place of a password. A code is shown once; the database keeps its keyed hash only.
import { CODE_BYTES, toCodeText } from '../../domain/code-text.ts';
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
 * Derived from the act, so that a repetition has the same code. Random where no request of a signed-in person stands
 * behind it.
 */
export function drawCode(
  { act, random }: Pick<Context, 'act' | 'random'>,
  by: IssuedBy,
  byteCount = CODE_BYTES,
  write: (bytes: Uint8Array) => string = toCodeText,
): string {
  if (act === undefined) return write(random.bytes(byteCount));
  const code = write(act.derive(`${by.kind}:${by.userId}:${by.index ?? 0}`).subarray(0, byteCount));
  act.issued.set(code, by);
  return code;
}

/** As drawCode. The salt of codes tells whether they are the ones of this act. */
export const drawSalt = (
  { act, random }: Pick<Context, 'act' | 'random'>,
  kind: IssuedBy['kind'],
  userId: UserId,
): Uint8Array =>
  act === undefined ? random.bytes(SALT_BYTES) : act.derive(`salt of ${kind}:${userId}`).subarray(0, SALT_BYTES);

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
