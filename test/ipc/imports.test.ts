// An import through the door: the columns, the dry run, the act, the codes and the record. A dry run says exactly what the
// act does, and an import gives nobody more than Invite and Edit give.
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

type Plan = Omit<InputOf<'imports.plan'>, 'importId' | 'headRow' | 'columns'>;
const NEW_ONLY: Plan = { update: [], role: null, clientId: null, makeClients: null };
const ALL: Plan = { ...NEW_ONLY, update: ['name', 'phone', 'role', 'clients'] };

async function choose({ open }: Scene, text: string, name = 'people.csv') {
  open.dialogs.table = { name, bytes: Buffer.from(text) };
  const { table } = await open.ask(WINDOW, 'imports.choose', { of: 'people' });
  if (table === null) throw new Error('nothing was chosen');
  const { row: headRow, columns } = readHead('people', table.first, table.width, undefined);
  return { ...table, headRow: headRow ?? 0, columns };
}

const columnsOf = ({ columns }: Awaited<ReturnType<typeof choose>>) => columns.map(({ field }) => field);

/** Matches the columns by their headings. */
async function plan(scene: Scene, text: string, settings: Plan = NEW_ONLY) {
  const table = await choose(scene, text);
  const columns = columnsOf(table) as InputOf<'imports.plan'>['columns'];
  const planned = await scene.open.ask(WINDOW, 'imports.plan', {
    importId: table.importId,
    headRow: table.headRow,
    columns,
    ...settings,
  });
  return { importId: table.importId, ...planned };
}

