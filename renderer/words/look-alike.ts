// Warns about letters of two scripts in one word: the "а" of "аnn" may be Cyrillic. Such a word can be right, so it is not
// refused.

/** Scripts with letters that look like those of another one here. */
const SCRIPTS: readonly (readonly [name: string, letter: RegExp])[] = [
  ['Latin', /\p{Script=Latin}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['Cherokee', /\p{Script=Cherokee}/u],
  ['Coptic', /\p{Script=Coptic}/u],
  ['Lisu', /\p{Script=Lisu}/u],
];

/** @returns a sentence about the first word that mixes scripts. An email counts as one word. */
export function mixedScriptsSentence(person: {
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
}): string | undefined {
  for (const word of [person.email, ...`${person.firstName} ${person.lastName}`.split(/[^\p{L}\p{M}\p{N}]+/u)]) {
    const scripts = SCRIPTS.filter(([, letter]) => letter.test(word)).map(([name]) => name);
    if (scripts.length > 1)
      return `“${word}” has ${scripts.join(' and ')} letters, and some of them look alike. Check that it is what you mean.`;
  }
  return undefined;
}
