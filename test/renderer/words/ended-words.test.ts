// Why a session has ended, in words.
import { expect, test } from 'vitest';
import { endedSentence } from '../../../renderer/words/ended-words.ts';

const AT = Date.UTC(2026, 10, 23, 12, 0);
type Why = Parameters<typeof endedSentence>[0]['why'];

test.each([
  'two_factor_reset',
  'password_reset',
  'role_changed',
] as const)('%s names the person and the time', (why) => {
  expect(endedSentence({ why, byName: 'Margaret Ashworth', at: AT })).toMatch(
    /^Margaret Ashworth (reset|changed) your .* 2026.*, so your session has ended\./,
  );
  expect(endedSentence({ why, byName: null, at: AT })).toMatch(/^An administrator /);
});

const OTHERS: readonly Why[] = [
  'deactivated',
  'frozen',
  'password_changed',
  'authenticator_changed',
  'ended_by_user',
  'temporary_code_ended',
  'recovery_kit_used',
  'expired',
];
test.each(OTHERS)('%s has a sentence that says what to do', (why) => {
  expect(endedSentence({ why, byName: null, at: AT })).toMatch(/Sign in|call your firm|Call your firm/);
});
