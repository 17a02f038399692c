// Desktops of the firm's server, over real TLS on the loopback address.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { readPairing } from '../../main/domain/pairing.ts';
import { joinServer } from '../../main/line/join-server.ts';
import { admitDesktop, prepareRenewal } from '../../main/services/desktops/admit-desktop.ts';
import { identityOf, resumeServing } from '../../main/services/desktops/serve-firm.ts';
import { fingerprintOfIdentity } from '../../main/services/secrets/certificate.ts';
import type { InputOf } from '../../preload/contract/index.ts';
import { isSigned, linesOf, unpack } from '../support/evidence-pack.ts';
import { DAY, MINUTE } from '../support/seeded.ts';
import {
  type FirmLine,
  type JoinedDesktop,
  join,
  LOCAL,
  newIdentity,
  openDesktop,
  opened,
  openPipe,
  type Pipe,
  serveFirm,
} from './firm-line.ts';

afterEach(() => {
  for (const close of opened.splice(0)) close();
});

/** A busy computer takes its time. */
const until = <T>(work: () => T | Promise<T>): Promise<T> => vi.waitFor(work, { timeout: 15_000 });
const EVERYTHING: InputOf<'activity.list'> = {
  search: '',
  actions: [],
  outcomes: [],
  from: null,
  until: null,
  before: null,
};

const connected = (desk: JoinedDesktop) =>
  until(async () => expect(await desk.line()).toMatchObject({ kind: 'connected' }));
const lost = (desk: JoinedDesktop, why = 'connecting') =>
  until(async () => expect(await desk.line()).toMatchObject({ kind: 'not_connected', why }));
const screenOf = async (desk: JoinedDesktop, windowId: number) =>
  (await desk.ask(windowId, 'application.getState', {})).screen;

async function setScene(name?: string): Promise<FirmLine & { readonly desk: JoinedDesktop; readonly pipe: Pipe }> {
  const line = await serveFirm();
  const pipe = await openPipe(line.address());
  const desk = openDesktop(line, { ...(await join(line, name)), addresses: [pipe.address] });
  await connected(desk);
  return { ...line, desk, pipe };
}

