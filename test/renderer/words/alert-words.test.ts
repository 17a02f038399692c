// Alerts in words. Main decides when one is raised, and may change its thresholds.
import { expect, test } from 'vitest';
import { alertSchema } from '../../../preload/contract/record.ts';
import { alertSentence } from '../../../renderer/words/alert-words.ts';

test.each(alertSchema.entries.kind.options)('the sentence for %s repeats no threshold of main', (kind) => {
  const sentence = alertSentence({
    id: 1,
    at: 0,
    kind,
    actorId: 1,
    actorName: 'Margaret Ashworth',
    subjectId: 2,
    subjectName: 'Priya Mehta',
    activitySeq: 1,
  });
  expect(sentence).toMatch(/\.$/);
  expect(sentence.replace('2FA', '').replace('working hours', '')).not.toMatch(/\d|\b(three|ten|minutes?|hours?)\b/i);
});