async function rowsOf({ open }: Scene, importId: string): Promise<OutputOf<'imports.listRows'>['rows']> {
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
  open.ask(WINDOW, 'imports.start', { importId, note: 'The people of Alder', code: fixture.nextCode(admin) });

describe('the columns', () => {
  test('are matched by the usual words, in any order and case', async () => {
    const scene = await setScene();
    const table = await choose(scene, 'SURNAME;E-Mail;Department;Given name;Company;User role;Mobile\nx;y;z;a;b;c;d\n');
    expect(table.columns.map(({ field }) => field)).toEqual([
      'lastName',
      'email',
      null,
      'firstName',
      'clients',
      'role',
      'phone',
    ]);
    expect([table.headRow, table.rows]).toEqual([1, 2]);
  });
  test('need no headings: the first row with an address is a person', async () => {
    const table = await choose(await setScene(), 'Ann Vance,ann@quill.example\nTom,tom@quill.example\n');
    expect(table.columns).toEqual([
      { heading: '', field: null },
      { heading: '', field: 'email' },
    ]);
    expect([table.headRow, table.rows]).toEqual([0, 2]);
  });
  test('stand below a title, and the person may say that another row has them', async () => {
    const scene = await setScene();
    const text = 'People of Alder, spring 2026\n\nSurname;Email;Role\nVance;ann@quill.example;Partner Ops\n';
    const { counts, importId } = await plan(scene, text);
    expect(counts).toMatchObject({ invite: 1, refused: 0 });
    expect((await rowsOf(scene, importId)).map(({ number }) => number)).toEqual([4]);
    await scene.open.ask(WINDOW, 'imports.plan', {
      importId,
      headRow: 0,
      columns: ['lastName', 'email', 'role'],
      ...NEW_ONLY,
    });
    expect((await rowsOf(scene, importId)).map(({ number }) => number)).toEqual([1, 3, 4]);
  });
  test('need one with the emails, and no two hold the same', async () => {
    const scene = await setScene();
    const { importId } = await choose(scene, 'Email,Email\na@b.co,c@d.co\n');
    const ask = (columns: InputOf<'imports.plan'>['columns']) =>
      scene.open.refusal(WINDOW, 'imports.plan', { importId, headRow: 1, columns, ...NEW_ONLY });
    expect(await ask([null, null])).toMatchObject({ fields: [{ message: 'Choose the column with the emails.' }] });
    expect((await ask(['email', 'email'])).code).toBe('bad_input');
  });
});

describe('a dry run', () => {
  test('says for each row what will happen, and why not', async () => {
    const scene = await setScene();
    const { fixture, admin } = scene;
    const alder = fixture.addClient('Alder');
    const tom = await fixture.addPerson({ role: 'client_ops', firstName: 'Tom', lastName: 'Brien', clients: [alder] });
    const text = [
      'Name,Email,Phone,Role,Clients',
      'Nina Okafor,nina@quill.example,020 7946 0000,client admin,Alder',
      `Tom Bryan,${tom.email},,Client Ops,Alder`,
      `Margaret Ash,${admin.email},,Partner Ops,`,
      ',not an email,,Client Ops,Alder',
      'Nobody,,,Client Ops,Alder',
      'Nina,NINA@quill.example,,Client Ops,Alder',
      'Olga,olga@quill.example,,Boss,Alder',
      'Olaf,olaf@quill.example,,Client Ops,Birch',
      'Otto,otto@quill.example,,Client Ops,',
      'Orla,orla@quill.example,,Client Ops,All clients',
      'Oona,oona@quill.example,,,Alder',
      'Lost \uFFFD,lost@quill.example,,Client Ops,Alder',
      'Opal,opal@quill.example,12,Partner Ops,All clients',
    ].join('\n');
    const { importId, counts } = await plan(scene, text, ALL);
    expect(wordsOf(await rowsOf(scene, importId))).toEqual([
      'invite',
      'update name',
      'refused: This is your own account. Use My account.',
      'refused: Enter a valid email address, such as name@firm.com.',
      'refused: No email.',
      'refused: The email stands in row 2, too.',
      'refused: There is no role “Boss”, only Partner Admin, Partner Ops, Client Admin, Client Ops and Client Self Service.',
      'refused: There is no client “Birch”.',
      'refused: No client. A client’s people need at least one.',
      'refused: A client’s people work for clients by name.',
      'refused: No role. Add one in the file, or choose one for everybody who has none.',
      'refused: A letter was lost when the file was saved (“\uFFFD”). Enter it again.',
      'refused: “12” is no phone number. Write 5 to 15 digits, such as +44 20 7946 0000 ext. 12.',
    ]);
    expect(counts).toMatchObject({ invite: 1, update: 1, same: 0, skipped: 0, refused: 11 });
  });

  test('says every reason of a row at once', async () => {
    const scene = await setScene();
    const text =
      'First name,Email,Phone,Role,Clients\nLost \uFFFD,nobody,"4,42E+11",Boss,Alder; Birch\nAnn,ann@quill.example,12,Client Ops,Cedar; Elm\n';
    const { importId, unknownClients } = await plan(scene, text, ALL);
    const phone =
      'The spreadsheet has shortened it: make its column text, and enter it again, such as +44 20 7946 0000 ext. 12.';
    expect(wordsOf(await rowsOf(scene, importId))).toEqual([
      `refused: Enter a valid email address, such as name@firm.com. A letter was lost when the file was saved (“\uFFFD”). Enter it again. “4,42E+11” is no phone number. ${phone} There is no role “Boss”, only Partner Admin, Partner Ops, Client Admin, Client Ops and Client Self Service.`,
      'refused: “12” is no phone number. Write 5 to 15 digits, such as +44 20 7946 0000 ext. 12. There is no client “Cedar”. There is no client “Elm”.',
    ]);
    // Nobody would need them.
    expect(unknownClients).toEqual([]);
  });

  test('says the role and the clients of each new person, and what changes from what to what', async () => {
    const scene = await setScene();
    const { fixture } = scene;
    const [alder, birch] = [fixture.addClient('Alder'), fixture.addClient('Birch')];
    const ann = await fixture.addPerson({
      role: 'client_ops',
      firstName: 'Ann',
      lastName: 'Vance',
      clients: [alder, birch],
    });
    fixture.addClient('Cedar');
    const text = [
      'First name,Last name,Email,Phone,Role,Clients',
      'Nina,Okafor,nina@quill.example,,Client Admin,Alder; Cedar',
      'Olga,Weber,olga@quill.example,,Partner Ops,All clients',
      `Ann,Vance-Lee,${ann.email},020 7946 0000,Client Admin,Birch; Cedar`,
    ].join('\n');
    const { importId } = await plan(scene, text, ALL);
    expect((await rowsOf(scene, importId)).map(({ state }) => state)).toEqual([
      { kind: 'invite', role: 'client_admin', clients: 'Alder; Cedar' },
      { kind: 'invite', role: 'partner_ops', clients: 'All clients' },
      {
        kind: 'update',
        changes: [
          { what: 'name', from: 'Ann Vance', to: 'Ann Vance-Lee' },
          { what: 'phone', from: '', to: '020 7946 0000' },
          { what: 'role', from: 'client_ops', to: 'client_admin' },
          { what: 'clients', from: 'Alder; Birch', to: 'Cedar; Birch' },
        ],
      },
    ]);
  });

  test('minds no cell that is not imported', async () => {
    const scene = await setScene();
    const ann = await scene.fixture.addPerson({ role: 'partner_ops', firstName: 'Ann', lastName: 'Vance' });
    const { importId } = await plan(scene, `First name,Email,Phone,Role\nAnna,${ann.email},12,Boss\n`, {
      ...NEW_ONLY,
      update: ['name'],
    });
    expect(wordsOf(await rowsOf(scene, importId))).toEqual(['update name']);
  });

  test.each([
    'ann@quill.example;;',
    ' <ann@quill.example> ',
    'ann@quill.example <>',
    'mailto:ann@quill.example,',
    '"Vance, Ann" <ann@quill.example>;',
  ])('takes the email out of %j', async (cell) => {
    const scene = await setScene();
    const { importId } = await plan(scene, `Email,Role\n"${cell.replaceAll('"', '""')}",Partner Ops\n`);
    expect((await rowsOf(scene, importId))[0]).toMatchObject({ email: 'ann@quill.example', state: { kind: 'invite' } });
  });

  test('changes nothing, and is void after ten minutes', async () => {
    const scene = await setScene();
    const { fixture, open, admin } = scene;
    const before = fixture.activity().length;
    const { importId } = await plan(scene, 'Email,Role\nnina@quill.example,Partner Ops\n');
    expect(fixture.activity()).toHaveLength(before);
    fixture.clock.advance(10 * MINUTE);
    const input = { importId, note: 'x', code: fixture.nextCode(admin) };
    expect((await open.refusal(WINDOW, 'imports.start', input)).code).toBe('conflict');
  });

  test('skips people who have an account, unless columns of theirs are chosen', async () => {
    const scene = await setScene();
    const ann = await scene.fixture.addPerson({ role: 'partner_ops', firstName: 'Ann', lastName: 'Vance' });
    const text = `First name,Email,Phone\nAnna,${ann.email},020 7946 0000\n`;
    const wordsFor = async (update: Plan['update']) => {
      const { importId } = await plan(scene, text, { ...NEW_ONLY, update });
      return wordsOf(await rowsOf(scene, importId));
    };
    expect(await wordsFor([])).toEqual(['skipped: Has an account already.']);
    expect(await wordsFor(['phone'])).toEqual(['update phone']);
    expect(await wordsFor(['phone', 'name'])).toEqual(['update name phone']);
    expect(await wordsFor(['role'])).toEqual(['same']);
  });

  test('of what Rekey has exported finds nothing to change', async () => {
    const scene = await setScene();
    const { fixture, open, admin } = scene;
    const clients = ['Alder', 'Birch; Sons', 'All clients', '=SUM(A1)', '"Quoted"'].map((name) =>
      fixture.addClient(name),
    );
    await fixture.addPerson({ role: 'client_ops', firstName: '=Ann', lastName: "'O’Brien", clients });
    await fixture.addPerson({
      role: 'client_admin',
      firstName: '-Ada',
      lastName: '@Zoë',
      clients: clients.slice(1, 3),
    });
    await fixture.addPerson({ role: 'partner_ops', hasAllClients: true, firstName: 'One', lastName: '' });
    fixture.context.storage.transaction((tx) => {
      tx.run("UPDATE users SET phone = '+44 20 7946 0000' WHERE role = 'client_ops'");
      tx.run("UPDATE users SET joins_new_clients = 1 WHERE role = 'partner_ops' AND has_all_clients = 0");
      tx.run("UPDATE clients SET status = 'terminated', terminated_at = 1 WHERE name = '\"Quoted\"'");
    });
    for (const separator of ['comma', 'semicolon', 'tab'] as const) {
      const input = { ...REQUESTS['users.export'].input, separator, code: fixture.nextCode(admin) };
      await open.ask(WINDOW, 'users.export', input);
      const { counts } = await plan(scene, open.saved.at(-1)?.text ?? '', ALL);
      expect(counts).toMatchObject({ invite: 0, update: 0, same: 4, skipped: 0, refused: 0 });
    }
  });
});

describe('the act', () => {
  test('invites and changes people in batches, with one statement and a record for each of them', async () => {
    const scene = await setScene();
    const { fixture, open } = scene;
    fixture.addClient('Alder');
    const ann = await fixture.addPerson({ role: 'partner_ops', firstName: 'Ann', lastName: 'Vance' });
    const people = Array.from({ length: 550 }, (_, i) => `person${i}@alder.example,Person ${i},Client Ops,Alder`);
    const text = `Email,Name,Role,Clients\n${people.join('\n')}\n${ann.email},Anna Vance,,\n`;
    const { importId } = await plan(scene, text, { ...NEW_ONLY, update: ['name'] });
    const result = await carryOut(scene, importId);
    expect(result).toMatchObject({
      isCancelled: false,
      codes: 550,
      counts: { invited: 550, updated: 1, not_reached: 0 },
    });
    const progress = open.announced.filter(({ name }) => name === 'bulk.progress').map(({ payload }) => payload);
    expect(progress).toEqual([
      { bulkId: importId, done: 500, total: 551 },
      { bulkId: importId, done: 551, total: 551 },
    ]);
    const records = fixture.activity().filter(({ detail }) => detail['importId'] === importId);
    const count = (action: string): number => records.filter((record) => record.action === action).length;
    expect([count('import.begun'), count('user.invited'), count('user.edited'), count('import.ended')]).toEqual([
      1, 550, 1, 1,
    ]);
    expect(records[0]?.detail).toMatchObject({ note: 'The people of Alder', fileName: 'people.csv', people: 551 });
    expect(fixture.user(ann).firstName).toBe('Anna');
    fixture.checkChain();
    // A second click.
    expect((await open.refusal(WINDOW, 'imports.start', { importId, note: 'x', code: '' })).code).toBe('not_now');
  });

  test('makes clients that are not there, where that was asked for, and only those that a row needs', async () => {
    const scene = await setScene();
    const { fixture } = scene;
    const text =
      'Email,Role,Clients\nnina@a.example,Client Ops,Cedar; Dogwood\nbad address,Client Ops,Elder\nolaf@a.example,Client Ops,cedar\n';
    const asked = await plan(scene, text);
    expect([asked.counts.refused, asked.unknownClients]).toEqual([3, ['Cedar', 'Dogwood']]);
    const { importId, counts, unknownClients } = await plan(scene, text, {
      ...NEW_ONLY,
      makeClients: { type: 'company', except: [] },
    });
    expect([counts.invite, counts.refused, unknownClients]).toEqual([2, 1, ['Cedar', 'Dogwood']]);
    expect((await carryOut(scene, importId)).counts).toMatchObject({ invited: 2, refused: 1 });
    expect(fixture.read.all('SELECT name FROM clients ORDER BY name')).toEqual([
      { name: 'Cedar' },
      { name: 'Dogwood' },
    ]);
    expect(fixture.read.all('SELECT count(*) AS n FROM memberships')).toEqual([{ n: 3 }]);
  });

  test('makes the clients that were chosen, and refuses the rows of the others', async () => {
    const scene = await setScene();
    const text = 'Email,Role,Clients\nnina@a.example,Client Ops,Cedar; Dogwood\nolaf@a.example,Client Ops,Cedar\n';
    const makeClients = { type: 'trust' as const, except: ['dogwood'] };
    const { importId, counts, unknownClients } = await plan(scene, text, { ...NEW_ONLY, makeClients });
    expect([counts.invite, counts.refused, unknownClients]).toEqual([1, 1, ['Cedar']]);
    await carryOut(scene, importId);
    expect(scene.fixture.read.all('SELECT name, type FROM clients')).toEqual([{ name: 'Cedar', type: 'trust' }]);
  });

  test('skips who was changed since the dry run, and stops before the next batch', async () => {
    const scene = await setScene();
    const { fixture, open, admin } = scene;
    const ann = await fixture.addPerson({ role: 'partner_ops', firstName: 'Ann', lastName: 'Vance' });
    const people = Array.from({ length: 1250 }, (_, i) => `new${i}@quill.example,Person ${i},Partner Ops`);
    const text = `Email,Name,Role\n${ann.email},Anna Vance,\n${people.join('\n')}\n`;
    const { importId } = await plan(scene, text, { ...NEW_ONLY, update: ['name'] });
    fixture.context.storage.transaction((tx) =>
      tx.run('UPDATE users SET version = version + 1 WHERE id = :id', { id: ann.id }),
    );
    const input = { importId, note: 'x', code: fixture.nextCode(admin) };
    const running = open.ask(WINDOW, 'imports.start', input);
    await open.ask(WINDOW, 'bulk.cancel', { bulkId: importId });
    const { counts, isCancelled, codes } = await running;
    expect(isCancelled).toBe(true);
    expect(counts.invited + counts.not_reached).toBe(1250);
    expect(counts).toMatchObject({ updated: 0, skipped: 1 });
    // A change counts as five invitations.
    expect([counts.invited % 500, codes]).toEqual([495, counts.invited]);
    // What is done stays done, and its codes wait to be passed on.
    expect((await open.refusal(WINDOW, 'imports.choose', { of: 'people' })).code).toBe('codes_not_saved');
    expect(await open.ask(WINDOW, 'bulk.saveCodes', { bulkId: importId, code: '' })).toEqual({
      file: expect.anything(),
    });
    expect(open.saved.at(-1)?.name).toBe('activation-codes.csv');
    expect(open.saved.at(-1)?.text.split('\r\n')[0]).toBe(
      '\uFEFFName,Email,Activation code,Valid until,Number of the record',
    );
  });

  test('saves its codes nowhere once the window has locked, and they wait for the person', async () => {
    const scene = await setScene();
    const { open, admin, fixture } = scene;
    const { importId } = await plan(scene, 'Email,Name,Role\nnew@quill.example,Nina,Partner Ops\n');
    await carryOut(scene, importId);
    let choose = (): void => undefined;
    open.dialogs.saving = new Promise((resolve) => {
      choose = resolve;
    });
    const saving = open.refusal(WINDOW, 'bulk.saveCodes', { bulkId: importId, code: '' });
    open.door.lock(WINDOW, 'computer');
    choose();
    expect((await saving).code).toBe('not_now');
    expect(open.saved).toEqual([]);
    await open.ask(WINDOW, 'session.unlock', { password: admin.password });
    fixture.clock.advance(MINUTE);
    const again = { bulkId: importId, code: fixture.nextCode(admin) };
    expect(await open.ask(WINDOW, 'bulk.saveCodes', again)).toEqual({ file: expect.anything() });
  });

  test('ends with its session between two batches, and each batch is whole', async () => {
    const scene = await setScene();
    const { fixture, open, admin } = scene;
    const people = Array.from({ length: 1250 }, (_, i) => `new${i}@quill.example,Person ${i},Partner Ops`);
    const { importId } = await plan(scene, `Email,Name,Role\n${people.join('\n')}\n`);
    const input = JSON.stringify({ importId, note: 'The whole team', code: fixture.nextCode(admin) });
    const running = open.send(WINDOW, 'imports.start', input);
    await open.ask(WINDOW, 'session.signOut', {});
    await running;
    const count = (sql: string) => fixture.read.get(`SELECT count(*) AS n FROM ${sql}`)?.['n'];
    const invited = count("users WHERE status = 'invited'");
    expect([500, 1000]).toContain(invited);
    expect(count('one_time_codes')).toBe(invited);
    expect(fixture.activity().filter(({ action }) => action === 'user.invited')).toHaveLength(Number(invited));
    expect(fixture.activity().find(({ action }) => action === 'import.begun')?.detail['note']).toBe('The whole team');
    fixture.checkChain();
  });

  test('hands out codes that activate an account', async () => {
    const scene = await setScene();
    const { open } = scene;
    const { importId } = await plan(scene, 'Email,Role\nnina@quill.example,Partner Ops\n');
    await carryOut(scene, importId);
    const { issued } = await open.ask(WINDOW, 'bulk.listCodes', { bulkId: importId, offset: 0, code: '' });
    const code = issued[0]?.code ?? '';
    const state = await open.ask(2, 'session.enterOneTimeCode', { email: 'nina@quill.example', code });
    expect(state.screen.name).toBe('activation');
  });

  test('saves the refused rows as they were, with the reason in a column', async () => {
    const scene = await setScene();
    const { open } = scene;
    const { importId } = await plan(scene, 'Email;Note\nnina;=1+1\nolaf@quill.example;\n');
    await open.ask(WINDOW, 'imports.saveRefused', { importId });
    expect(open.saved.at(-1)?.text.split('\r\n').slice(0, 2)).toEqual([
      '\uFEFFEmail,Note,Why not',
      'nina,\'=1+1,"Enter a valid email address, such as name@firm.com."',
    ]);
  });
});

describe('an import is no way around', () => {
  test('an import without a fresh code hands out nothing', async () => {
    const scene = await setScene();
    const { fixture, open } = scene;
    const { importId } = await plan(scene, 'Email,Role\nnina@quill.example,Partner Admin\n');
    fixture.clock.advance(6 * MINUTE);
    const refusal = await open.refusal(WINDOW, 'imports.start', { importId, note: 'x', code: '' });
    expect(refusal.code).toBe('fresh_code_needed');
    expect(fixture.read.all('SELECT count(*) AS n FROM one_time_codes')).toEqual([{ n: 0 }]);
  });

  test('no role crosses from a client to the firm in a file, and no Partner Admin is made less', async () => {
    const scene = await setScene();
    const { fixture } = scene;
    const clients = [fixture.addClient('Alder')];
    const ann = await fixture.addPerson({ role: 'client_ops', clients });
    const boss = await fixture.addPerson({ role: 'partner_admin' });
    const text = `Email,Role\n${ann.email},Partner Admin\n${boss.email},Partner Ops\n`;
    const { importId, counts } = await plan(scene, text, ALL);
    expect(counts).toMatchObject({ update: 0, refused: 2 });
    expect((await carryOut(scene, importId)).counts).toMatchObject({ updated: 0, refused: 2 });
    expect([fixture.user(ann).role, fixture.user(boss).role]).toEqual(['client_ops', 'partner_admin']);
  });

  test('with the second approver on, no Partner Admin is let in or made by a file', async () => {
    const scene = await setScene();
    const { fixture } = scene;
    const ops = await fixture.addPerson({ role: 'partner_ops' });
    fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET second_approver_required = 1'));
    const text = `Email,Role\nnina@quill.example,Partner Admin\n${ops.email},Partner Admin\n`;
    const { counts } = await plan(scene, text, ALL);
    expect(counts).toMatchObject({ invite: 0, update: 0, refused: 2 });
  });

  test('an administrator with some clients gives no others and no access to all', async () => {
    const scene = await setScene({ hasAllClients: false });
    const { fixture, open, admin } = scene;
    const [own] = [fixture.addClient('Alder'), fixture.addClient('Birch')];
    fixture.context.storage.transaction((tx) =>
      tx.run('INSERT INTO memberships (user_id, client_id) VALUES (:id, :own)', { id: admin.id, own }),
    );
    const text = [
      'Email,Role,Clients',
      'a@quill.example,Client Ops,Birch',
      'b@quill.example,Partner Ops,All clients',
      'c@quill.example,Partner Ops,Alder; New clients',
      'd@quill.example,Client Ops,Alder',
    ].join('\n');
    const { importId, counts } = await plan(scene, text, ALL);
    expect(counts).toMatchObject({ invite: 1, refused: 3 });
    expect(open.log).toEqual([]);
    expect((await carryOut(scene, importId)).counts).toMatchObject({ invited: 1 });
  });

  test('only Partner Admins import, and another window does not carry it out', async () => {
    const scene = await setScene();
    const { fixture, open } = scene;
    const { importId } = await plan(scene, 'Email,Role\nnina@quill.example,Partner Ops\n');
    const other = await fixture.addPerson({ role: 'partner_admin' });
    await open.signIn(2, other);
    const input = { importId, note: 'x', code: fixture.nextCode(other) };
    expect((await open.refusal(2, 'imports.start', input)).code).toBe('not_found');
    const ops = await fixture.addPerson({ role: 'partner_ops' });
    await open.signIn(3, ops);
    expect((await open.refusal(3, 'imports.choose', { of: 'people' })).code).toBe('forbidden');
  });
});

test('a dry run says exactly what the act does', async () => {
  const email = fc.constantFrom(
    'ann@x.example',
    'tom@x.example',
    'new1@x.example',
    'new2@x.example',
    'admin@x.example',
    'gone@x.example',
    'bad',
  );
  const row = fc.record({
    email,
    first: fc.constantFrom('', 'Ann', 'Zoë', '=x', '\u200B'),
    phone: fc.constantFrom('', '+44 20 7946 0000', '+44 20 7946 0001', '12'),
    role: fc.constantFrom('', 'Partner Admin', 'Partner Ops', 'Client Admin', 'Client Ops', 'Boss'),
    clients: fc.constantFrom('', 'Alder', 'Birch; Alder', 'Cedar', 'All clients', 'New clients', 'Old'),
  });
  const settings = fc.record({
    update: fc.subarray(['name', 'phone', 'role', 'clients'] as const),
    role: fc.constantFrom(null, 'client_ops' as const, 'partner_ops' as const),
    clientId: fc.constantFrom(null, 1),
    makeClients: fc.constantFrom<Plan['makeClients']>(
      null,
      { type: 'trust', except: [] },
      { type: 'trust', except: ['cedar'] },
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 8 }), settings, fc.boolean(), async (rows, chosen, isApproverOn) => {
      const scene = await setScene({ email: 'admin@x.example' });
      const { fixture } = scene;
      const [alder, birch, old] = [fixture.addClient('Alder'), fixture.addClient('Birch'), fixture.addClient('Old')];
      await fixture.addPerson({ role: 'client_ops', email: 'ann@x.example', firstName: 'Ann', clients: [alder, old] });
      await fixture.addPerson({ role: 'partner_ops', email: 'tom@x.example', clients: [birch] });
      await fixture.addPerson({ role: 'client_ops', email: 'gone@x.example', clients: [alder] });
      fixture.context.storage.transaction((tx) => {
        tx.run("UPDATE clients SET status = 'terminated', terminated_at = 1 WHERE name = 'Old'");
        tx.run("UPDATE users SET status = 'deactivated' WHERE email = 'gone@x.example'");
        if (isApproverOn) tx.run('UPDATE firm SET second_approver_required = 1');
      });
      const cells = rows.map((one) => [one.email, one.first, one.phone, one.role, `"${one.clients}"`].join(','));
      const text = ['Email,First name,Phone,Role,Clients', ...cells, 'last@x.example,,,Partner Ops,'].join('\n');
      const { importId } = await plan(scene, text, { ...chosen, update: [...chosen.update] });
      const before = await rowsOf(scene, importId);
      await carryOut(scene, importId);
      const done = { invite: 'invited', update: 'updated' } as const;
      expect(await rowsOf(scene, importId)).toEqual(
        before.map((one) => {
          const { kind } = one.state;
          return kind === 'invite' || kind === 'update' ? { ...one, state: { kind: done[kind] } } : one;
        }),
      );
      fixture.checkChain();
      // Carried out again it finds what it has done.
      await scene.open.ask(WINDOW, 'bulk.discardCodes', { bulkId: importId });
      const again = await plan(scene, text, { ...chosen, update: [...chosen.update] });
      expect(again.counts).toMatchObject({ invite: 0, update: 0 });
    }),
    { numRuns: 25 },
  );
}, 60_000);
