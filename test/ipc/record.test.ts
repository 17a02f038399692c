// The activity record through the door, when another program has written to it: the lists show the rest, Verify names
// what does not fit, and every Partner Admin is alerted.
import { beforeEach, expect, test } from 'vitest';
import { recordWatchOf } from '../../main/services/firm/record-watch.ts';
import type { InputOf } from '../../preload/contract/index.ts';
import { editAsProgram } from '../support/accident.ts';
import { isPostgres } from '../support/engine.ts';
import { type Scene, setScene, WINDOW } from './scenes.ts';

const ALL: InputOf<'activity.list'> = { search: '', actions: [], outcomes: [], from: null, until: null, before: null };
/** What each makes of record 2. PostgreSQL takes three of them. */
const BAD_ROWS = [
  ...(isPostgres ? [] : ["detail = '{'", "outcome = 'perhaps'"]),
  "detail = '[]'",
  'detail = \'{"note":{"a":1}}\'',
  'detail = \'{"note":1.5}\'',
];

let scene: Scene;
beforeEach(async () => {
  scene = await setScene();
  recordWatchOf(scene.fixture.context);
  await scene.open.signIn(WINDOW, scene.admin);
  await scene.open.signIn(WINDOW + 1, scene.ann);
});

const alter = (statement: string): void => editAsProgram(scene.fixture.context.storage, statement);
const alterRecord = (set: string): void => alter(`UPDATE activity SET ${set} WHERE seq = 2`);

test('one row that is no record fails no list', async () => {
  const { open, ann, admin } = scene;
  for (const set of BAD_ROWS) {
    alterRecord(set);
    const { records } = await open.ask(WINDOW, 'activity.list', ALL);
    expect([set, records.map(({ seq, action }) => [seq, action])]).toEqual([
      set,
      [
        [2, 'record.unreadable'],
        [1, 'session.started'],
      ],
    ]);
    await open.ask(WINDOW, 'activity.list', { ...ALL, search: 'person' });
    await open.ask(WINDOW, 'activity.list', { ...ALL, outcomes: ['done', 'failed'], actions: ['session.started'] });
    await open.ask(WINDOW, 'users.listActivity', { userId: ann.id, before: null });
    await open.ask(WINDOW + 1, 'account.listActivity', { before: null });
    await open.ask(WINDOW, 'users.get', { userId: ann.id });
  }
  // Acts whose alerts look back at this row go on.
  const refused = await open.refusal(WINDOW + 2, 'session.signIn', {
    email: ann.email,
    password: 'not-this-one-at-all',
  });
  expect([refused.code, admin.id]).toEqual(['wrong_credentials', 1]);
});

test('Verify says how far it is, names what does not fit, and alerts', async () => {
  const { open } = scene;
  expect(await open.ask(WINDOW, 'activity.verify', {})).toMatchObject({
    records: 2,
    breaks: [],
    isAlteredBefore: false,
  });
  alterRecord("reason = 'another one'");
  expect(await open.ask(WINDOW, 'activity.verify', {})).toMatchObject({
    breaks: [{ first: 2, last: 2, kind: 'changed' }],
    breakCount: 1,
  });
  const { alerts } = await open.ask(WINDOW, 'alerts.list', { before: null });
  expect(alerts.map(({ kind, subjectName }) => [kind, subjectName])).toEqual([['record_altered', null]]);
  await open.ask(WINDOW, 'activity.verify', {});
  expect((await open.ask(WINDOW, 'alerts.list', { before: null })).alerts).toHaveLength(1);
  expect((await open.refusal(WINDOW + 1, 'activity.verify', {})).code).toBe('forbidden');
});

test('an act after an edit of the end says so before it says anything else', async () => {
  const { open, fixture } = scene;
  alter('DELETE FROM activity WHERE seq = 2');
  await open.ask(WINDOW, 'session.signOut', {});
  const rows = fixture.read.all('SELECT action, reason FROM activity WHERE seq > 1 ORDER BY seq');
  expect(rows).toEqual([
    { action: 'record.altered', reason: 'record_cut' },
    { action: 'session.ended', reason: 'signed_out' },
  ]);
});
