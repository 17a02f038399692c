// An import that something disturbs: a full disk, a kill, another window, a second file. What is done stands and is said to be
// done, its codes can be reached, and the same file imported again does the rest.
import { expect, test } from 'vitest';
import { recordActivity } from '../../main/services/act/record-activity.ts';
import { getUserByEmail } from '../../main/storage/tables/users.ts';
import type { InputOf } from '../../preload/contract/index.ts';
import { createFixture, type Fixture, type Person } from '../support/fixture.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { createInstantHasher } from '../support/seeded.ts';

const [WINDOW, OTHER] = [1, 2];
const MANY = 1250;

interface Scene {
  readonly fixture: Fixture;
  readonly admin: Person;
  open: OpenDoor;
}

async function setScene(): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  const open = openDoor(fixture);
  await open.signIn(WINDOW, admin);
  return { fixture, admin, open };
}

const listOf = (count: number): string =>
  ['Email,Name,Role', ...Array.from({ length: count }, (_, i) => `new${i}@quill.example,Nina Okafor,Partner Ops`)].join(
    '\n',
  );
const LIST = listOf(MANY);

type Update = InputOf<'imports.plan'>['update'];

async function choose({ open }: Scene, windowId: number, text: string): Promise<string> {
  open.dialogs.table = { name: 'people.csv', bytes: Buffer.from(text) };
  const { table } = await open.ask(windowId, 'imports.choose', { of: 'people' });
  return table?.importId ?? '';
}

const plan = ({ open }: Scene, windowId: number, importId: string, update: Update = []) =>
  open.ask(windowId, 'imports.plan', {
    importId,
    headRow: 1,
    columns: ['email', 'name', 'role'],
    update: [...update],
    role: null,
    clientId: null,
    makeClients: null,
  });

const orderOf = ({ fixture, admin }: Scene, importId: string) => ({
  importId,
  note: 'The whole office',
  code: fixture.nextCode(admin),
});

/** The disk takes so many people and then nothing. @returns makes room again. */
function fillDiskAfter(scene: Scene, people: number, error: Error = FULL): () => void {
  const { storage } = scene.fixture.context;
  const { transaction } = storage;
  let isFull = false;
  Object.assign(storage, {
    transaction: ((work) => {
      if (isFull) throw error;
      return transaction((tx) => {
        const result = work(tx);
        isFull = countOf(scene, INVITED) > people;
        if (isFull) throw error;
        return result;
      });
    }) satisfies typeof transaction,
  });
  return () => void Object.assign(storage, { transaction });
}
const FULL = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
const INVITED = "users WHERE status = 'invited'";

const countOf = ({ fixture }: Scene, from: string): number =>
  Number(fixture.read.get(`SELECT count(*) AS n FROM ${from}`)?.['n']);

function checkOneRecordEach(scene: Scene, people: number): void {
  expect(countOf(scene, INVITED)).toBe(people);
  const invited = scene.fixture.activity().filter(({ action }) => action === 'user.invited');
  expect(invited).toHaveLength(people);
  expect(new Set(invited.map(({ targetId }) => targetId)).size).toBe(people);
  scene.fixture.checkChain();
}

/** As the next start after a kill does: the windows and their visits are gone. */
async function startAgain(scene: Scene): Promise<void> {
  scene.fixture.reopen();
  scene.open = openDoor(scene.fixture);
  await scene.open.signIn(WINDOW, scene.admin);
}

test('a disk that is full in the middle: what is done stands, and its codes are there', async () => {
  const scene = await setScene();
  const { open } = scene;
  const importId = await choose(scene, WINDOW, LIST);
  await plan(scene, WINDOW, importId);
  const makeRoom = fillDiskAfter(scene, 500);
  const result = await open.ask(WINDOW, 'imports.start', orderOf(scene, importId));
  expect(result).toMatchObject({ counts: { invited: 500, not_reached: 750 }, isCancelled: false, codes: 500 });
  expect(result.cut?.why).toBe('cannot_write');
  expect(open.log.some((line) => line.includes(`${result.cut?.reference}`) && line.includes('full'))).toBe(true);
  makeRoom();
  checkOneRecordEach(scene, 500);
  expect(await open.ask(WINDOW, 'bulk.saveCodes', { bulkId: importId, code: '' })).toEqual({ file: expect.anything() });

  // The same file does the rest.
  const again = await choose(scene, WINDOW, LIST);
  expect((await plan(scene, WINDOW, again)).counts).toMatchObject({ invite: 750, skipped: 500, refused: 0 });
  expect(await open.ask(WINDOW, 'imports.start', orderOf(scene, again))).toMatchObject({ codes: 750, cut: null });
  checkOneRecordEach(scene, MANY);
  expect(new Set(open.saved.at(-1)?.text.split('\r\n')).size).toBe(502);
});

