// The list of reasons takes typed letters as a native list does: to the first entry that begins with them.
import { expect, test } from 'vitest';
import { REVOKE_REASON_WORDS } from '../../../renderer/words/user-words.ts';

const typed = (text: string): string | undefined =>
  Object.entries(REVOKE_REASON_WORDS).find(([, words]) => words.toLowerCase().startsWith(text))?.[0];

test.each([
  ['lost', 'lost_phone'],
  ['stolen', 'stolen_phone'],
  ['new', 'new_phone'],
  ['locked', 'too_many_attempts'],
])('“%s” chooses %s, at each letter that is enough', (text, reason) => {
  expect(typed(text)).toBe(reason);
  // "l" alone is a loss more often than a lock.
  if (reason !== 'too_many_attempts') expect(typed(text.slice(0, 1))).toBe(reason);
});
