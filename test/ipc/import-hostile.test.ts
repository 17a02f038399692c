// Cells that somebody has prepared: what cannot be seen, what looks like somebody else, formulas, addresses that are one.
import { expect, test } from 'vitest';
import { createFixture } from '../support/fixture.ts';
import { openDoor } from '../support/open-door.ts';
import { createInstantHasher } from '../support/seeded.ts';

const WINDOW = 1;

async function setScene(text: string, name = 'people.csv') {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  await fixture.addPerson({ role: 'partner_ops', email: 'ann@quill.example', firstName: 'Ann', lastName: 'Vance' });
  const open = openDoor(fixture);
  await open.signIn(WINDOW, admin);
  open.dialogs.table = { name, bytes: Buffer.from(text) };
  const { table } = await open.ask(WINDOW, 'imports.choose', { of: 'people' });
  const importId = table?.importId ?? '';
  await open.ask(WINDOW, 'imports.plan', {
    importId,
    headRow: 0,
    columns: ['email', 'name'],
    update: [],
    role: 'partner_ops',
    clientId: null,
    makeClients: null,
  });
  const { rows } = await open.ask(WINDOW, 'imports.listRows', { importId, kinds: [], offset: 0, limit: 200 });
  return { fixture, admin, open, importId, rows, table };
}

test('an email that is written in another way is the same person', async () => {
  const same = ['a\u200Bnn@quill.example', 'ANN@QUILL.EXAMPLE', 'ann@quill.example.', '\uFF41nn@quill.example'];
  for (const email of same) {
    const { rows } = await setScene(`${email},Ann\n`);
    expect(rows.map(({ state }) => state)).toEqual([{ kind: 'skipped', why: 'Has an account already.' }]);
  }
  const { rows } = await setScene(`new@quill.example,\n${same.join(',\n')},\nNEW@quill.example,\n`);
  expect(rows.map(({ state }) => state.kind)).toEqual([
    'invite',
    'skipped',
    'refused',
    'refused',
    'refused',
    'refused',
  ]);
  expect(rows.at(-1)?.state).toMatchObject({ why: 'The email stands in row 1, too.' });
});

test('what cannot be seen is nobody’s name', async () => {
  const { rows } = await setScene(
    [
      'bidi@quill.example,\u202ENina',
      'tags@quill.example,\u{E0041}Nina\u{E0042}',
      'mark@quill.example,\uFEFFNina',
      'blank@quill.example,\u3164',
    ].join('\n'),
  );
  expect(rows.map(({ name, state }) => [name, state.kind])).toEqual([
    ['Nina', 'invite'],
    ['Nina', 'invite'],
    ['Nina', 'invite'],
    ['', 'invite'],
  ]);
});

test('a formula stays a text, in the account and in the file with the codes', async () => {
  const { fixture, admin, open, importId } = await setScene('=cmd@quill.example,"=Nina Okafor"\n');
  const start = { importId, note: '=1+1', code: fixture.nextCode(admin) };
  expect((await open.ask(WINDOW, 'imports.start', start)).codes).toBe(1);
  await open.ask(WINDOW, 'bulk.saveCodes', { bulkId: importId, code: '' });
  expect(open.saved.at(-1)?.text.split('\r\n')[1]).toMatch(/^'=Nina Okafor,'=cmd@quill\.example,/);
});

test.each([
  ['\u202E\u200B', ''],
  [`${'x'.repeat(300)}.csv`, 'x'.repeat(100)],
  ['a\nb\u0007.csv', 'ab.csv'],
  ['../../etc/passwd', '../../etc/passwd'],
])('the name of the file %j is kept as it can be shown', async (name, shown) => {
  const { fixture, admin, open, importId, table } = await setScene('new@quill.example,\n', name);
  expect(table?.fileName).toBe(shown);
  await open.ask(WINDOW, 'imports.start', { importId, note: 'x', code: fixture.nextCode(admin) });
  const begun = fixture.activity().find(({ action }) => action === 'import.begun');
  expect(begun?.detail['fileName']).toBe(shown);
});
