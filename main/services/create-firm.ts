// The first run: the firm and its first Partner Admin, in one transaction. The second factor is set up right after; if
// that is abandoned, the next sign-in asks for it again.
import { decidePassword } from '../domain/password-rule.ts';
import { type FieldProblem, refuse } from '../domain/refusal.ts';
import { getFirm, insertFirm } from '../storage/firm.ts';
import { setPasswordHash } from '../storage/passwords.ts';
import { getUser, insertUser } from '../storage/users.ts';
import { emailSubject, succeedAttempt } from './attempt.ts';
import type { Context } from './context.ts';
import { recordActivity } from './record-activity.ts';
import { beginAuthenticator } from './sign-in.ts';
import type { Visit } from './visit.ts';

export interface NewFirm {
  readonly firmName: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly password: string;
}

const PASSWORD_PROBLEMS = {
  too_short: 'Use at least 12 characters. A few words in a row work well.',
  too_long: 'Use at most 128 characters.',
  common: 'This password is on the lists that attackers try first. Choose another one.',
  about_you: 'This password is mostly your own name, email or firm. Choose another one.',
} as const;

async function findPasswordProblem(password: string, about: readonly string[]): Promise<FieldProblem | undefined> {
  // 380 kB of list, loaded when a password is chosen and not at every start.
  const { isCommonPassword } = await import('./common-passwords.ts');
  const problem = decidePassword(password, about, isCommonPassword);
  return problem === undefined ? undefined : { field: 'password', message: PASSWORD_PROBLEMS[problem] };
}

/** @throws Refusal bad_input (password), not_now (there is a firm already: the second of two clicks). */
export async function createFirm(context: Context, input: NewFirm): Promise<Visit> {
  const problem = await findPasswordProblem(input.password, [input.firmName, input.firstName, input.lastName, input.email]);
  if (problem !== undefined) return refuse({ code: 'bad_input', fields: [problem] });
  const hash = await context.passwords.hash(input.password);
  return context.storage.transaction((tx) => {
    if (getFirm(tx) !== undefined) return refuse({ code: 'not_now' });
    const now = context.clock.now();
    insertFirm(tx, { name: input.firmName, createdAt: now, isSample: false });
    const id = insertUser(tx, {
      email: input.email,
      firstName: input.firstName,
      lastName: input.lastName,
      role: 'partner_admin',
      hasAllClients: true,
      status: 'active',
      invitationExpiresAt: null,
      createdAt: now,
    });
    setPasswordHash(tx, id, hash, now);
    // Guesses at this email before the account existed are not this account's.
    succeedAttempt(tx, emailSubject(context, input.email), 'password');
    const user = getUser(tx, id);
    if (user === undefined) throw new Error('the user that was just made is missing');
    recordActivity(context, tx, { action: 'firm.created', outcome: 'done', actor: user, target: user });
    return beginAuthenticator(context, user, null);
  });
}
