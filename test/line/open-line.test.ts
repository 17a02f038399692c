// A line that stays open for long, and one that comes back under load, over real TLS on the loopback address.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { identityOf } from '../../main/services/desktops/serve-firm.ts';
import { fingerprintOfIdentity } from '../../main/services/secrets/certificate.ts';
import { DAY } from '../support/seeded.ts';
import {
  type FirmLine,
  type JoinedDesktop,
  join,
  LOCAL,
  openDesktop,
  opened,
  openPipe,
  serveFirm,
} from './firm-line.ts';

afterEach(() => {
  for (const close of opened.splice(0)) close();
});

/** A busy computer takes its time. */
const until = <T>(work: () => T | Promise<T>): Promise<T> => vi.waitFor(work, { timeout: 15_000 });
const connected = (desk: JoinedDesktop) =>
  until(async () => expect(await desk.line()).toMatchObject({ kind: 'connected' }));

let lookedAt = 0;
/** The firm's clock goes on, as it does while everybody works, and the server looks at its lines. */
function pass({ fixture, server }: FirmLine, days: number): void {
  fixture.clock.advance(days * DAY);
  fixture.context.storage.transaction((tx) => tx.run('UPDATE clock SET high_water = :at', { at: fixture.clock.now() }));
  lookedAt += 3601;
  const uptime = vi.spyOn(process, 'uptime').mockReturnValue(process.uptime() + lookedAt);
  server.sweep();
  uptime.mockRestore();
}
const validUntil = ({ fixture }: FirmLine) =>
  Number(fixture.read.get('SELECT valid_until FROM desktops')?.['valid_until']);
const hasNext = ({ fixture }: FirmLine) =>
  fixture.read.get('SELECT next_key_mac IS NOT NULL AS yes FROM desktops')?.['yes'] === 1;

describe('on a line that stays open', () => {
  test('the key is renewed after a month, and the line is cut once at the end of the year for the new one', async () => {
    const line = await serveFirm();
    const desk = openDesktop(line, await join(line));
    await connected(desk);
    const [old] = desk.joined.identities;
    const first = validUntil(line);
    pass(line, 29);
    await desk.ask(7, 'application.getState', {});
    expect(hasNext(line)).toBe(false);
    pass(line, 2);
    await until(() => expect(desk.joined.identities).toHaveLength(2));
    expect(hasNext(line)).toBe(true);
    // A second look asks for no second key.
    pass(line, 300);
    await desk.ask(7, 'application.getState', {});
    expect(desk.joined.identities).toHaveLength(2);
    expect(validUntil(line)).toBe(first);
    pass(line, 33.5);
    await until(() => expect(validUntil(line)).toBeGreaterThan(line.fixture.clock.now() + 364 * DAY));
    await until(() => expect(desk.joined.identities).toHaveLength(1));
    expect(desk.joined.identities[0]).not.toEqual(old);
    await connected(desk);
  });

  test('no desktop outlives its admission: where it has renewed no key, the line is cut after a year', async () => {
    const line = await serveFirm();
    const desk = openDesktop(line, await join(line), { keep: () => Promise.reject(new Error('the disk is full')) });
    await connected(desk);
    line.fixture.context.storage.transaction((tx) =>
      tx.run('UPDATE desktops SET next_key_mac = NULL, valid_until = :at', { at: line.fixture.clock.now() + DAY }),
    );
    pass(line, 1);
    await until(async () => expect(await desk.line()).toMatchObject({ kind: 'not_connected', why: 'expired' }));
    expect(line.server.countConnected()).toBe(0);
  });
});

test('a line that was lost with many requests under way is read again once they are done', async () => {
  const line = await serveFirm();
  const pipe = await openPipe(line.address());
  const desk = openDesktop(line, { ...(await join(line)), addresses: [pipe.address] });
  await connected(desk);
  const { email } = line.admin;
  line.hasher.hold();
  const asked = vi.spyOn(line.open.door, 'answer');
  const before = Array.from({ length: 64 }, (_, at) =>
    desk.refusal(100 + (at % 18), 'session.signIn', { email: `${at}${email}`, password: 'not-the-password' }),
  );
  await until(() => expect(asked.mock.calls.length).toBeGreaterThanOrEqual(18));
  pipe.cut();
  await Promise.all(before);
  await connected(desk);
  const after = desk.ask(7, 'application.getState', {});
  line.hasher.release();
  expect((await after).screen.name).toBe('sign_in');
});

test('the first request after the network is there again finds the connection', async () => {
  const line = await serveFirm();
  const pipe = await openPipe(line.address());
  const desk = openDesktop(line, { ...(await join(line)), addresses: [pipe.address] });
  await connected(desk);
  await pipe.close();
  await until(async () => expect(await desk.line()).toMatchObject({ kind: 'not_connected' }));
  expect(await desk.refusal(7, 'session.signIn', { email: 'a@b.example', password: 'x' })).toBe('not_connected');
  // The waits between two calls have grown to three seconds by now.
  for (let calls = 0; calls < 4; calls++) await desk.refusal(7, 'users.list', {});
  await pipe.open();
  expect(await desk.refusal(7, 'session.signIn', { email: 'a@b.example', password: 'x' })).toBe('wrong_credentials');
});

describe('a server that gets a new key', () => {
  test('is another one to every desktop, and revokes them all', async () => {
    const line = await serveFirm();
    const { fixture, admin, open, server } = line;
    const desk = openDesktop(line, await join(line));
    await connected(desk);
    const before = line.serverFingerprint();
    const { port } = line.address();
    await open.ask(LOCAL, 'desktops.stopServing', {});
    const order = { name: 'office-1', address: '127.0.0.1', port, code: fixture.nextCode(admin) };
    const { desktops } = await open.ask(LOCAL, 'desktops.serve', { ...order, isNewKey: true });
    expect(desktops.map(({ revokedAt }) => revokedAt)).toEqual([fixture.clock.now()]);
    expect(line.serverFingerprint()).not.toEqual(before);
    await until(async () => expect(await desk.line()).toMatchObject({ kind: 'not_connected', why: 'wrong_server' }));
    expect(server.countConnected()).toBe(0);
    expect(fixture.activity().at(-1)).toMatchObject({ action: 'server.started', detail: { newKey: true, revoked: 1 } });
    // A desktop that joins now knows the new one.
    await connected(openDesktop(line, await join(line, 'B')));
  });

  test('keeps its key where nobody asks for another one', async () => {
    const { fixture, admin, open, address, serverFingerprint } = await serveFirm();
    const [before, { port }] = [serverFingerprint(), address()];
    await open.ask(LOCAL, 'desktops.stopServing', {});
    const order = { name: 'office-1', address: '127.0.0.1', port, code: fixture.nextCode(admin) };
    await open.ask(LOCAL, 'desktops.serve', order);
    const identity = identityOf(fixture.context, fixture.read);
    expect(identity && fingerprintOfIdentity(identity)).toEqual(before);
  });
});
