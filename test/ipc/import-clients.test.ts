// An import of clients through the door: the columns, the dry run, the act and the record. It gives nobody more than Add
// client and Edit give, and what Rekey has exported it finds unchanged.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InputOf, OutputOf } from '../../preload/contract/index.ts';
import { readHead } from '../../preload/people-text/table-head.ts';
import { createFixture, type Fixture, type NewPerson, type Person } from '../support/fixture.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { createInstantHasher, MINUTE } from '../support/seeded.ts';
import { REQUESTS } from './requests.ts';

const WINDOW = 1;

interface Scene {
  readonly fixture: Fixture;
  readonly open: OpenDoor;
  readonly admin: Person;
}

async function setScene(who: Partial<NewPerson> = {}): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin', firstName: 'Margaret', lastName: 'Ash', ...who });
  const open = openDoor(fixture);
  await open.signIn(WINDOW, admin);
  return { fixture, open, admin };
}

type Plan = Omit<InputOf<'imports.planClients'>, 'importId' | 'headRow' | 'columns'>;
const NEW_ONLY: Plan = { update: [], type: null };
const ALL: Plan = { update: ['type', 'accountingSoftware'], type: null };

async function choose({ open }: Scene, text: string) {
  open.dialogs.table = { name: 'clients.csv', bytes: Buffer.from(text) };
  const { table } = await open.ask(WINDOW, 'imports.choose', { of: 'clients' });
  if (table === null) throw new Error('nothing was chosen');
  const { row: headRow, columns } = readHead('clients', table.first, table.width, undefined);
  return { ...table, headRow: headRow ?? 0, columns };
}

async function plan(scene: Scene, text: string, settings: Plan = NEW_ONLY) {
  const { importId, headRow, columns: found } = await choose(scene, text);
  const columns = found.map(({ field }) => field) as InputOf<'imports.planClients'>['columns'];
  return {
    importId,
    ...(await scene.open.ask(WINDOW, 'imports.planClients', { importId, headRow, columns, ...settings })),
  };
}

async function statesOf({ open }: Scene, importId: string): Promise<OutputOf<'imports.listRows'>['rows']> {
  return (await open.ask(WINDOW, 'imports.listRows', { importId, kinds: [], offset: 0, limit: 200 })).rows;
}
const wordsOf = (rows: OutputOf<'imports.listRows'>['rows']): readonly string[] =>
  rows.map(({ state }) =>
    state.kind === 'refused' || state.kind === 'skipped'
      ? `${state.kind}: ${state.why}`
      : state.kind === 'update'
        ? `update ${state.changes.map(({ what }) => what).join(' ')}`
        : state.kind,
  );

const carryOut = ({ fixture, open, admin }: Scene, importId: string) =>
  open.ask(WINDOW, 'imports.start', { importId, note: 'The clients of Quill', code: fixture.nextCode(admin) });

const clientsIn = ({ fixture }: Scene) =>
  fixture.read.all('SELECT name, type, accounting_software AS software, status FROM clients ORDER BY id');

describe('the columns of a list of clients', () => {
  test('are matched by the usual words, and a list without headings begins with the names', async () => {
    const scene = await setScene();
    const table = await choose(scene, 'Legal form;COMPANY NAME;Town;Software;Status\na;b;c;d;e\n');
    expect(table.columns.map(({ field }) => field)).toEqual(['type', 'name', null, 'accountingSoftware', 'status']);
    const bare = await choose(scene, 'Alder Ltd,London\nBirch LLP,Leeds\n');
    expect([bare.columns.map(({ field }) => field), bare.headRow]).toEqual([['name', null], 0]);
    const { counts } = await plan(scene, 'List of clients\nSpring 2026\nName,Type\nAlder,Company\n');
    expect(counts).toMatchObject({ add: 1, refused: 0 });
  });
  test('need one with the names, and a file of clients is not read as one of people', async () => {
    const scene = await setScene();
    const { importId } = await choose(scene, 'Name,Type\nAlder,Company\n');
    const refusal = await scene.open.refusal(WINDOW, 'imports.planClients', {
      importId,
      headRow: 1,
      columns: [null],
      ...ALL,
    });
    expect(refusal).toMatchObject({ fields: [{ message: 'Choose the column with the names.' }] });
    const people = {
      importId,
      headRow: 1,
      columns: ['email' as const],
      update: [],
      role: null,
      clientId: null,
      makeClients: null,
    };
    expect((await scene.open.refusal(WINDOW, 'imports.plan', people)).code).toBe('not_found');
  });
});

