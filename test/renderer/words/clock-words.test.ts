import { expect, test } from 'vitest';
import { clockSentences } from '../../../renderer/words/clock-words.ts';
import { exactTime } from '../../../renderer/words/time-words.ts';

const HELPERS = ['Ada Quill', 'Bo Reed', 'Cy Ito'];

test('a jump that is not followed is said, with what makes the new time count', () => {
  expect(clockSentences({ minutes: 300, isFollowed: false, until: null, helpers: [] })).toBe(
    'This computer’s clock has jumped 5 hours ahead. Rekey goes on by its own time. Set the clock right. If it is right now, the next code of an authenticator app confirms it.',
  );
  expect(clockSentences({ minutes: -300, isFollowed: false, until: 1, helpers: HELPERS })).toBe(
    'This computer’s clock has jumped 5 hours back. Rekey goes on by its own time. Set the clock right. If it is right now, Ada Quill, Bo Reed or Cy Ito accepts it by signing in with a recovery code.',
  );
});

test('a clock that is behind says until when, and whom to ask', () => {
  const until = Date.UTC(2026, 5, 16, 12);
  expect(clockSentences({ minutes: -300, isFollowed: true, until, helpers: [] })).toBe(
    `This computer’s clock is 5 hours behind a time that it showed before. Codes are refused until it shows ${exactTime(until)}. Set the clock right. If it is right now, a Partner Admin accepts it by signing in with a recovery code.`,
  );
});
