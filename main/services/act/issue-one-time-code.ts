// Issues the code that stands in for a password: shown once to whoever passes it on; only its keyed hash is stored.
import { CODE_BYTES, ONE_TIME_CODE_MS, type OneTimePurpose, toOneTimeCode } from '../../domain/one-time-code.ts';
import type { UserId } from '../../domain/user.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { replaceOneTimeCode } from '../../storage/tables/one-time-codes.ts';
import { nameOf, type User } from '../../storage/tables/users.ts';
import { emailSubject, succeedAttempt } from './attempt.ts';
import type { Context } from './context.ts';

export interface IssuedCode {
  readonly userId: UserId;
  readonly email: string;
  readonly name: string;
  readonly code: string;
  readonly expiresAt: number;
}

/** Whom a letter with a code is for: an invited person has no name yet. */
export const addresseeOf = (user: User): Pick<IssuedCode, 'userId' | 'email' | 'name'> => ({
  userId: user.id,
  email: user.email,
  name: nameOf(user) || user.email,
});

export const oneTimeMac = (context: Context, userId: number, code: string): Uint8Array =>
  context.secretBox.mac('one_time_code', `${userId}:${code}`);

/** The code before it is dead, and so are the guesses at it. */
export function issueOneTimeCode(context: Context, tx: Tx, user: User, purpose: OneTimePurpose): IssuedCode {
  const code = toOneTimeCode(context.random.bytes(CODE_BYTES));
  const createdAt = context.clock.now();
  const expiresAt = createdAt + ONE_TIME_CODE_MS[purpose];
  replaceOneTimeCode(tx, user.id, { purpose, mac: oneTimeMac(context, user.id, code), createdAt, expiresAt });
  succeedAttempt(tx, emailSubject(context, user.email), 'one_time_code');
  return { ...addresseeOf(user), code, expiresAt };
}
