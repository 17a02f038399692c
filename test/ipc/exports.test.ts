// Files for a spreadsheet through the door: the list as it is filtered, all of it, what the actor may see, on record before
// the first line.
import { expect, test } from 'vitest';
import type { InputOf } from '../../preload/contract/index.ts';
import { breakWrites } from '../support/accident.ts';
import { createFixture, type Fixture, type Person } from '../support/fixture.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { createInstantHasher, MINUTE } from '../support/seeded.ts';
import { REQUESTS } from './requests.ts';

const WINDOW = 1;
const USERS = REQUESTS['users.export'].input;

async function setScene(): Promise<{ fixture: Fixture; open: OpenDoor; admin: Person; ann: Person }> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  const clients = [fixture.addClient('Alder'), fixture.addClient('Birch; Sons')];
  const ann = await fixture.addPerson({ role: 'client_ops', clients });
  const open = openDoor(fixture);
  await open.signIn(WINDOW, admin);
  return { fixture, open, admin, ann };
}
const linesOf = (open: OpenDoor): readonly string[] =>
  open.saved.at(-1)?.text.replace('\uFEFF', '').trimEnd().split('\r\n') ?? [];

test('the list is written as it is filtered, with the chosen columns in their order', async () => {
  const { fixture, open, admin, ann } = await setScene();
  const input: InputOf<'users.export'> = {
    ...USERS,
    filters: { ...USERS.filters, roles: ['client_ops'] },
    columns: ['clients', 'email', 'role'],
    separator: 'semicolon',
  };
  const answer = await open.ask(WINDOW, 'users.export', { ...input, code: fixture.nextCode(admin) });
  expect(answer).toEqual({ file: { name: 'users.csv', folder: '/home/ann' }, rows: 1, isEndRecorded: true });
  expect(open.saved.at(-1)?.name).toBe('users.csv');
  expect(linesOf(open)).toEqual(['Email;Role;Clients', `${ann.email};Client Ops;"Alder; ""Birch; Sons"""`]);
});

test('an export is on record before its first line, and once more when all of it is written', async () => {
  const { fixture, open, admin } = await setScene();
  await open.ask(WINDOW, 'users.export', { ...USERS, code: fixture.nextCode(admin) });
  const records = fixture.activity().filter(({ action }) => action.startsWith('export.'));
  expect(records.map(({ action, detail }) => [action, detail['rows']])).toEqual([
    ['export.begun', undefined],
    ['export.made', 2],
  ]);
  expect(records[0]?.detail).toMatchObject({ what: 'users', columns: expect.stringContaining('Email') });
});

test('an export whose file gets no name is on record as begun only', async () => {
  const { fixture, open, admin } = await setScene();
  open.dialogs.failsAtName = true;
  const input = { ...USERS, code: fixture.nextCode(admin) };
  expect((await open.refusal(WINDOW, 'users.export', input)).code).toBe('file_not_saved');
  const records = fixture.activity().filter(({ action }) => action.startsWith('export.'));
  expect(records.map(({ action, outcome }) => [action, outcome])).toEqual([
    ['export.begun', 'done'],
    ['export.begun', 'denied'],
  ]);
});

test('an export whose end cannot be recorded says that the file is there', async () => {
  const { fixture, open, admin } = await setScene();
  const mend = breakWrites(
    fixture.context.storage,
    { verb: 'INSERT', table: 'activity', when: "NEW.action = 'export.made'" },
    'the disk is full',
  );
  const answer = await open.ask(WINDOW, 'users.export', { ...USERS, code: fixture.nextCode(admin) });
  mend();
  expect(answer).toEqual({ file: { name: 'users.csv', folder: '/home/ann' }, rows: 2, isEndRecorded: false });
});

test('a list of no rows has its headings', async () => {
  const { fixture, open, admin } = await setScene();
  const input = { ...USERS, search: 'nobody at all', code: fixture.nextCode(admin) };
  expect(await open.ask(WINDOW, 'users.export', input)).toEqual({
    file: expect.anything(),
    rows: 0,
    isEndRecorded: true,
  });
  expect(linesOf(open)).toEqual(['First name,Last name,Email,Number on file,Role,Clients']);
});

test('the whole record is written, newest first, with times that have their offset', async () => {
  const { fixture, open, admin } = await setScene();
  const before = fixture.activity().length;
  const code = fixture.nextCode(admin);
  const { rows } = await open.ask(WINDOW, 'activity.export', { ...REQUESTS['activity.export'].input, code });
  // The export itself is the newest of them.
  expect(rows).toBe(before + 1);
  const [heading, first] = linesOf(open);
  expect(heading).toBe('Number,Time,Actor,Action,Target,Outcome,Details');
  expect(first).toMatch(/^\d+,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d,.*,export\.begun,/);
});

test('a second click writes no second file, and an ended session ends the first', async () => {
  const { fixture, open, admin } = await setScene();
  const first = open.send(WINDOW, 'users.export', JSON.stringify({ ...USERS, code: fixture.nextCode(admin) }));
  expect((await open.refusal(WINDOW, 'users.export', USERS)).code).toBe('not_now');
  await open.ask(WINDOW, 'session.signOut', {});
  expect(JSON.parse(await first)).toMatchObject({ ok: false });
  expect(open.saved).toEqual([]);
});

test('a stopped export leaves no file', async () => {
  const { fixture, open, admin } = await setScene();
  const first = open.send(WINDOW, 'users.export', JSON.stringify({ ...USERS, code: fixture.nextCode(admin) }));
  await open.ask(WINDOW, 'exports.stop', {});
  expect(JSON.parse(await first)).toEqual({ ok: true, value: { file: null, rows: 0, isEndRecorded: false } });
  expect(open.saved).toEqual([]);
  expect(await open.ask(WINDOW, 'users.export', USERS)).toEqual({
    file: expect.anything(),
    rows: 2,
    isEndRecorded: true,
  });
});

test('a window that locks writes nothing out, and exports again once it is unlocked', async () => {
  const { fixture, open, admin } = await setScene();
  const first = open.send(WINDOW, 'users.export', JSON.stringify({ ...USERS, code: fixture.nextCode(admin) }));
  open.door.lock(WINDOW, 'computer');
  expect(JSON.parse(await first)).toEqual({ ok: true, value: { file: null, rows: 0, isEndRecorded: false } });
  expect(open.saved).toEqual([]);
  await open.ask(WINDOW, 'session.unlock', { password: admin.password });
  fixture.clock.advance(MINUTE);
  const code = fixture.nextCode(admin);
  expect(await open.ask(WINDOW, 'users.export', { ...USERS, code })).toEqual({
    file: expect.anything(),
    rows: 2,
    isEndRecorded: true,
  });
});

test('the clients are written with what the list shows of them', async () => {
  const { fixture, open, admin } = await setScene();
  const code = fixture.nextCode(admin);
  await open.ask(WINDOW, 'clients.export', { ...REQUESTS['clients.export'].input, search: 'alder', code });
  expect(linesOf(open)).toEqual(['Name,Type,Accounting software', expect.stringMatching(/^Alder,Company,/)]);
});

test('an export without a fresh code writes nothing', async () => {
  const { fixture, open } = await setScene();
  fixture.clock.advance(6 * MINUTE);
  for (const name of ['users.export', 'clients.export', 'activity.export'] as const)
    expect((await open.refusal(WINDOW, name, REQUESTS[name].input)).code).toBe('fresh_code_needed');
  expect(open.saved).toEqual([]);
});
