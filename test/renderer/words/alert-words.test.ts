// Alerts in words. Main decides when one is raised, and may change its thresholds.
import { expect, test } from 'vitest';
import { type Alert, alertSchema } from '../../../preload/contract/record.ts';
import { alertSentence, vouchWords } from '../../../renderer/words/alert-words.ts';

const LET_IN: Alert = {
  id: 1,
  at: 0,
  kind: 'let_in',
  actorId: 1,
  actorName: 'Margaret Ashworth',
  subjectId: 2,
  subjectName: 'Priya Mehta',
  activitySeq: 1,
  act: null,
  subjectRole: null,
  desktopName: null,
};

test.each([
  'user.invited',
  'invitation.resent',
  'two_factor.reset',
  'password.reset',
  'temporary_code.issued',
  'user.reactivated',
  'account.unfrozen',
  'user.made_partner_admin',
  'user.number_changed',
  'user.edited',
])('an account that was let in by %s gets a sentence of its own', (act) => {
  expect(alertSentence({ ...LET_IN, act })).toMatch(/^Margaret Ashworth .*Priya Mehta.*\.$/);
  expect(alertSentence({ ...LET_IN, act })).not.toBe(alertSentence(LET_IN));
});

test('who invites is told with the role, and a record without one leaves it out', () => {
  const invited = { ...LET_IN, act: 'user.invited' };
  expect(alertSentence({ ...invited, subjectRole: 'partner_ops' })).toBe(
    'Margaret Ashworth invited Priya Mehta as Partner Ops.',
  );
  expect(alertSentence(invited)).toBe('Margaret Ashworth invited Priya Mehta.');
  expect(vouchWords({ ...invited, subjectRole: 'partner_admin' }).did).toBe(
    'Margaret Ashworth invited Priya Mehta as Partner Admin',
  );
});

test.each([
  'desktop_joined',
  'desktop_revoked',
  'desktop_slowed',
  'record_seen_otherwise',
] as const)('the sentence for %s names the desktop where the record does', (kind) => {
  expect(alertSentence({ ...LET_IN, kind, desktopName: 'Reception' })).toMatch(/\b[Tt]he desktop Reception\b/);
  expect(alertSentence({ ...LET_IN, kind })).toMatch(/\b([Aa]|one) desktop\b/);
});

test('an act that cannot be read, or is not known here, leaves a sentence', () => {
  for (const act of [null, 'user.teleported'])
    expect(alertSentence({ ...LET_IN, act })).toBe('Margaret Ashworth let Priya Mehta in.');
});

test.each(alertSchema.entries.kind.options)('the sentence for %s repeats no threshold of main', (kind) => {
  const sentence = alertSentence({ ...LET_IN, kind });
  expect(sentence).toMatch(/\.$/);
  expect(sentence.replace('2FA', '').replace('working hours', '')).not.toMatch(/\d|\b(three|ten|minutes?|hours?)\b/i);
});
