// A printed number through the door: paper is a witness of every record up to its number.
import { beforeEach, expect, test } from 'vitest';
import { recordWatchOf } from '../../main/services/firm/record-watch.ts';
import { editAsProgram } from '../support/accident.ts';
import { type Scene, setScene, WINDOW } from './scenes.ts';

let scene: Scene;
/** Of record 3. Two more follow it. */
let printed: string;

beforeEach(async () => {
  scene = await setScene();
  recordWatchOf(scene.fixture.context);
  const { open, admin, ann } = scene;
  await open.signIn(WINDOW, admin);
  for (let i = 0; i < 2; i += 1) {
    await open.signIn(WINDOW + 1, ann);
    if (i === 0) await open.ask(WINDOW + 1, 'session.signOut', {});
    printed ||= (await open.ask(WINDOW, 'activity.getHead', {})).printed;
  }
  await open.ask(WINDOW + 1, 'session.signOut', {});
});

const check = (typed: string) => scene.open.ask(WINDOW, 'activity.checkPrinted', { printed: typed });
const edit = (sql: string): void => editAsProgram(scene.fixture.context.storage, sql);

test('the number of the last record is as it was printed, also when more is recorded', async () => {
  expect(printed).toMatch(/^3 · [0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
  const { at } = scene.fixture.activity()[2] ?? {};
  expect(await check(printed)).toEqual({ verdict: 'as_printed', number: 3, at, last: 5, firstAltered: null });
});

test('a paper with other letters, or of a record that is not there, is told apart', async () => {
  const other = printed.endsWith('0') ? '1' : '0';
  expect(await check(printed.slice(0, -1) + other)).toMatchObject({ verdict: 'differs', number: 3 });
  expect(await check(printed.replace('3', '2'))).toMatchObject({ verdict: 'differs', number: 2 });
  expect(await check(printed.replace('3', '6'))).toMatchObject({ verdict: 'no_such_record', number: 6, last: 5 });
});

test('a changed record before the number is found, and one after it is not of this paper', async () => {
  edit("UPDATE activity SET reason = 'another' WHERE seq = 5");
  expect(await check(printed)).toMatchObject({ verdict: 'as_printed' });
  edit("UPDATE activity SET reason = 'another' WHERE seq = 2");
  expect(await check(printed)).toMatchObject({ verdict: 'earlier_altered', firstAltered: 2 });
});

test('a cut record says that it ends before the number', async () => {
  edit('DELETE FROM activity WHERE seq >= 3');
  // What was cut is recorded in its place, so the number is there again, with other letters.
  expect(await check(printed)).toMatchObject({ verdict: 'differs', number: 3 });
});

test('what is no printed number is refused at its field', async () => {
  expect(await scene.open.refusal(WINDOW, 'activity.checkPrinted', { printed: '3' })).toMatchObject({
    code: 'bad_input',
    fields: [{ field: 'printed' }],
  });
});

test('everybody who prints gets the number, and only who may read Activity checks one', async () => {
  const { open, ann } = scene;
  await open.signIn(WINDOW + 1, ann);
  expect((await open.ask(WINDOW + 1, 'activity.getHead', {})).printed).toMatch(/^6 · /);
  expect((await open.refusal(WINDOW + 1, 'activity.checkPrinted', { printed })).code).toBe('forbidden');
});
