// Clients that the rows of an import name: those that the administrator does not see, and rows that name very many.
import { expect, test } from 'vitest';
import { createPersonReader } from '../../../main/ipc/read-import-row.ts';
import { planPeople } from '../../../main/services/import/import-people.ts';
import { createRowPacker } from '../../../main/services/import/packed-rows.ts';
import { runImport } from '../../../main/services/import/run-import.ts';
import { createFixture } from '../../support/fixture.ts';
import { createInstantHasher } from '../../support/seeded.ts';

const SETTINGS = { update: [], role: null, clientId: null, makeClients: { type: 'trust', except: [] } } as const;
const HIDDEN = 'There is already a client “Birch”, which you do not work for.';

/** A Partner Admin who works for one client, and rows of email, role and clients. */
async function setScene(cells: readonly (readonly string[])[], hidden: readonly string[] = []) {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({
    role: 'partner_admin',
    hasAllClients: false,
    clients: [fixture.addClient('Alder')],
  });
  for (const name of hidden) fixture.addClient(name);
  const actor = await fixture.signIn(admin);
  const rows = {
    length: cells.length,
    startReading() {
      const read = createPersonReader(['email', 'role', 'clients']);
      return (i: number) => read({ number: i + 1, cells: cells[i] ?? [] });
    },
  };
  const plan = await planPeople(fixture.context, actor, rows, SETTINGS, 'i1');
  const work = {
    kind: 'import' as const,
    of: 'people' as const,
    id: 'i1',
    preparedAt: fixture.clock.now(),
    table: { fileName: 'people.csv', rows: createRowPacker() },
    headRow: 0,
    plan,
    status: 'prepared' as const,
    isCancelled: false,
    codes: [],
  };
  const carryOut = async () => {
    const request = { note: 'The people of Alder', code: fixture.nextCode(admin) };
    const progress: number[] = [];
    await runImport(fixture.context, actor, work, request, (done) => progress.push(done));
    return { states: work.plan.states, progress };
  };
  return { fixture, plan, carryOut };
}

const ROWS = [
  ['a@quill.example', 'Client Ops', 'Birch'],
  ['b@quill.example', 'Partner Ops', 'Alder; birch'],
  ['c@quill.example', 'Client Ops', 'Alder'],
  ['d@quill.example', 'Client Ops', 'Cedar'],
];
const kindsOf = (states: readonly { readonly kind: string }[]) => states.map(({ kind }) => kind);

test('a client that the administrator does not see is a problem of its rows, and the others are carried out', async () => {
  const { plan, carryOut } = await setScene(ROWS, ['Birch']);
  const refused = { kind: 'refused', why: HIDDEN };
  expect(plan.states.slice(0, 2)).toEqual([refused, { ...refused, why: HIDDEN.replace('Birch', 'birch') }]);
  expect([plan.unknownClients, plan.clientsToMake]).toEqual([['Cedar'], ['Cedar']]);
  expect(kindsOf((await carryOut()).states)).toEqual(['refused', 'refused', 'invited', 'invited']);
});

test('a client that somebody adds after the dry run, out of sight, is no other person’s problem', async () => {
  const { fixture, plan, carryOut } = await setScene(ROWS);
  expect(kindsOf(plan.states)).toEqual(['invite', 'invite', 'invite', 'invite']);
  fixture.addClient('Birch');
  expect(kindsOf((await carryOut()).states)).toEqual(['skipped', 'skipped', 'invited', 'invited']);
  // Nobody is let in with less than their row says.
  expect(fixture.read.all("SELECT count(*) AS n FROM users WHERE email LIKE 'b@%'")).toEqual([{ n: 0 }]);
});

const namesOf = (count: number): string => Array.from({ length: count }, (_, i) => `Client ${i}`).join(';');

test('a row names at most 1,000 clients, and no name of one with more is looked up', async () => {
  const { fixture, plan } = await setScene([
    ['a@quill.example', 'Client Ops', namesOf(1000)],
    ['b@quill.example', 'Client Ops', `${namesOf(1000)};Cedar`],
  ]);
  expect(plan.states).toEqual([
    expect.objectContaining({ kind: 'invite' }),
    { kind: 'refused', why: 'A row can name at most 1,000 clients. Add the others in Edit.' },
  ]);
  expect(plan.clientsToMake).toHaveLength(1000);
  expect(plan.clientsToMake).not.toContain('Cedar');
  expect(fixture.read.all("SELECT count(*) AS n FROM clients WHERE name = 'Cedar'")).toEqual([{ n: 0 }]);
});

test('rows that name many clients are carried out in smaller batches', async () => {
  const many = Array.from({ length: 12 }, (_, i) => [`p${i}@quill.example`, 'Client Ops', namesOf(1000)]);
  const { carryOut } = await setScene(many);
  const { states, progress } = await carryOut();
  expect(new Set(kindsOf(states))).toEqual(new Set(['invited']));
  // 1,000 clients come first. Each row counts as 101 invitations, and a batch has 500.
  expect(progress.filter((done) => done > 1000).map((done) => done - 1000)).toEqual([4, 8, 12]);
});
