// Reads a code that a person typed into its canonical form, or refuses it with a sentence for its field.
import { parseCodeText, readDigits } from '../../domain/code-text.ts';
import { refuse } from '../../domain/refusal.ts';

/** @returns the 6 digits of an authenticator app. @throws Refusal bad_input (code). */
export function requireDigits(typed: string): string {
  const message = 'Enter the 6 digits that your app shows.';
  return readDigits(typed) ?? refuse({ code: 'bad_input', fields: [{ field: 'code', message }] });
}

/**
 * @returns the 16 letters and digits of a code that Rekey made.
 * @param name begins the sentence.
 * @throws Refusal bad_input.
 */
export function requireLetters(typed: string, field: string, name: string): string {
  const message = `${name} has 16 letters and digits, in four groups.`;
  return parseCodeText(typed) ?? refuse({ code: 'bad_input', fields: [{ field, message }] });
}