describe('a desktop that has joined', () => {
  test('signs people in, and the record names it for all that is done there', async () => {
    const { desk, fixture, admin, open } = await setScene('Reception');
    expect((await screenOf(desk, 7)).name).toBe('sign_in');
    await desk.signIn(7, admin, fixture);
    expect(await desk.ask(7, 'desktops.get', {})).toMatchObject({
      isHere: false,
      desktops: [{ name: 'Reception', isConnected: true, revokedAt: null, version: fixture.context.appVersion }],
    });
    desk.door.forget(7);
    await until(async () => {
      const { records } = await open.ask(LOCAL, 'activity.list', EVERYTHING);
      expect(records.map(({ action, detail }) => [action, detail['desktop'] ?? null])).toEqual([
        ['session.ended', 'Reception'],
        ['session.started', 'Reception'],
        ['desktop.joined', null],
        ['desktop.pairing_made', null],
        ['server.started', null],
        ['session.started', null],
      ]);
    });
  });

  test('hears at once what others do, and they hear what is done there', async () => {
    const { desk, fixture, admin, open } = await setScene();
    await desk.signIn(7, admin, fixture);
    desk.events.length = 0;
    await open.ask(LOCAL, 'clients.add', { name: 'Alder', type: 'company', accountingSoftware: '' });
    await until(() => expect(desk.events).toContainEqual({ windowId: 7, name: 'directory.changed', payload: {} }));
    open.announced.length = 0;
    await desk.ask(7, 'clients.add', { name: 'Birch', type: 'company', accountingSoftware: '' });
    expect(open.announced.filter(({ windowId }) => windowId === LOCAL).map(({ name }) => name)).toContain(
      'directory.changed',
    );
  });

  test('copies, prints and saves on its own computer, and never on the one with the data', async () => {
    const { desk, fixture, admin, open } = await setScene();
    await desk.signIn(7, admin, fixture);
    await desk.ask(7, 'clipboard.copy', { text: 'a letter', isSecret: true });
    await desk.ask(7, 'document.save', { suggestedName: 'letter', text: 'a letter' });
    expect(await desk.ask(7, 'document.print', {})).toEqual({ outcome: 'printed' });
    expect([desk.copied, desk.saved]).toEqual([['a letter'], [{ name: 'letter.txt', text: 'a letter' }]]);
    expect([open.copied, open.saved, open.printed]).toEqual([[], [], []]);
    expect(await desk.refusal(7, 'clipboard.copy', { text: '', isSecret: false })).toBe('bad_input');
  });

  test('imports a file of the person’s own computer, and exports to it', async () => {
    const { desk, fixture, admin, open } = await setScene();
    await desk.signIn(7, admin, fixture);
    expect(await desk.ask(7, 'imports.choose', { of: 'people' })).toMatchObject({ table: { fileName: 'people.csv' } });
    await desk.ask(7, 'imports.saveTemplate', { of: 'people' });
    expect(desk.saved.map(({ name }) => name)).toEqual(['people-to-import.csv']);
    expect(open.saved).toEqual([]);
  });

  test('prints and writes an evidence pack on its own computer, signed by the firm', async () => {
    const { desk, fixture, admin, open } = await setScene('Reception');
    await desk.signIn(7, admin, fixture);
    const order = { from: null, until: null, email: '', code: fixture.nextCode(admin) };
    const { evidenceId } = await desk.ask(7, 'evidence.begin', order);
    expect(await desk.ask(7, 'evidence.save', { evidenceId, suggestedName: 'evidence-pack' })).toEqual({
      file: expect.anything(),
    });
    const file = desk.saved.at(-1);
    const pack = unpack(file?.bytes ?? Buffer.alloc(0));
    expect([file?.name, isSigned(pack)]).toEqual(['evidence-pack.zip', true]);
    expect(linesOf(pack, 'records.jsonl')).toHaveLength(fixture.activity().length - 1);
    expect(open.saved).toEqual([]);
    const other = { evidenceId: 'x'.repeat(22), suggestedName: 'evidence-pack' };
    expect(await desk.refusal(7, 'evidence.save', other)).toBe('not_found');
  });
  test('saves the setup codes of a bulk reset where the person sits', async () => {
    const { desk, fixture, admin, open } = await setScene();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    await desk.signIn(7, admin, fixture);
    const { bulkId } = await desk.ask(7, 'bulkResets.prepare', { selection: { kind: 'users', userIds: [ann.id] } });
    const facts = { reason: 'lost_phone', note: 'All', identityCheck: 'in_person', vouchedBy: '' } as const;
    await desk.ask(7, 'bulkResets.start', { bulkId, ...facts, code: fixture.nextCode(admin) });
    expect(await desk.ask(7, 'bulk.saveCodes', { bulkId, code: '' })).toEqual({ file: expect.anything() });
    expect(open.saved).toEqual([]);
    expect(desk.saved).toHaveLength(1);
    // What separates the cells is as on that desktop.
    expect(desk.saved[0]?.text).toContain(';');
  });

  test.each([
    'backups.make',
    'backups.choose',
    'desktops.serve',
    'desktops.stopServing',
  ] as const)('%s is done only at the computer with the data', async (name) => {
    const { desk, fixture, admin } = await setScene();
    await desk.signIn(7, admin, fixture);
    const passphrase = 'five-words-that-nobody-has-said';
    const input = {
      'backups.make': { passphrase, repeated: passphrase, code: fixture.nextCode(admin) },
      'backups.choose': {},
      'desktops.serve': { name: 'x', port: 27_443, address: '', code: '' },
      'desktops.stopServing': {},
    }[name];
    expect(await desk.refusal(7, name, input)).toBe('only_at_server');
  });

  test('locks its own windows only, when its computer sleeps', async () => {
    const { desk, fixture, admin, open } = await setScene();
    await desk.signIn(7, admin, fixture);
    desk.door.lock(7, 'computer');
    await until(async () => expect(await screenOf(desk, 7)).toMatchObject({ name: 'locked', because: 'computer' }));
    expect(await open.screen(LOCAL)).toBe('signed_in');
  });

  test('is told that its clock differs, and the server’s counts', async () => {
    const line = await serveFirm();
    const joined = await join(line);
    const desk = openDesktop(line, joined, { now: () => line.fixture.clock.now() + 17 * MINUTE });
    await until(async () => expect(await desk.line()).toMatchObject({ kind: 'connected', clockMinutes: 17 }));
    await desk.signIn(7, line.admin, line.fixture);
  });

  test('of another version is told so, and so is the list at the server', async () => {
    const line = await serveFirm();
    const desk = openDesktop(line, await join(line), { version: '9.9.9' });
    await lost(desk, 'other_version');
    expect(await desk.line()).toMatchObject({ serverVersion: line.fixture.context.appVersion });
    expect(await desk.refusal(7, 'users.list', {})).toBe('not_connected');
    const { desktops } = await line.open.ask(LOCAL, 'desktops.get', {});
    expect(desktops).toMatchObject([{ version: '9.9.9', isConnected: false }]);
  });
});

