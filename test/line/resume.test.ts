// Sessions of desktops over a restart of the server, over real TLS on the loopback address.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { noteTime } from '../../main/services/act/check-clock.ts';
import { MINUTE } from '../support/seeded.ts';
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
const screenOf = async (desk: JoinedDesktop, windowId: number) =>
  (await desk.ask(windowId, 'application.getState', {})).screen;
const openSessions = ({ fixture }: FirmLine) =>
  fixture.read.all('SELECT ended_at FROM sessions WHERE ended_at IS NULL').length;

async function setScene(): Promise<FirmLine & { readonly desk: JoinedDesktop }> {
  const line = await serveFirm();
  const desk = openDesktop(line, await join(line, 'Reception'));
  await connected(desk);
  await desk.signIn(7, line.admin, line.fixture);
  return { ...line, desk };
}

/** The desktop hears of the end, and connects to the new start by itself. */
async function restart(scene: FirmLine & { readonly desk: JoinedDesktop }, order?: Parameters<FirmLine['restart']>[0]) {
  const again = await scene.restart(order);
  await until(() => expect(again.server.countConnected()).toBe(1));
  await connected(scene.desk);
  return again;
}

describe('after a restart of the server', () => {
  test('the window of a desktop is locked, and the password opens it', async () => {
    const scene = await setScene();
    const { desk, admin } = scene;
    const again = await restart(scene);
    expect(await screenOf(desk, 7)).toMatchObject({ name: 'locked', because: 'line' });
    expect(await desk.refusal(7, 'desktops.get', {})).toBe('not_signed_in');
    expect(await desk.refusal(7, 'session.unlock', { password: 'not-the-password' })).toBe('wrong_password');
    await desk.ask(7, 'session.unlock', { password: admin.password });
    expect((await screenOf(desk, 7)).name).toBe('signed_in');
    // The fresh code of before counts no longer.
    expect(await desk.ask(7, 'account.getPresence', {})).toMatchObject({ needsCode: true });
    // The record goes on naming the desktop.
    await desk.ask(7, 'session.signOut', {});
    expect(again.fixture.activity().at(-1)).toMatchObject({
      action: 'session.ended',
      detail: { desktop: 'Reception' },
    });
  });

  test('a window at the computer with the data is signed out', async () => {
    const scene = await setScene();
    const again = await restart(scene);
    expect(await again.open.screen(LOCAL)).toBe('sign_in');
    expect(openSessions(again)).toBe(1);
  });

  test('a reset whose answer was lost shows its code, and is one reset', async () => {
    const line = await serveFirm();
    const { fixture, admin } = line;
    const pipe = await openPipe(line.address());
    const desk = openDesktop(line, { ...(await join(line)), addresses: [pipe.address] });
    await connected(desk);
    await desk.signIn(7, admin, fixture);
    const ann = await fixture.addPerson({ role: 'client_ops' });
    const reset = () => ({
      userId: ann.id,
      reason: 'lost_phone' as const,
      mode: 'revoke_now' as const,
      note: '',
      version: fixture.user(ann).version,
      identityCheck: 'in_person' as const,
      vouchedBy: '',
      code: fixture.nextCode(admin),
    });
    pipe.swallow();
    const unknown = desk.refusal(7, 'users.resetTwoFactor', reset());
    await until(() => expect(fixture.read.all('SELECT * FROM setup_codes')).toHaveLength(1));
    await line.restart({ meanwhile: pipe.cut });
    expect(await unknown).toBe('not_known');
    await connected(desk);
    await desk.ask(7, 'session.unlock', { password: admin.password });
    const { setupCode } = (await desk.ask(7, 'users.resetTwoFactor', reset())) as { readonly setupCode: string };
    expect(fixture.activity().filter(({ action }) => action === 'two_factor.reset')).toHaveLength(1);
    await desk.ask(8, 'session.signIn', { email: ann.email, password: ann.password });
    expect((await desk.ask(8, 'setUp.enterSetupCode', { setupCode })).screen.name).toBe('authenticator');
  });

  test('a second restart keeps it waiting, and does not begin the ten minutes again', async () => {
    const scene = await setScene();
    const { desk, fixture } = scene;
    desk.close();
    const first = await scene.restart();
    fixture.clock.advance(6 * MINUTE);
    noteTime(fixture.context);
    const second = await first.restart({ meanwhile: () => fixture.clock.advance(5 * MINUTE) });
    second.server.sweep();
    expect(openSessions(second)).toBe(0);
  });

  test('a session ends that nobody comes back to for ten minutes, and the record says so', async () => {
    const scene = await setScene();
    scene.desk.close();
    const again = await scene.restart();
    again.fixture.clock.advance(10 * MINUTE - 1);
    again.server.sweep();
    expect(openSessions(again)).toBe(1);
    again.fixture.clock.advance(1);
    again.server.sweep();
    expect(openSessions(again)).toBe(0);
    expect(again.fixture.activity().at(-1)).toMatchObject({
      action: 'session.ended',
      reason: 'application_closed',
      detail: { desktop: 'Reception' },
    });
  });
});

test('a session that waits ends when the server stops, also where the clock was ahead when it began to wait', async () => {
  const scene = await setScene();
  scene.desk.close();
  const again = await scene.restart();
  again.fixture.clock.advance(-5 * MINUTE);
  again.server.stop();
  expect(openSessions(again)).toBe(0);
});

/** @param screen of the window, once the desktop has connected to the new start or was refused there. */
async function noneStays(order: (scene: FirmLine) => Parameters<FirmLine['restart']>[0], screen = 'sign_in') {
  const scene = await setScene();
  const again = await scene.restart(order(scene));
  await until(async () => expect((await screenOf(scene.desk, 7)).name).toBe(screen));
  await until(() => expect(openSessions(again)).toBe(0));
}

describe('nobody stays signed in', () => {
  test('where the server was away for ten minutes', () =>
    noneStays(({ fixture }) => ({ meanwhile: () => void fixture.clock.advance(10 * MINUTE) })));

  test('where an older file was put back', () => noneStays(() => ({ isAsItWas: false })));

  test('where the desktop was revoked in between', () =>
    noneStays(
      ({ fixture: { context } }) => ({
        meanwhile: () =>
          context.storage.transaction((tx) =>
            tx.run('UPDATE desktops SET revoked_at = 1, key_mac = NULL, next_key_mac = NULL'),
          ),
      }),
      'not_connected',
    ));

  test('where another program has led the window to another session', () =>
    noneStays(({ fixture: { context } }) => ({
      meanwhile: () => context.storage.transaction((tx) => tx.run("UPDATE sessions SET window_mac = unhex('00')")),
    })));
});