describe('a dry run of clients', () => {
  test('says for each row what will happen, and why not', async () => {
    const scene = await setScene();
    for (const name of ['Alder', 'Birch', 'Old']) scene.fixture.addClient(name);
    scene.fixture.context.storage.transaction((tx) =>
      tx.run("UPDATE clients SET status = 'terminated', terminated_at = 1 WHERE name = 'Old'"),
    );
    const text = [
      'Name,Type,Accounting software,Status',
      'Cedar,sole trader,Xero,active',
      'Alder,Charity,,',
      'BIRCH,Company,Ledger,Active',
      'Old,Company,Xero,',
      'Gone,Company,,Terminated',
      'cedar,Company,,',
      'Dogwood,Club,,',
      'Elder,,,',
      ',Company,,',
      `${'x'.repeat(101)},Company,,`,
      'Fi\uFFFDr,Company,,',
    ].join('\n');
    const { importId, counts } = await plan(scene, text, ALL);
    expect(wordsOf(await statesOf(scene, importId))).toEqual([
      'add',
      'update type',
      'same',
      'skipped: This client is terminated.',
      'skipped: The file says that this client is terminated.',
      'refused: The name stands in row 2, too.',
      'refused: There is no type “Club”, only Company, Partnership, Sole trader, Charity and Trust.',
      'refused: No type. Add one in the file, or choose one for clients that have none.',
      'refused: No name.',
      'refused: The client’s name can have at most 100 characters.',
      'refused: A letter was lost when the file was saved (“\uFFFD”). Enter it again.',
    ]);
    expect(counts).toMatchObject({ add: 1, update: 1, same: 1, skipped: 2, refused: 6, invite: 0 });
  });

  test('changes nothing, and is void after ten minutes', async () => {
    const scene = await setScene();
    const { fixture, open, admin } = scene;
    const { importId } = await plan(scene, 'Name,Type\nAlder,Company\n');
    expect(clientsIn(scene)).toEqual([]);
    fixture.clock.advance(10 * MINUTE);
    const input = { importId, note: 'x', code: fixture.nextCode(admin) };
    expect((await open.refusal(WINDOW, 'imports.start', input)).code).toBe('conflict');
  });

  test('skips clients that are there, unless columns of theirs are chosen', async () => {
    const scene = await setScene();
    scene.fixture.addClient('Alder');
    const wordsFor = async (update: Plan['update']) => {
      const { importId } = await plan(scene, 'Name,Type,Software\nAlder,Trust,\n', { ...NEW_ONLY, update });
      return wordsOf(await statesOf(scene, importId));
    };
    expect(await wordsFor([])).toEqual(['skipped: Is there already.']);
    expect(await wordsFor(['type'])).toEqual(['update type']);
    expect(await wordsFor(['accountingSoftware'])).toEqual(['same']);
  });

  test('knows the usual words, and minds no cell that is not imported', async () => {
    const scene = await setScene();
    scene.fixture.addClient('Alder');
    const text = [
      'Entity name,Entity type,Client status,Software',
      'Birch,Ltd,Current,Xero',
      'Cedar,LLP,,',
      'Dogwood,Limited.,Inactive,',
      'Elder,Self-employed,,',
      'Alder,Club,,Xero',
    ].join('\n');
    const { importId } = await plan(scene, text, { update: ['accountingSoftware'], type: null });
    expect((await statesOf(scene, importId)).map(({ state }) => state)).toEqual([
      { kind: 'add', type: 'company', accountingSoftware: 'Xero' },
      { kind: 'add', type: 'partnership', accountingSoftware: '' },
      { kind: 'skipped', why: 'The file says that this client is terminated.' },
      { kind: 'add', type: 'sole_trader', accountingSoftware: '' },
      { kind: 'update', changes: [{ what: 'accountingSoftware', from: 'Ledger', to: 'Xero' }] },
    ]);
    const { importId: again } = await plan(scene, 'Name,Type,Status\nNew,Club,Gone\n');
    expect(wordsOf(await statesOf(scene, again))).toEqual([
      'refused: There is no type “Club”, only Company, Partnership, Sole trader, Charity and Trust. There is no status “Gone”, only Active and Terminated.',
    ]);
  });

  test('of what Rekey has exported finds nothing to change', async () => {
    const scene = await setScene();
    const { fixture, open, admin } = scene;
    for (const name of ['Alder', 'Birch; Sons', '=SUM(A1)', '"Quoted"', '-1', 'Zoë & Söhne']) fixture.addClient(name);
    fixture.context.storage.transaction((tx) => {
      tx.run("UPDATE clients SET status = 'terminated', terminated_at = 1 WHERE name = '-1'");
      tx.run("UPDATE clients SET accounting_software = '@Xero', type = 'sole_trader' WHERE name = 'Alder'");
    });
    // A terminated client may share its name.
    fixture.addClient('-1');
    for (const separator of ['comma', 'semicolon', 'tab'] as const) {
      const input = { ...REQUESTS['clients.export'].input, separator, code: fixture.nextCode(admin) };
      await open.ask(WINDOW, 'clients.export', {
        ...input,
        columns: ['name', 'type', 'accountingSoftware', 'status', 'users'],
      });
      const { counts } = await plan(scene, open.saved.at(-1)?.text ?? '', ALL);
      expect(counts).toMatchObject({ add: 0, update: 0, same: 6, skipped: 1, refused: 0 });
    }
  });
});