test('a server that nobody answers for is not reached, and main knows why', async () => {
  const line = await serveFirm();
  const pairing = readPairing((await line.pair()).pairingText, '');
  if (typeof pairing === 'string') throw new Error(`cannot read the ${pairing}`);
  line.close();
  const error = await joinServer(pairing, 'desk-2', newIdentity(), '0.4.0').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ reason: { code: 'server_not_reached' }, cause: { kind: 'not_reached' } });
  const [problem] = ((error as Error).cause as { cause: AggregateError }).cause.errors as Error[];
  expect(problem?.cause).toMatchObject({ code: 'ECONNREFUSED' });
});

describe('when the line breaks', () => {
  test('the window comes back by itself, to the locked stage, and the password opens it', async () => {
    const scene = await setScene();
    const { desk, fixture, admin } = scene;
    await desk.signIn(7, admin, fixture);
    scene.pipe.cut();
    await until(() => expect(desk.events.map(({ name }) => name)).toContain('line.changed'));
    await connected(desk);
    await until(() =>
      expect(desk.events.findLast(({ name }) => name === 'state.changed')?.payload).toMatchObject({
        screen: { name: 'locked', because: 'line' },
      }),
    );
    expect(await desk.refusal(7, 'desktops.get', {})).toBe('not_signed_in');
    await desk.ask(7, 'session.unlock', { password: admin.password });
    expect((await screenOf(desk, 7)).name).toBe('signed_in');
    // The fresh code of before the break counts no longer.
    expect(await desk.ask(7, 'account.getPresence', {})).toMatchObject({ needsCode: true });
  });

  test('no other desktop comes back to it, and after ten minutes nobody does', async () => {
    const scene = await setScene();
    const { desk, fixture, admin, server } = scene;
    await desk.signIn(7, admin, fixture);
    const other = openDesktop(scene, await join(scene, 'Other'));
    await connected(other);
    expect((await screenOf(other, 7)).name).toBe('sign_in');
    desk.close();
    await until(() => expect(server.countConnected()).toBe(1));
    expect((await screenOf(other, 7)).name).toBe('sign_in');
    const sessions = () => fixture.read.get('SELECT count(*) AS n FROM sessions WHERE ended_at IS NULL')?.['n'];
    expect(sessions()).toBe(2);
    const uptime = vi.spyOn(process, 'uptime').mockReturnValue(process.uptime() + 601);
    server.sweep();
    uptime.mockRestore();
    expect(sessions()).toBe(1);
  });

  test('Rekey that was started again on the desktop begins signed out, and the earlier session ends', async () => {
    const scene = await setScene();
    const { desk, fixture, admin } = scene;
    await desk.signIn(7, admin, fixture);
    desk.close();
    const again = openDesktop(scene, desk.joined);
    await connected(again);
    expect((await screenOf(again, 7)).name).toBe('sign_in');
    expect(fixture.read.get('SELECT count(*) AS n FROM sessions WHERE ended_at IS NULL')?.['n']).toBe(1);
  });

  test('a request that changes something and has no answer is not said to have failed', async () => {
    const scene = await setScene();
    const { desk, fixture, admin, hasher, pipe } = scene;
    await desk.signIn(7, admin, fixture);
    hasher.hold();
    const unknown = desk.refusal(7, 'account.changePassword', {
      currentPassword: admin.password,
      password: 'nine-lanterns-by-the-sea',
    });
    const read = desk.refusal(7, 'users.get', { userId: admin.id });
    pipe.cut();
    expect(await unknown).toBe('not_known');
    expect(['answered', 'not_connected']).toContain(await read);
    hasher.release();
    await connected(desk);
  });

  test('a reset whose answer is lost is one reset, and asked again it shows the code that it made', async () => {
    const { desk, fixture, admin, pipe } = await setScene();
    const ann = await fixture.addPerson({ role: 'client_ops' });
    await desk.signIn(7, admin, fixture);
    const facts = { userId: ann.id, reason: 'lost_phone', mode: 'revoke_now', note: '' } as const;
    const reset = () => ({
      ...facts,
      version: fixture.user(ann).version,
      identityCheck: 'in_person' as const,
      vouchedBy: '',
      code: fixture.nextCode(admin),
    });
    const codes = () => fixture.read.all('SELECT * FROM setup_codes').length;
    pipe.swallow();
    const unknown = desk.refusal(7, 'users.resetTwoFactor', reset());
    await until(() => expect(codes()).toBe(1));
    pipe.cut();
    expect(await unknown).toBe('not_known');
    await connected(desk);
    await desk.ask(7, 'session.unlock', { password: admin.password });
    const again = await desk.ask(7, 'users.resetTwoFactor', reset());
    const { setupCode } = again as { readonly setupCode: string };
    const resets = fixture.read.get("SELECT count(*) AS n FROM activity WHERE action = 'two_factor.reset'");
    expect([resets?.['n'], codes()]).toEqual([1, 1]);
    // It is the code that opens the setup.
    await desk.ask(8, 'session.signIn', { email: ann.email, password: ann.password });
    expect((await desk.ask(8, 'setUp.enterSetupCode', { setupCode })).screen.name).toBe('authenticator');
  });

  test('what is asked while there is no connection is not sent later', async () => {
    const scene = await setScene();
    const { desk, fixture, admin, server } = scene;
    await desk.signIn(7, admin, fixture);
    server.stop();
    await lost(desk);
    expect(await desk.refusal(7, 'clients.add', { name: 'Alder', type: 'company', accountingSoftware: '' })).toBe(
      'not_connected',
    );
    // Copying needs no server.
    await desk.ask(7, 'clipboard.copy', { text: 'x', isSecret: false });
    expect(fixture.read.get('SELECT count(*) AS n FROM clients')?.['n']).toBe(0);
  });

  test('a sign-in that is under way opens nothing afterwards', async () => {
    const { desk, admin, hasher, open, pipe } = await setScene();
    const answer = vi.spyOn(open.door, 'answer');
    hasher.hold();
    const unknown = desk.refusal(7, 'session.signIn', { email: admin.email, password: admin.password });
    await until(() => expect(answer).toHaveBeenCalled());
    const late = answer.mock.results.map(({ value }) => value as Promise<string>);
    pipe.cut();
    expect(await unknown).toBe('not_known');
    await connected(desk);
    hasher.release();
    expect(await Promise.all(late)).toEqual([expect.stringContaining('not_now')]);
    expect((await screenOf(desk, 7)).name).toBe('sign_in');
  });

  test('a window that no server can lock locks itself when its computer is locked', async () => {
    const scene = await setScene();
    const { desk, fixture, admin, server } = scene;
    await desk.signIn(7, admin, fixture);
    server.stop();
    await lost(desk);
    desk.door.lock(7, 'computer');
    expect(desk.events.at(-1)).toMatchObject({
      name: 'state.changed',
      payload: { screen: { name: 'locked', because: 'computer' } },
    });
  });
});

