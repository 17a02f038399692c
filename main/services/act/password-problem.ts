// Whether a new password will do, as a sentence beside its field: one rule wherever a password is chosen.
import { decidePassword } from '../../domain/password-rule.ts';
import type { FieldProblem } from '../../domain/refusal.ts';

const PASSWORD_PROBLEMS = {
  too_short: 'Use at least 12 characters. A few words in a row work well.',
  too_long: 'Use at most 128 characters.',
  common: 'This password is on the lists that attackers try first. Choose another one.',
  about_you: 'This password is mostly your own name, email or firm. Choose another one.',
} as const;

/** @param about the person's names, email and firm. */
export async function findPasswordProblem(
  password: string,
  about: readonly string[],
): Promise<FieldProblem | undefined> {
  // 380 kB of list, loaded when a password is chosen and not at every start.
  const { isCommonPassword } = await import('./common-passwords.ts');
  const problem = decidePassword(password, about, isCommonPassword);
  return problem === undefined ? undefined : { field: 'password', message: PASSWORD_PROBLEMS[problem] };
}
