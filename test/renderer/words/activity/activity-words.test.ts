// The activity record in words: every recorded action has words, and no sentence says more than its record.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ActivityRecord, failureSchema } from '../../../../preload/contract/index.ts';
import { ACTION_WORDS, actionName, actionsOf } from '../../../../renderer/words/activity/action-words.ts';
import { activityFacts } from '../../../../renderer/words/activity/activity-facts.ts';
import { activitySentence } from '../../../../renderer/words/activity/activity-sentence.ts';
import { reasonWords } from '../../../../renderer/words/activity/reason-words.ts';

const record = (change: Partial<ActivityRecord>): ActivityRecord => ({
  seq: 1,
  at: 0,
  actorName: 'Margaret Ashworth',
  actorRole: 'partner_admin',
  targetName: null,
  targetRole: null,
  action: 'session.started',
  outcome: 'done',
  reason: null,
  detail: {},
  ...change,
});

/** Read from main's sources: `action: '...'`, `recordsAs: '...'`, and the names of refused proofs. */
function recordedActions(): readonly string[] {
  const folder = join(import.meta.dirname, '../../../../main');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) =>
    [
      ...readFileSync(join(folder, file), 'utf8').matchAll(
        /(?:action: |action = |recordsAs: |error, )'([a-z_]+\.[a-z_]+)'/g,
      ),
    ].map(([, action]) => action ?? ''),
  );
}

test('every action that main records has words', () => {
  const actions = recordedActions();
  expect(actions).toContain('two_factor.reset');
  expect(actions).toContain('sign_in.refused');
  expect(actions.filter((action) => ACTION_WORDS[action] === undefined)).toEqual([]);
});

test('every action is in one group, also under the name of its refused request', () => {
  expect(actionsOf('clients')).toEqual(expect.arrayContaining(['client.terminated', 'clients.terminate']));
  expect(actionsOf('second_factor')).not.toContain('clients.terminate');
  expect(actionName('clients.terminate')).toBe('Client terminated');
});

describe('a sentence', () => {
  test('says who did what to which person', () => {
    expect(activitySentence(record({ action: 'two_factor.reset', targetName: 'Priya Mehta' }))).toBe(
      'Margaret Ashworth reset 2FA for Priya Mehta.',
    );
  });
  test('about a refusal says that it was only tried', () => {
    expect(activitySentence(record({ action: 'users.deactivate', outcome: 'denied', targetName: 'Priya Mehta' }))).toBe(
      'Margaret Ashworth tried to deactivate Priya Mehta and was refused.',
    );
  });
  test('names nobody who is not in the record', () => {
    expect(activitySentence(record({ action: 'sign_in.refused', outcome: 'denied', actorName: null }))).toBe(
      'Someone tried to sign in and was refused.',
    );
    expect(
      activitySentence(record({ action: 'user.invited', targetName: '', detail: { email: 'new@firm.example' } })),
    ).toBe('Margaret Ashworth invited new@firm.example.');
  });
  test('takes a name literally', () => {
    expect(activitySentence(record({ action: 'client.added', detail: { clientName: '{whom} $& Sons' } }))).toBe(
      'Margaret Ashworth added the client {whom} $& Sons.',
    );
  });
  test('about an edit that only added or removed a client says so', () => {
    const edit = record({
      action: 'user.edited',
      targetName: 'Priya Mehta',
      detail: { client: 'Alder & Oak', clientsRemoved: 1 },
    });
    expect(activitySentence(edit)).toBe('Margaret Ashworth removed Priya Mehta from Alder & Oak.');
  });
  test('about an action of another release uses the name of the action', () => {
    expect(activitySentence(record({ action: 'ledger.posted' }))).toBe('Margaret Ashworth: ledger.posted.');
  });
});

test('facts show the new and the old value in words, and leave out empty values', () => {
  const facts = activityFacts(
    record({
      detail: {
        roleFrom: 'client_ops',
        roleTo: 'client_admin',
        pointOfContactFrom: null,
        pointOfContactTo: 'Tomasz Moreau',
        note: '',
        setupCodeMinutes: 90,
      },
    }),
  );
  expect(facts).toEqual([
    { label: 'Role', value: 'Client Admin', was: 'Client Ops' },
    { label: 'Point of contact', value: 'Tomasz Moreau', was: 'none' },
    { label: 'Setup code works for', value: '90 minutes' },
  ]);
});

/** Refusals that no record names: main/ipc/record-refusal.ts leaves them out, or the window stands elsewhere. */
const NOT_RECORDED = [
  'bad_input',
  'fresh_code_needed',
  'not_signed_in',
  'not_now',
  'clock_impossible',
  'done_before',
  'unexpected',
  'wrong_sender',
  'unknown_request',
];

test('every refusal that is recorded has words for its reason', () => {
  const codes = failureSchema.options.flatMap(({ entries: { code } }) =>
    'literal' in code ? [code.literal] : code.options,
  );
  expect(codes).toContain('codes_not_saved');
  expect(codes.filter((code) => !NOT_RECORDED.includes(code) && reasonWords(code) === code)).toEqual([]);
});

test('an unknown reason keeps its own name', () => {
  expect(reasonWords('wrong_code')).toBe('Wrong code');
  expect(reasonWords('of_tomorrow')).toBe('of_tomorrow');
});