test('a disk that is full at once: nothing was changed, and with room the same dry run is carried out', async () => {
  const scene = await setScene();
  const { open } = scene;
  const importId = await choose(scene, WINDOW, LIST);
  await plan(scene, WINDOW, importId);
  const makeRoom = fillDiskAfter(scene, 0);
  expect((await open.refusal(WINDOW, 'imports.start', orderOf(scene, importId))).code).toBe('cannot_write');
  checkOneRecordEach(scene, 0);
  makeRoom();
  expect(await open.ask(WINDOW, 'imports.start', orderOf(scene, importId))).toMatchObject({
    counts: { invited: MANY, not_reached: 0 },
    codes: MANY,
    cut: null,
  });
  checkOneRecordEach(scene, MANY);
});

test('a disk that is full at the last record: all is done, and said to be', async () => {
  const scene = await setScene();
  const importId = await choose(scene, WINDOW, listOf(3));
  await plan(scene, WINDOW, importId);
  const { storage } = scene.fixture.context;
  const { transaction } = storage;
  Object.assign(storage, {
    transaction: ((work) => {
      if (countOf(scene, INVITED) > 0) throw FULL;
      return transaction(work);
    }) satisfies typeof transaction,
  });
  const result = await scene.open.ask(WINDOW, 'imports.start', orderOf(scene, importId));
  Object.assign(storage, { transaction });
  expect(result).toMatchObject({ counts: { invited: 3, not_reached: 0 }, codes: 3, cut: { why: 'cannot_write' } });
  checkOneRecordEach(scene, 3);
});

test('an unexpected error in the middle is in the log, and what is done is not said to be undone', async () => {
  const scene = await setScene();
  const importId = await choose(scene, WINDOW, LIST);
  await plan(scene, WINDOW, importId);
  const end = fillDiskAfter(scene, 1000, new TypeError('of a row'));
  const { counts, cut, codes } = await scene.open.ask(WINDOW, 'imports.start', orderOf(scene, importId));
  end();
  expect([counts.invited, counts.not_reached, codes, cut?.why]).toEqual([1000, 250, 1000, 'unexpected']);
  expect(scene.open.log.filter((line) => line.includes(cut?.reference ?? 'none'))).toHaveLength(1);
  checkOneRecordEach(scene, 1000);
});

test('an import that fails at once has its end on record, with nobody', async () => {
  const scene = await setScene();
  const importId = await choose(scene, WINDOW, LIST);
  await plan(scene, WINDOW, importId);
  const { storage } = scene.fixture.context;
  const { transaction } = storage;
  Object.assign(storage, {
    transaction: ((work) =>
      transaction((tx) => {
        const result = work(tx);
        if (countOf(scene, INVITED) > 0) throw new TypeError('of a row');
        return result;
      })) satisfies typeof transaction,
  });
  expect((await scene.open.refusal(WINDOW, 'imports.start', orderOf(scene, importId))).code).toBe('unexpected');
  Object.assign(storage, { transaction });
  const records = scene.fixture.activity().filter(({ action }) => action.startsWith('import.'));
  expect(records.map(({ action, detail }) => [action, detail['peopleInvited']])).toEqual([
    ['import.begun', undefined],
    ['import.ended', 0],
  ]);
});

