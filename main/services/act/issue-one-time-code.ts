// Issues a one-time code, which stands in for a password. It opens an invitation, or lets a user whose password was
// reset choose a new one.
import { ONE_TIME_CODE_MS, type OneTimePurpose } from '../../domain/one-time-code.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { replaceOneTimeCode } from '../../storage/tables/one-time-codes.ts';
import type { User } from '../../storage/tables/users.ts';
import { emailSubject, forgiveAttempts } from './attempt.ts';
import type { Context } from './context.ts';
import { drawCode, type IssuedCode, macOfCode, toIssuedCode } from './issued-code.ts';

/** Replaces the user's last code and forgets the guesses at it. */
export function issueOneTimeCode(context: Context, tx: Tx, user: User, purpose: OneTimePurpose): IssuedCode {
  const code = drawCode(context, { kind: 'one_time_code', userId: user.id });
  const createdAt = context.clock.now();
  const expiresAt = createdAt + ONE_TIME_CODE_MS[purpose];
  const mac = macOfCode(context, 'one_time_code', user.id, code);
  replaceOneTimeCode(tx, user.id, { purpose, mac, createdAt, expiresAt });
  forgiveAttempts(tx, emailSubject(context, user.email), 'one_time_code');
  return toIssuedCode(user, code, expiresAt);
}
