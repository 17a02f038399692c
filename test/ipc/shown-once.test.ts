// Setup codes of a bulk reset are shown once. Nothing else that the same window does drops them: only saving them, giving
// them up, or the end of the session.
import { expect, test } from 'vitest';
import { createFixture, type Fixture, type Person } from '../support/fixture.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { createInstantHasher } from '../support/seeded.ts';

const WINDOW = 1;

interface Scene {
  readonly fixture: Fixture;
  readonly open: OpenDoor;
  readonly admin: Person;
  readonly ann: Person;
  readonly bob: Person;
  readonly bulkId: string;
}

const prepare = (open: OpenDoor, person: Person) =>
  open.ask(WINDOW, 'bulkResets.prepare', { selection: { kind: 'users', userIds: [person.id] } });

/** A bulk reset of Ann is done, and her setup code is not saved. */
async function setScene(): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  const clients = [fixture.addClient('Alder')];
  const ann = await fixture.addPerson({ role: 'client_ops', clients });
  const bob = await fixture.addPerson({ role: 'client_ops', clients });
  const open = openDoor(fixture);
  await open.signIn(WINDOW, admin);
  const { bulkId } = await prepare(open, ann);
  const { codes } = await open.ask(WINDOW, 'bulkResets.start', {
    bulkId,
    reason: 'lost_phone',
    note: 'They stood here',
    identityCheck: 'in_person',
    vouchedBy: '',
    code: fixture.nextCode(admin),
  });
  expect(codes).toBe(1);
  return { fixture, open, admin, ann, bob, bulkId };
}
const save = ({ open, bulkId, fixture, admin }: Scene) =>
  open.ask(WINDOW, 'bulk.saveCodes', { bulkId, code: fixture.nextCode(admin) });
const expectSaved = async (scene: Scene): Promise<void> => {
  expect(await save(scene)).toEqual({ file: expect.anything() });
  expect(scene.open.saved.at(-1)?.text).toMatch(/([0-9A-Z]{4}-){3}[0-9A-Z]{4}/);
};

test('a change of the authenticator that is begun and cancelled, or carried out, keeps them', async () => {
  for (const isCarriedOut of [false, true]) {
    const scene = await setScene();
    const { fixture, open, admin } = scene;
    const shown = await open.ask(WINDOW, 'account.beginAuthenticator', { code: fixture.nextCode(admin) });
    if (isCarriedOut) {
      const { fromBase32 } = await import('../support/base32.ts');
      const secret = fromBase32(shown.setupKey);
      await open.ask(WINDOW, 'account.confirmAuthenticator', { code: fixture.nextCode({ ...admin, secret }) });
    } else await open.ask(WINDOW, 'account.cancelAuthenticator', {});
    await expectSaved(scene);
  }
});

test('new recovery codes, a new kit and a lock keep them', async () => {
  const scene = await setScene();
  const { fixture, open, admin } = scene;
  await open.ask(WINDOW, 'account.regenerateRecoveryCodes', { code: fixture.nextCode(admin) });
  await open.ask(WINDOW, 'account.keepRecoveryCodes', {});
  await open.ask(WINDOW, 'session.lock', {});
  await open.ask(WINDOW, 'session.unlock', { password: admin.password });
  await expectSaved(scene);
});

test('the file has a line for each of them, with times that have their offset', async () => {
  const scene = await setScene();
  await expectSaved(scene);
  const [head, line, ...rest] = scene.open.saved.at(-1)?.text.split('\r\n') ?? [];
  expect(head).toBe('\uFEFFName,Email,Setup code,Valid until,Number of the record');
  // A spreadsheet in another zone shows the same moment.
  expect(line).toMatch(/,([0-9A-Z]{4}-){3}[0-9A-Z]{4},\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d,/);
  const { printed } = await scene.open.ask(WINDOW, 'activity.getHead', {});
  expect(line?.endsWith(`,${printed}`)).toBe(true);
  expect(rest).toEqual(['']);
});

test('the next dry run is refused until they are saved, and names them', async () => {
  const scene = await setScene();
  const { open, bob, bulkId } = scene;
  const selection = { kind: 'users', userIds: [bob.id] };
  expect(await open.refusal(WINDOW, 'bulkResets.prepare', { selection })).toEqual({
    code: 'codes_not_saved',
    of: 'reset',
    bulkId,
    codes: 1,
  });
  await expectSaved(scene);
  expect((await prepare(open, bob)).counts.ready).toBe(1);
});

test('letters have the same codes as the file, which stay until they are saved, and no other window reads them', async () => {
  const scene = await setScene();
  const { fixture, open, admin, bulkId } = scene;
  const list = async () =>
    (await open.ask(WINDOW, 'bulk.listCodes', { bulkId, offset: 0, code: fixture.nextCode(admin) })).issued;
  const issued = await list();
  expect(issued).toHaveLength(1);
  expect(await list()).toEqual(issued);
  expect((await open.ask(WINDOW, 'bulk.listCodes', { bulkId, offset: 1, code: '' })).issued).toEqual([]);
  await open.signIn(2, await fixture.addPerson({ role: 'partner_admin' }));
  expect((await open.refusal(2, 'bulk.listCodes', { bulkId, offset: 0, code: '' })).code).toBe('not_found');
  await expectSaved(scene);
  expect(open.saved.at(-1)?.text).toContain(`,${issued[0]?.code},`);
  expect((await open.refusal(WINDOW, 'bulk.listCodes', { bulkId, offset: 0, code: '' })).code).toBe('not_now');
});

test('or until they are given up, which only their own window can do', async () => {
  const scene = await setScene();
  const { fixture, open, bob, bulkId } = scene;
  await open.signIn(2, await fixture.addPerson({ role: 'partner_admin' }));
  expect((await open.refusal(2, 'bulk.discardCodes', { bulkId })).code).toBe('not_found');
  await open.ask(WINDOW, 'bulk.discardCodes', { bulkId });
  expect((await open.refusal(WINDOW, 'bulk.saveCodes', { bulkId, code: '' })).code).toBe('not_now');
  expect((await prepare(open, bob)).counts.ready).toBe(1);
});