test('after a kill the same file finds who was invited, does the rest, and makes new codes on request', async () => {
  const scene = await setScene();
  const importId = await choose(scene, WINDOW, LIST);
  await plan(scene, WINDOW, importId);
  // What a kill between two batches leaves: some batches, and nobody has their codes.
  const makeRoom = fillDiskAfter(scene, 1000);
  await scene.open.ask(WINDOW, 'imports.start', orderOf(scene, importId));
  makeRoom();
  const lost = await scene.open.ask(WINDOW, 'bulk.listCodes', { bulkId: importId, offset: 0, code: '' });
  await startAgain(scene);
  checkOneRecordEach(scene, 1000);
  expect((await scene.open.refusal(WINDOW, 'bulk.listCodes', { bulkId: importId, offset: 0, code: '' })).code).toBe(
    'not_found',
  );

  const again = await choose(scene, WINDOW, LIST);
  expect((await plan(scene, WINDOW, again)).counts).toMatchObject({ invite: 250, skipped: 1000 });
  expect((await plan(scene, WINDOW, again, ['name'])).counts).toMatchObject({ invite: 250, same: 1000 });
  expect((await plan(scene, WINDOW, again, ['name', 'invitation'])).counts).toMatchObject({
    invite: 250,
    update: 1000,
  });
  const result = await scene.open.ask(WINDOW, 'imports.start', orderOf(scene, again));
  expect(result).toMatchObject({ counts: { invited: 250, updated: 1000 }, codes: MANY, cut: null });
  checkOneRecordEach(scene, MANY);
  const renewed = scene.fixture.activity().filter(({ action }) => action === 'invitation.resent');
  expect(renewed).toHaveLength(1000);
  expect(new Set(renewed.map(({ detail }) => detail['importId']))).toEqual(new Set([again]));

  // The code that was lost opens nothing, and the new one does.
  const oldCode = lost.issued[0];
  const email = oldCode?.email ?? '';
  const opens = (code = '') => scene.open.send(OTHER, 'session.enterOneTimeCode', JSON.stringify({ email, code }));
  expect(await opens(oldCode?.code)).toContain('wrong_one_time_code');
  await scene.open.ask(WINDOW, 'bulk.saveCodes', { bulkId: again, code: '' });
  const line = scene.open.saved
    .at(-1)
    ?.text.split('\r\n')
    .find((text) => text.includes(`,${email},`));
  expect(await opens(line?.split(',')[2])).toContain('"activation"');
});

test('new codes are for people who are still invited, and beside a change they are one row', async () => {
  const scene = await setScene();
  const ann = await scene.fixture.addPerson({ role: 'partner_ops', firstName: 'Ann', lastName: 'Vance' });
  const first = await choose(scene, WINDOW, listOf(2));
  await plan(scene, WINDOW, first);
  await scene.open.ask(WINDOW, 'imports.start', orderOf(scene, first));
  await scene.open.ask(WINDOW, 'bulk.discardCodes', { bulkId: first });
  const text = `Email,Name,Role\n${ann.email},Ann Vance,\nnew0@quill.example,Nora Okafor,\nnew1@quill.example,,\n`;
  const importId = await choose(scene, WINDOW, text);
  await plan(scene, WINDOW, importId, ['name', 'invitation']);
  const { rows } = await scene.open.ask(WINDOW, 'imports.listRows', { importId, kinds: [], offset: 0, limit: 10 });
  const code = { what: 'invitation', from: '', to: '' };
  expect(rows.map(({ state }) => state)).toEqual([
    { kind: 'same' },
    { kind: 'update', changes: [{ what: 'name', from: 'Nina Okafor', to: 'Nora Okafor' }, code] },
    { kind: 'update', changes: [code] },
  ]);
  expect(await scene.open.ask(WINDOW, 'imports.start', orderOf(scene, importId))).toMatchObject({
    counts: { updated: 2, same: 1 },
    codes: 2,
  });
  const { issued } = await scene.open.ask(WINDOW, 'bulk.listCodes', { bulkId: importId, offset: 0, code: '' });
  expect(issued.map(({ name }) => name)).toEqual(['Nora Okafor', 'Nina Okafor']);
});

