// The policy file of a desktop: it answers for its own file, finds the server where the file says, and locks its windows after the
// shorter of the two times. The server's file governs the firm.
import { afterEach, expect, test, vi } from 'vitest';
import { type ManagedSettings, managedBy } from '../../main/domain/managed.ts';
import { atFixedAddress } from '../../main/line/joined-server.ts';
import { UNMANAGED } from '../support/fixture.ts';
import { MINUTE } from '../support/seeded.ts';
import { join, openDesktop, opened, serveFirm } from './firm-line.ts';

afterEach(() => {
  for (const close of opened.splice(0)) close();
});

/** A busy computer takes its time. */
const until = <T>(work: () => T | Promise<T>): Promise<T> => vi.waitFor(work, { timeout: 15_000 });

async function setScene(settings: ManagedSettings) {
  const line = await serveFirm();
  const joined = await join(line);
  let passed = 0;
  const desk = openDesktop(line, atFixedAddress(joined, settings.serverAddress), {
    managed: managedBy(UNMANAGED.file, settings),
    now: () => line.fixture.clock.now() + passed,
  });
  await until(async () => expect(await desk.line()).toMatchObject({ kind: 'connected' }));
  return { ...line, joined, desk, wait: (ms: number) => (passed += ms) };
}

test('a desktop says what its own file fixes, and the server does not say its own', async () => {
  const { desk, fixture, admin } = await setScene({ noSampleData: true });
  Object.assign(fixture.context, { managed: managedBy('/server', { idleLockMinutesAtMost: 7 }) });
  expect(await desk.ask(7, 'policy.get', {})).toMatchObject({ file: UNMANAGED.file, isSampleOff: true });
  await desk.signIn(7, admin, fixture);
  expect((await desk.ask(7, 'settings.get', {})).managed.idleLockMinutesAtMost).toBe(7);
});

test('a window locks after the minutes of its computer, counted from the last act of a person', async () => {
  const { desk, fixture, admin, wait } = await setScene({ idleLockMinutesAtMost: 3 });
  await desk.signIn(7, admin, fixture);
  const screen = async () => (await desk.ask(7, 'application.getState', {})).screen;
  wait(2 * MINUTE);
  await desk.ask(7, 'session.touch', {});
  wait(3 * MINUTE - 1);
  // What is read again by itself keeps no window open.
  await desk.ask(7, 'account.getPresence', {});
  desk.door.sweep();
  expect((await screen()).name).toBe('signed_in');
  wait(1);
  desk.door.sweep();
  await until(async () => expect(await screen()).toMatchObject({ name: 'locked', because: 'idle' }));
});

test('without a connection it locks the window itself', async () => {
  const { desk, fixture, admin, server, wait } = await setScene({ idleLockMinutesAtMost: 1 });
  await desk.signIn(7, admin, fixture);
  server.stop();
  await until(async () => expect(await desk.line()).toMatchObject({ kind: 'not_connected' }));
  wait(MINUTE);
  desk.door.sweep();
  expect(desk.events.at(-1)).toMatchObject({ payload: { screen: { name: 'locked', because: 'idle' } } });
});

test('the server is found at the address that the file names, by the same key', async () => {
  const { joined, ...line } = await setScene({});
  const moved = { ...joined, addresses: [{ host: '192.0.2.1', port: 1 }] };
  const desk = openDesktop(line, atFixedAddress(moved, line.address()));
  await until(async () => expect(await desk.line()).toMatchObject({ kind: 'connected' }));
  expect(atFixedAddress(moved, undefined)).toBe(moved);
});
