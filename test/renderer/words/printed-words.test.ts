// What the check of a printed number says.
import { expect, test } from 'vitest';
import { printedWords } from '../../../renderer/words/printed-words.ts';

const found = { number: 1204, at: null, last: 2000, firstAltered: null } as const;

test.each([
  [{ ...found, verdict: 'as_printed' }, 'ok', 'Record 1,204 is as it was printed. So are all records before it.'],
  [{ ...found, number: 1, verdict: 'as_printed' }, 'ok', 'Record 1 is as it was printed.'],
  [{ ...found, verdict: 'differs' }, 'danger', 'Record 1,204 differs from what was printed.'],
  [{ ...found, last: 1100, verdict: 'no_such_record' }, 'danger', 'There is no such record: the last one is 1,100.'],
  [
    { ...found, firstAltered: 7, verdict: 'earlier_altered' },
    'danger',
    'Record 1,204 has the letters that were printed, but record 7 before it is not as Rekey wrote it.',
  ],
  [
    { ...found, firstAltered: 1204, verdict: 'earlier_altered' },
    'danger',
    'Record 1,204 has the letters that were printed, but it was changed since.',
  ],
] as const)('%o', (check, tone, sentence) => {
  const words = printedWords(check);
  expect([words.tone, words.sentences[0]]).toEqual([tone, sentence]);
});
