// Right-to-left names in sentences from left to right.
import { expect, test } from 'vitest';
import type { Alert } from '../../../preload/contract/index.ts';
import { alertSentence } from '../../../renderer/words/alert-words.ts';
import { isolate } from '../../../renderer/words/isolate.ts';
import { fullName, nameOrEmail, shortName } from '../../../renderer/words/user-words.ts';

test.each(['Ann Vance', 'Zoë', 'Łukasz', '太郎', 'Иван', '😀', '', '김'])('%j stays as it is', (name) => {
  expect(isolate(name)).toBe(name);
});

test.each(['ليلى', 'אבי כהן', 'Ann ليلى', '𞤀𞤣𞤤𞤢𞤥'])('%j is isolated', (name) => {
  expect(isolate(name)).toBe(`\u2068${name}\u2069`);
});

test('a sentence isolates the names in it', () => {
  const alert = {
    kind: 'number_changed',
    actorName: 'Ann Vance',
    subjectName: 'ليلى حداد',
    desktopName: null,
  } as Alert;
  expect(alertSentence(alert)).toBe('Ann Vance changed the number on file of \u2068ليلى حداد\u2069.');
});

test('a name that is compared, typed or the name of a dialog is never changed', () => {
  const person = { firstName: 'ليلى', lastName: 'حداد', email: 'layla@firm.com' };
  expect([fullName(person), nameOrEmail(person), shortName(person)]).toEqual(['ليلى حداد', 'ليلى حداد', 'ليلى']);
});
