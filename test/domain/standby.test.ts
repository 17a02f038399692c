// How the standby stands, from what PostgreSQL says and what was noted.
import { expect, test } from 'vitest';
import { type StandbyFacts, type StandbyNotes, standbyState } from '../../main/domain/standby.ts';
import { databaseWords, lossWords } from '../../preload/tables/standby-words.ts';

const facts: StandbyFacts = { isAskedFor: true, isVisible: true, isInStep: true, isFollowed: true, lagMs: 4 };
const needed: StandbyNotes = { neededSince: 1, missingSince: null, aloneSince: null, aloneBy: null };
const missing: StandbyNotes = { ...needed, missingSince: 2 };
const alone: StandbyNotes = { ...missing, aloneSince: 3, aloneBy: 'Ann' };

const cases: readonly (readonly [string, Partial<StandbyFacts>, StandbyNotes | undefined, object, string])[] = [
  [
    'nobody asks for one',
    { isAskedFor: false, isInStep: false },
    undefined,
    { kind: 'none', isFollowed: true },
    'The acts of the last moments, or more',
  ],
  [
    'none is there',
    { isAskedFor: false, isInStep: false, isFollowed: false },
    undefined,
    { kind: 'none', isFollowed: false },
    'Everything since the last backup',
  ],
  ['it confirms', {}, undefined, { kind: 'in_step', lagMs: 4 }, 'Nothing: every act is on two machines'],
  [
    'it confirms again after a decision',
    {},
    alone,
    { kind: 'in_step', lagMs: 4 },
    'Nothing: every act is on two machines',
  ],
  [
    'it was never there',
    { isInStep: false },
    undefined,
    { kind: 'missing', since: null, isVisible: true },
    'Not known: Rekey has seen no standby in step since it was started',
  ],
  [
    'it is gone',
    { isInStep: false },
    missing,
    { kind: 'missing', since: 2, isVisible: true },
    'What was noted since #2, such as sign-ins. No act is taken',
  ],
  [
    'PostgreSQL no longer waits for it',
    { isAskedFor: false, isInStep: false },
    needed,
    { kind: 'missing', since: null, isVisible: true },
    'Not known: Rekey has seen no standby in step since it was started',
  ],
  [
    'PostgreSQL no longer waits for one that follows',
    { isAskedFor: false, isInStep: true },
    missing,
    { kind: 'missing', since: 2, isVisible: true },
    'What was noted since #2, such as sign-ins. No act is taken',
  ],
  [
    'somebody has decided',
    { isInStep: false },
    alone,
    { kind: 'alone', since: 2, decidedAt: 3, byName: 'Ann' },
    'The acts since #2',
  ],
];

test.each(cases)('%s', (_, change, notes, state, loss) => {
  const found = standbyState({ ...facts, ...change }, notes);
  expect(found).toEqual(state);
  expect(lossWords(found, (at) => `#${at}`)).toBe(loss);
});

test('the words name what a person has to know', () => {
  const words = (change: Partial<StandbyFacts>, notes?: StandbyNotes) =>
    databaseWords(standbyState({ ...facts, ...change }, notes), (at) => `#${at}`);
  expect(databaseWords(null, String)).toContain('SQLite');
  expect(words({})).toContain('in step, and replayed the last act after 4 ms');
  expect(words({ isInStep: false, isVisible: false }, missing)).toContain(
    'since #2, so nothing is done. Rekey may not look at it: its role needs pg_monitor',
  );
  expect(words({ isInStep: false }, alone)).toContain('Ann has decided to go on without it, on #3');
});