test('an account that needs a second approver to be opened again gets no new code out of a file', async () => {
  const scene = await setScene();
  const { fixture, open } = scene;
  const first = await choose(scene, WINDOW, listOf(2));
  await plan(scene, WINDOW, first);
  await open.ask(WINDOW, 'imports.start', orderOf(scene, first));
  await open.ask(WINDOW, 'bulk.discardCodes', { bulkId: first });
  const { context } = fixture;
  const target = getUserByEmail(fixture.read, 'new0@quill.example');
  context.storage.transaction((tx) => {
    if (target !== undefined) recordActivity(context, tx, { action: 'password.reset', outcome: 'done', target });
    tx.run('UPDATE firm SET second_approver_required = 1');
  });
  const importId = await choose(scene, WINDOW, listOf(2));
  expect((await plan(scene, WINDOW, importId, ['invitation'])).counts).toMatchObject({ update: 1, same: 1 });
  expect((await open.ask(WINDOW, 'imports.start', orderOf(scene, importId))).codes).toBe(1);
  const { issued } = await open.ask(WINDOW, 'bulk.listCodes', { bulkId: importId, offset: 0, code: '' });
  expect(issued.map(({ email }) => email)).toEqual(['new1@quill.example']);
});

test('two windows import the same file at once: everybody is invited once', async () => {
  const scene = await setScene();
  const { fixture, open, admin } = scene;
  await open.signIn(OTHER, admin);
  const [first, second] = [await choose(scene, WINDOW, LIST), await choose(scene, OTHER, LIST)];
  await plan(scene, WINDOW, first);
  await plan(scene, OTHER, second);
  const one = open.ask(WINDOW, 'imports.start', orderOf(scene, first));
  const two = open.ask(OTHER, 'imports.start', { ...orderOf(scene, second), code: fixture.nextCode(admin) });
  const [{ counts, codes }, other] = await Promise.all([one, two]);
  expect(counts.invited + other.counts.invited).toBe(MANY);
  expect([codes, other.codes]).toEqual([counts.invited, other.counts.invited]);
  expect(counts.skipped + other.counts.skipped).toBe(MANY);
  checkOneRecordEach(scene, MANY);
});

test('another file waits until the import has ended, and never takes the place of its codes', async () => {
  const scene = await setScene();
  const { open } = scene;
  const importId = await choose(scene, WINDOW, LIST);
  await plan(scene, WINDOW, importId);
  const running = open.ask(WINDOW, 'imports.start', orderOf(scene, importId));
  expect((await open.refusal(WINDOW, 'imports.choose', { of: 'people' })).code).toBe('still_running');
  expect((await open.refusal(WINDOW, 'imports.start', orderOf(scene, importId))).code).toBe('not_now');
  expect((await running).codes).toBe(MANY);
  await open.ask(WINDOW, 'bulk.discardCodes', { bulkId: importId });

  // The dialog was open when the act of before began.
  const next = await choose(scene, WINDOW, 'Email,Name,Role\nlate@quill.example,,Partner Ops\n');
  await plan(scene, WINDOW, next);
  const choosing = open.refusal(WINDOW, 'imports.choose', { of: 'people' });
  expect((await open.ask(WINDOW, 'imports.start', orderOf(scene, next))).codes).toBe(1);
  expect(['still_running', 'codes_not_saved']).toContain((await choosing).code);
  expect((await open.ask(WINDOW, 'bulk.listCodes', { bulkId: next, offset: 0, code: '' })).issued).toHaveLength(1);
});

test('a window that locks while a long file with codes is written leaves no file, and the codes wait', async () => {
  const scene = await setScene();
  const { open, fixture, admin } = scene;
  const importId = await choose(scene, WINDOW, LIST);
  await plan(scene, WINDOW, importId);
  await open.ask(WINDOW, 'imports.start', orderOf(scene, importId));
  const saving = open.refusal(WINDOW, 'bulk.saveCodes', { bulkId: importId, code: '' });
  // The first part is on its way by then.
  await new Promise((resolve) => setImmediate(resolve));
  open.door.lock(WINDOW, 'computer');
  expect((await saving).code).toBe('not_now');
  expect(open.saved).toEqual([]);
  await open.ask(WINDOW, 'session.unlock', { password: admin.password });
  expect(await open.ask(WINDOW, 'bulk.saveCodes', { bulkId: importId, code: fixture.nextCode(admin) })).toEqual({
    file: expect.anything(),
  });
  expect(open.saved.at(-1)?.text.split('\r\n')).toHaveLength(MANY + 2);
});