describe('a desktop that is revoked', () => {
  test('is cut off at once, its session ends, and its key opens nothing any longer', async () => {
    const { desk, fixture, admin, open } = await setScene('Stolen');
    await desk.signIn(7, admin, fixture);
    const { desktops } = await open.ask(LOCAL, 'desktops.get', {});
    await open.ask(LOCAL, 'desktops.revoke', { desktopId: desktops[0]?.id ?? 0 });
    await lost(desk, 'revoked');
    expect(await desk.refusal(7, 'users.list', {})).toBe('not_connected');
    expect(fixture.read.get('SELECT count(*) AS n FROM sessions WHERE ended_at IS NULL')?.['n']).toBe(1);
    // A second click changes and records nothing.
    await open.ask(LOCAL, 'desktops.revoke', { desktopId: desktops[0]?.id ?? 0 });
    const { records } = await open.ask(LOCAL, 'activity.list', { ...EVERYTHING, actions: ['desktop.revoked'] });
    expect(records).toHaveLength(1);
  });

  test('or is a year old, is of no use', async () => {
    const { desk, fixture, open, ...rest } = await setScene();
    desk.close();
    fixture.clock.advance(366 * DAY);
    fixture.context.storage.transaction((tx) =>
      tx.run('UPDATE clock SET high_water = :at', { at: fixture.clock.now() }),
    );
    const again = openDesktop({ fixture, open, ...rest }, desk.joined);
    await lost(again, 'expired');
  });
});

