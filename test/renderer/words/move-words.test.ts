// The check at the end of a move, in sentences: what is good is listed, and what is not stands out.
import { expect, test } from 'vitest';
import { arrivedSentences } from '../../../renderer/words/move-words.ts';

const ARRIVAL = {
  movedFrom: 'front-desk',
  people: 1200,
  records: 1,
  isRecordIntact: true,
  secretsOpened: 2400,
  secretsClosed: 0,
};

test('all that was checked is said, with its numbers', () => {
  const { good, bad } = arrivedSentences(ARRIVAL);
  expect(bad).toEqual([]);
  expect(good).toHaveLength(5);
  expect(good.join(' ')).toMatch(
    /front-desk.*1,200 people and 1 activity record, as.*2,400 passwords and authenticators/,
  );
});

test('what does not open is said apart, and nothing says that all of it does', () => {
  const { good, bad } = arrivedSentences({ ...ARRIVAL, isRecordIntact: false, secretsClosed: 1 });
  expect(bad).toEqual([expect.stringContaining('does not fit together'), expect.stringMatching(/^1 secret does not/)]);
  expect(good).toHaveLength(4);
  expect(good.join(' ')).not.toMatch(/every secret|activity record were checked/);
});
