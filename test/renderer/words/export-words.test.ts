// An export says how many rows it writes, and that a search or a filter leaves some out.
import { expect, test } from 'vitest';
import { exportSentence } from '../../../renderer/words/export-words.ts';

const USERS = { one: 'user', many: 'users', narrowedBy: 'the search and the filters' };

test.each([
  [false, undefined, 'Exports all users.'],
  [true, undefined, 'Exports the users that the search and the filters leave.'],
  [false, { shown: 1114, all: 1114 }, 'Exports all 1,114 users.'],
  [false, { shown: 0, all: 0 }, 'There is no user, so the file has the headings only.'],
  [true, { shown: 12, all: 114 }, 'Exports the 12 users that the search and the filters leave, of 114.'],
  [true, { shown: 1, all: 114 }, 'Exports the 1 user that the search and the filters leave, of 114.'],
  [
    true,
    { shown: 0, all: 114 },
    'Of 114 users the search and the filters leave none, so the file has the headings only.',
  ],
])('narrowed %s, counted %j: %s', (isNarrowed, counts, sentence) =>
  expect(exportSentence({ ...USERS, isNarrowed, counts })).toBe(sentence));
