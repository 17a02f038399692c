// When the dialog of an action asks before it closes.
import { expect, test } from 'vitest';
import { differsInAnswers } from '../../../../renderer/shared/dialogs/use-action-form.ts';

const FIRST = { mode: 'revoke_now', reason: '', note: 'From the review', code: '' };

test('an answer that was given would be lost, also a chosen one', () => {
  expect(differsInAnswers(FIRST, { ...FIRST, reason: 'lost_phone' })).toBe(true);
  expect(differsInAnswers(FIRST, { ...FIRST, mode: 'replace' })).toBe(true);
  expect(differsInAnswers(FIRST, { ...FIRST, note: '' })).toBe(true);
});

test('a dialog that nobody has filled in, or with a code only, closes at once', () => {
  expect(differsInAnswers(FIRST, FIRST)).toBe(false);
  expect(differsInAnswers(FIRST, { ...FIRST, code: '123456' })).toBe(false);
});
