// The rule for passwords (NIST SP 800-63B-4 section 3.1.1.2, OWASP): long, not common, not the person's own data.
// There are no composition rules: they make people choose worse passwords.

const MIN_PASSWORD_LENGTH = 12;
const MAX_PASSWORD_LENGTH = 128;

export type PasswordProblem = 'too_short' | 'too_long' | 'common' | 'about_you';

const letters = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** A run such as "aaaaaaaaaaaa", "abcabcabcabc" or "123456789012": long, but among the first guesses. */
function isPattern(text: string): boolean {
  for (let size = 1; size <= 4; size++) {
    if (
      text ===
      text
        .slice(0, size)
        .repeat(Math.ceil(text.length / size))
        .slice(0, text.length)
    )
      return true;
  }
  const rows = ['0123456789012345678901234567890', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm'];
  return rows.some((row) => row.includes(text) || [...row].reverse().join('').includes(text));
}

/**
 * Length counts Unicode code points, as the sources ask.
 * @param about the person's names, email and firm. A password that is little more than these is refused.
 * @param isCommon whether a text is on the list of common passwords.
 */
export function decidePassword(
  password: string,
  about: readonly string[],
  isCommon: (text: string) => boolean,
): PasswordProblem | undefined {
  const length = [...password].length;
  if (length < MIN_PASSWORD_LENGTH) return 'too_short';
  if (length > MAX_PASSWORD_LENGTH) return 'too_long';
  const lower = password.toLowerCase();
  const core = lower.replace(/[\d\W_]+$/u, '');
  if (
    isPattern(lower) ||
    isCommon(lower) ||
    isCommon(letters(lower)) ||
    (core.length < 12 && core.length > 3 && isCommon(core))
  )
    return 'common';
  const own = about
    .flatMap((text) => [letters(text), letters(text.split('@')[0] ?? '')])
    .filter((text) => text.length >= 4);
  const bare = letters(password);
  // The longest first: an email often contains the name.
  const rest = own.sort((a, b) => b.length - a.length).reduce((left, text) => left.replaceAll(text, ''), bare);
  if (rest !== bare && rest.length < 4) return 'about_you';
  return undefined;
}
