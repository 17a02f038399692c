// Issues one-time codes, which stand in for a password. One opens an invitation, or lets a user whose password was
// reset choose a new one.
import { ONE_TIME_CODE_MS, type OneTimePurpose } from '../../domain/one-time-code.ts';
import type { Tx } from '../../storage/engine/database.ts';
import { replaceOneTimeCodes } from '../../storage/tables/one-time-codes.ts';
import { clearThrottlesEverywhere } from '../../storage/tables/throttles.ts';
import type { User } from '../../storage/tables/users.ts';
import { emailSubject } from './attempt.ts';
import type { Context } from './context.ts';
import { drawCodes, type IssuedCode, macOfCode, toIssuedCode } from './issued-code.ts';

/** Replaces the users' last codes and forgets the guesses at them. @returns the codes in the order of the users. */
export function issueOneTimeCodes(
  context: Context,
  tx: Tx,
  users: readonly User[],
  purpose: OneTimePurpose,
): readonly IssuedCode[] {
  const createdAt = context.clock.now();
  const expiresAt = createdAt + ONE_TIME_CODE_MS[purpose];
  const codes = drawCodes(
    context,
    users.map(({ id }) => ({ kind: 'one_time_code', userId: id })),
  );
  const issued = users.map((user, i) => toIssuedCode(user, codes[i] ?? '', expiresAt));
  replaceOneTimeCodes(
    tx,
    issued.map(({ userId, code }) => ({
      userId,
      purpose,
      mac: macOfCode(context, 'one_time_code', userId, code),
      createdAt,
      expiresAt,
    })),
  );
  clearThrottlesEverywhere(
    tx,
    users.map(({ email }) => emailSubject(context, email)),
    'one_time_code',
  );
  return issued;
}

export function issueOneTimeCode(context: Context, tx: Tx, user: User, purpose: OneTimePurpose): IssuedCode {
  const [issued] = issueOneTimeCodes(context, tx, [user], purpose);
  if (issued === undefined) throw new Error('no code was made');
  return issued;
}
