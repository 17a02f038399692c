// People with one name, and words with letters of two scripts.
import { expect, test } from 'vitest';
import { mixedScriptsSentence } from '../../../renderer/words/look-alike.ts';
import { fullName, initialsOf, shortName } from '../../../renderer/words/user-words.ts';

test.each([
  ['Ann', 'Vance', 'Ann Vance', 'Ann', 'AV'],
  ['Suharto', '', 'Suharto', 'Suharto', 'S'],
  ['', 'Suharto', 'Suharto', 'Suharto', 'S'],
  ['𠮷', '田', '𠮷 田', '𠮷', '𠮷田'],
  ['', '', '', 'a@firm.com', ''],
])('%j and %j are called %j, %j and %j', (firstName, lastName, full, short, initials) => {
  const person = { firstName, lastName, email: 'a@firm.com' };
  expect([fullName(person), shortName(person), initialsOf(person)]).toEqual([full, short, initials]);
});

const nobody = { firstName: '', lastName: '', email: 'ann@firm.com' };
const MIXED = [
  { ...nobody, email: '\u0430nn@firm.com' },
  { ...nobody, email: 'ann@f\u0456rm.com' },
  // A whole mailbox of look-alikes is one, too: "сосо".
  { ...nobody, email: '\u0441\u043E\u0441\u043E@firm.com' },
  { ...nobody, email: 'ann@firm.c\u043Em' },
  { ...nobody, email: '\u03BFliver@firm.com' },
  { ...nobody, firstName: '\u0410nn' },
  { ...nobody, lastName: 'V\u0430nce' },
  { ...nobody, lastName: 'Smith-\u0412r\u043Ewn' },
  { ...nobody, firstName: '\u0391\u043D\u043D\u0430' },
];
test('letters of two scripts in one word are warned about', () => {
  for (const person of MIXED)
    expect(mixedScriptsSentence(person)).toMatch(/has (Latin|Cyrillic) and (Cyrillic|Greek) letters/);
});

test.each([
  nobody,
  { ...nobody, firstName: 'Zoë', lastName: 'O’Neill-Łukasz' },
  { firstName: 'Иван', lastName: 'Brown', email: 'ivan@firm.com' },
  { firstName: 'Ἀλέξης', lastName: 'Ζορμπᾶς', email: 'alexis@firm.com' },
  { firstName: '太郎', lastName: 'ヤマダYamada', email: 'taro@firm.com' },
  { ...nobody, firstName: 'Ann2' },
])('letters of one script in a word are not: %j', (person) => {
  expect(mixedScriptsSentence(person)).toBeUndefined();
});