describe('the act on clients', () => {
  test('adds and changes them in batches, with one statement and a record for each of them', async () => {
    const scene = await setScene();
    const { fixture, open } = scene;
    fixture.addClient('Alder');
    const many = Array.from({ length: 150 }, (_, i) => `Client ${i},Company,Xero`);
    const { importId } = await plan(scene, `Name,Type,Software\n${many.join('\n')}\nAlder,Trust,\n`, ALL);
    expect(await carryOut(scene, importId)).toMatchObject({
      isCancelled: false,
      codes: 0,
      counts: { added: 150, updated: 1, not_reached: 0 },
    });
    expect(clientsIn(scene)).toHaveLength(151);
    expect(clientsIn(scene)[0]).toMatchObject({ name: 'Alder', type: 'trust', software: 'Ledger' });
    const progress = open.announced.filter(({ name }) => name === 'bulk.progress').map(({ payload }) => payload);
    expect(progress).toEqual([
      { bulkId: importId, done: 100, total: 151 },
      { bulkId: importId, done: 151, total: 151 },
    ]);
    const records = fixture.activity().filter(({ detail }) => detail['importId'] === importId);
    const count = (action: string): number => records.filter((record) => record.action === action).length;
    expect([count('import.begun'), count('client.added'), count('client.edited'), count('import.ended')]).toEqual([
      1, 150, 1, 1,
    ]);
    expect(records[0]?.detail).toMatchObject({ note: 'The clients of Quill', fileName: 'clients.csv', clients: 151 });
    expect(records.at(-1)?.detail).toMatchObject({ clientsImported: 150, clientsUpdated: 1, clientsNotReached: 0 });
    fixture.checkChain();
    // A second click, and a second file that no codes of the first one hold up.
    expect((await open.refusal(WINDOW, 'imports.start', { importId, note: 'x', code: '' })).code).toBe('not_now');
    expect((await plan(scene, 'Name,Type\nAlder,Trust\n', ALL)).counts).toMatchObject({ same: 1 });
  });

  test('skips what was changed or added since the dry run', async () => {
    const scene = await setScene();
    const { fixture } = scene;
    const alder = fixture.addClient('Alder');
    const text = 'Name,Type\nAlder,Trust\nBirch,Company\nCedar,Company\n';
    const { importId } = await plan(scene, text, ALL);
    fixture.context.storage.transaction((tx) =>
      tx.run('UPDATE clients SET version = version + 1 WHERE id = :alder', { alder }),
    );
    fixture.addClient('birch');
    expect((await carryOut(scene, importId)).counts).toMatchObject({ added: 1, updated: 0, skipped: 2 });
    expect(wordsOf(await statesOf(scene, importId))[0]).toBe('skipped: Changed since the dry run.');
  });

  test('of an administrator with some clients touches no others, and gives access to what it adds', async () => {
    const scene = await setScene({ hasAllClients: false });
    const { fixture, admin } = scene;
    const [own] = [fixture.addClient('Alder'), fixture.addClient('Birch')];
    fixture.context.storage.transaction((tx) =>
      tx.run('INSERT INTO memberships (user_id, client_id) VALUES (:id, :own)', { id: admin.id, own }),
    );
    const { importId } = await plan(scene, 'Name,Type\nAlder,Trust\nBirch,Trust\nCedar,Trust\n', ALL);
    expect(wordsOf(await statesOf(scene, importId))).toEqual([
      'update type',
      'refused: There is already a client with this name.',
      'add',
    ]);
    await carryOut(scene, importId);
    const mine = fixture.read.all(
      'SELECT c.name FROM memberships m JOIN clients c ON c.id = m.client_id WHERE m.user_id = :id ORDER BY c.id',
      { id: admin.id },
    );
    expect(mine).toEqual([{ name: 'Alder' }, { name: 'Cedar' }]);
    expect(clientsIn(scene)[1]).toMatchObject({ name: 'Birch', type: 'company' });
  });

  test('is for Partner Admins only, also where its role has changed since the dry run', async () => {
    const scene = await setScene();
    const { fixture, open, admin } = scene;
    const ops = await fixture.addPerson({ role: 'partner_ops' });
    await open.signIn(2, ops);
    expect((await open.refusal(2, 'imports.choose', { of: 'clients' })).code).toBe('forbidden');
    const { importId } = await plan(scene, 'Name,Type\nAlder,Trust\n');
    fixture.context.storage.transaction((tx) =>
      tx.run("UPDATE users SET role = 'partner_ops' WHERE id = :id", { id: admin.id }),
    );
    const input = { importId, note: 'x', code: fixture.nextCode(admin) };
    expect((await open.refusal(WINDOW, 'imports.start', input)).code).toBe('forbidden');
    expect(clientsIn(scene)).toEqual([]);
  });
});

