// The passphrase of a backup: it alone protects all secrets of the firm wherever the file goes, so it follows the rule for
// passwords, and it is asked twice.
import { normalPassphrase } from '../../domain/passphrase.ts';
import { decidePassword } from '../../domain/password-rule.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Reader } from '../../storage/engine/database.ts';
import { getFirm } from '../../storage/tables/firm.ts';

const PROBLEMS = {
  too_short: 'Use at least 12 characters. Five or six words in a row work well.',
  too_long: 'Use at most 128 characters.',
  common: 'This passphrase is on the lists that attackers try first. Choose another one.',
  about_you: 'This passphrase is mostly the name of the firm. Choose another one.',
} as const;

/** @throws Refusal bad_input (passphrase, repeated). */
export async function requireUsablePassphrase(reader: Reader, passphrase: string, repeated: string): Promise<void> {
  const { isCommonPassword } = await import('../secrets/common-passwords.ts');
  const problem = decidePassword(normalPassphrase(passphrase), [getFirm(reader)?.name ?? ''], isCommonPassword);
  if (problem !== undefined)
    refuse({ code: 'bad_input', fields: [{ field: 'passphrase', message: PROBLEMS[problem] }] });
  if (normalPassphrase(passphrase) !== normalPassphrase(repeated))
    refuse({
      code: 'bad_input',
      fields: [{ field: 'repeated', message: 'This is not the same passphrase. Type it again.' }],
    });
}