test('a server that was started again says since when desktops can sign in, not when it was started', async () => {
  const { fixture, open, server } = await serveFirm();
  const since = fixture.clock.now();
  server.stop();
  fixture.clock.advance(MINUTE);
  await resumeServing(fixture.context, server);
  expect((await open.ask(LOCAL, 'desktops.get', {})).serving).toMatchObject({ since });
});

test('a desktop in use renews its key by itself, and the old key then opens nothing', async () => {
  const scene = await setScene();
  const { desk, fixture, open } = scene;
  desk.close();
  const old = desk.joined;
  fixture.clock.advance(40 * DAY);
  fixture.context.storage.transaction((tx) => tx.run('UPDATE clock SET high_water = :at', { at: fixture.clock.now() }));
  const second = openDesktop(scene, old);
  await until(() => expect(second.joined.identities).toHaveLength(2));
  second.close();
  const third = openDesktop(scene, second.joined);
  await connected(third);
  await until(() => expect(third.joined.identities).toHaveLength(1));
  third.close();
  const thief = openDesktop(scene, old);
  await lost(thief, 'revoked');
  const { desktops } = await (async () => {
    await open.signIn(2, scene.admin);
    return open.ask(2, 'desktops.get', {});
  })();
  expect(desktops[0]?.validUntil).toBeGreaterThan(fixture.clock.now() + 364 * DAY);
});

test('a desktop that announces the key of another one is not taken for it', async () => {
  const { fixture, ...line } = await serveFirm();
  const { context } = fixture;
  const others = newIdentity();
  await join({ fixture, ...line }, 'A');
  await join({ fixture, ...line }, 'B', others);
  prepareRenewal(context, 1, fingerprintOfIdentity(others));
  expect(admitDesktop(context, fingerprintOfIdentity(others), '')).toMatchObject({ kind: 'admitted', name: 'B' });
});

test('a row that another program writes into the file admits nobody', async () => {
  const scene = await setScene();
  const { desk, fixture } = scene;
  const thief = newIdentity();
  fixture.context.storage.transaction((tx) =>
    tx.run(
      `INSERT INTO desktops (name, key_mac, since, valid_until)
       SELECT 'thief', :key, since, valid_until FROM desktops`,
      { key: fingerprintOfIdentity(thief) },
    ),
  );
  const other = openDesktop(scene, { ...desk.joined, identities: [thief] });
  await lost(other, 'revoked');
});

test('a key that nobody has paired is refused', async () => {
  const scene = await setScene();
  const thief = openDesktop(scene, { ...scene.desk.joined, identities: [newIdentity()] });
  await lost(thief, 'revoked');
  expect(await thief.refusal(7, 'application.getState', {})).toBe('answered');
  expect((await screenOf(thief, 7)).name).toBe('not_connected');
});

describe('the server', () => {
  test('whose database is gone cuts everybody off all the same', async () => {
    const { desk, fixture, admin, server } = await setScene();
    await desk.signIn(1, admin, fixture);
    fixture.context.storage.close();
    server.stop();
    expect(server.countConnected()).toBe(0);
    await lost(desk);
  });

  test('that is stopped while its port opens does not serve', async () => {
    const { server, fixture, address } = await serveFirm();
    const { port } = address();
    server.stop();
    const identity = identityOf(fixture.context, fixture.read) ?? newIdentity();
    const opening = server.listen({ name: 'office-1', address: '127.0.0.1', port }, identity);
    server.stop();
    await expect(opening).rejects.toThrow('not_now');
    expect(server.serving).toBeUndefined();
    // Nothing holds the port.
    await until(() => server.listen({ name: 'office-1', address: '127.0.0.1', port }, identity));
  });
});
