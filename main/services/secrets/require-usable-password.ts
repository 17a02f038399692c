// Refuses a password that will not do. Every screen on which a password is chosen uses this rule.
import { decidePassword } from '../../domain/password-rule.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { getFirm } from '../../storage/tables/firm.ts';

const PASSWORD_PROBLEMS = {
  too_short: 'Use at least 12 characters. A few words in a row work well.',
  too_long: 'Use at most 128 characters.',
  common: 'This password is on the lists that attackers try first. Choose another one.',
  about_you: 'This password is mostly your own name, email or firm. Choose another one.',
} as const;

/**
 * @param person the owner of the password.
 * @param firmName given on the first run only, before the firm is stored.
 * @throws Refusal bad_input (password).
 */
export async function requireUsablePassword(
  reader: Reader,
  password: string,
  person: { readonly firstName: string; readonly lastName: string; readonly email: string },
  firmName: string = getFirm(reader)?.name ?? '',
): Promise<void> {
  // The list of common passwords takes 380 kB. It is loaded when somebody chooses a password, not at every start.
  const { isCommonPassword } = await import('./common-passwords.ts');
  const about = [firmName, person.firstName, person.lastName, person.email];
  const problem = decidePassword(password, about, isCommonPassword);
  if (problem !== undefined)
    refuse({ code: 'bad_input', fields: [{ field: 'password', message: PASSWORD_PROBLEMS[problem] }] });
}