test('a dry run of clients says exactly what the act does', async () => {
  const row = fc.record({
    name: fc.constantFrom('Alder', 'ALDER', ' Birch ', 'Old', 'New', 'New 2', '', '\u200B', '=x'),
    type: fc.constantFrom('', 'Company', 'sole_trader', 'Club'),
    software: fc.constantFrom('', 'Xero', '@x'),
    status: fc.constantFrom('', 'Active', 'Terminated', 'Lost'),
  });
  const settings = fc.record({
    update: fc.subarray(['type', 'accountingSoftware'] as const),
    type: fc.constantFrom(null, 'trust' as const),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 8 }), settings, async (rows, chosen) => {
      const scene = await setScene();
      for (const name of ['Alder', 'Birch', 'Old']) scene.fixture.addClient(name);
      scene.fixture.context.storage.transaction((tx) =>
        tx.run("UPDATE clients SET status = 'terminated', terminated_at = 1 WHERE name = 'Old'"),
      );
      const cells = rows.map((one) => [one.name, one.type, one.software, one.status].join(','));
      const text = ['Name,Type,Software,Status', ...cells, 'Last,Company,,'].join('\n');
      const planned = await plan(scene, text, { ...chosen, update: [...chosen.update] });
      const before = await statesOf(scene, planned.importId);
      await carryOut(scene, planned.importId);
      const done = { add: 'added', update: 'updated' } as const;
      expect(await statesOf(scene, planned.importId)).toEqual(
        before.map((one) => {
          const { kind } = one.state;
          return kind === 'add' || kind === 'update' ? { ...one, state: { kind: done[kind] } } : one;
        }),
      );
      scene.fixture.checkChain();
      const again = await plan(scene, text, { ...chosen, update: [...chosen.update] });
      expect(again.counts).toMatchObject({ add: 0, update: 0 });
    }),
    { numRuns: 25 },
  );
}, 60_000);
