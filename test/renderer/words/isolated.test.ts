import { expect, test } from 'vitest';
import { isolated } from '../../../renderer/words/isolated.ts';
import { nameOrEmail, shortName } from '../../../renderer/words/user-words.ts';

test('a name that runs from right to left keeps to itself in a sentence; others are as they were', () => {
  for (const name of ['Ann Vance', 'Łukasz Öz', '李 小龍', 'Игорь', '']) expect(isolated(name)).toBe(name);
  for (const name of ['محمد علي', 'דוד לוי', 'Ann محمد']) expect(isolated(name)).toBe(`\u2068${name}\u2069`);
  const person = { firstName: 'محمد', lastName: 'علي', email: 'm@quill.example' };
  expect(nameOrEmail(person)).toBe('\u2068محمد علي\u2069');
  expect(shortName(person)).toBe('\u2068محمد\u2069');
  expect(shortName({ firstName: '', lastName: 'علي' })).toBe('\u2068علي\u2069');
});
