// Locking: a window that nobody touches, or that its person locks, shows and does nothing until the password is entered.
// Its session goes on, and so does the work in it.
import { expect, test } from 'vitest';
import { resetPassword } from '../../main/services/users/reset-password.ts';
import { resetTwoFactor } from '../../main/services/users/reset-two-factor.ts';
import { createFixture, dump, type Fixture, type Person } from '../support/fixture.ts';
import { type OpenDoor, openDoor } from '../support/open-door.ts';
import { signInPresent } from '../support/people.ts';
import { createInstantHasher, HOUR, MINUTE, SECOND } from '../support/seeded.ts';

const WINDOW = 1;

interface Scene {
  readonly fixture: Fixture;
  readonly open: OpenDoor;
  readonly admin: Person;
}

async function setScene(): Promise<Scene> {
  const fixture = createFixture({ passwords: createInstantHasher() });
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  const open = openDoor(fixture);
  await open.signIn(WINDOW, admin);
  return { fixture, open, admin };
}
const screenOf = async ({ open }: Scene, windowId = WINDOW) =>
  (await open.ask(windowId, 'application.getState', {})).screen;
const unlock = ({ open, admin }: Scene, password = admin.password) => open.ask(WINDOW, 'session.unlock', { password });
const sessions = ({ fixture }: Scene) => fixture.read.all('SELECT ended_because FROM sessions');

test('a window locks after the minutes of the policy, counted from the last touch, and not earlier', async () => {
  const scene = await setScene();
  const { fixture, open } = scene;
  fixture.clock.advance(9 * MINUTE);
  await open.ask(WINDOW, 'session.touch', {});
  fixture.clock.advance(10 * MINUTE - 1);
  open.door.sweep();
  expect(await open.screen(WINDOW)).toBe('signed_in');
  fixture.clock.advance(1);
  open.door.sweep();
  expect(await screenOf(scene)).toMatchObject({ name: 'locked', because: 'idle' });
  expect(open.announced.at(-1)).toMatchObject({
    windowId: WINDOW,
    name: 'state.changed',
    payload: { screen: { name: 'locked' } },
  });
  expect(sessions(scene)).toEqual([{ ended_because: null }]);
});

test('requests that no person caused do not keep a window open', async () => {
  const { fixture, open } = await setScene();
  for (let minute = 0; minute < 10; minute++) {
    fixture.clock.advance(MINUTE);
    await open.ask(WINDOW, 'account.getPresence', {});
  }
  open.door.sweep();
  expect(await open.screen(WINDOW)).toBe('locked');
});

test('a change of the policy counts at once', async () => {
  const { fixture, open } = await setScene();
  fixture.context.storage.transaction((tx) => tx.run('UPDATE firm SET idle_lock_minutes = 1'));
  fixture.clock.advance(MINUTE);
  open.door.sweep();
  expect(await open.screen(WINDOW)).toBe('locked');
});

test('the password opens the window where it was, and the time until the next lock starts again', async () => {
  const scene = await setScene();
  const { fixture, open } = scene;
  await open.ask(WINDOW, 'session.lock', {});
  expect(await screenOf(scene)).toMatchObject({ name: 'locked', because: 'person' });
  fixture.clock.advance(HOUR);
  expect((await unlock(scene)).screen.name).toBe('signed_in');
  open.door.sweep();
  expect(await open.screen(WINDOW)).toBe('signed_in');
  expect(sessions(scene)).toEqual([{ ended_because: null }]);
});

test('a wrong password opens nothing, counts like one at the sign-in, and is on record', async () => {
  const scene = await setScene();
  const { fixture, open } = scene;
  await open.ask(WINDOW, 'session.lock', {});
  for (let i = 0; i < 5; i++)
    expect(await open.refusal(WINDOW, 'session.unlock', { password: 'wrong' })).toEqual({ code: 'wrong_password' });
  expect(await open.refusal(WINDOW, 'session.unlock', { password: scene.admin.password })).toEqual({
    code: 'locked_until',
    until: fixture.clock.now() + 30 * SECOND,
  });
  expect(fixture.activity().at(-1)).toMatchObject({
    action: 'unlock.refused',
    outcome: 'denied',
    reason: 'wrong_password',
    actorId: scene.admin.id,
  });
  fixture.clock.advance(30 * SECOND);
  expect((await unlock(scene)).screen.name).toBe('signed_in');
  fixture.checkChain();
});

test('a locked window reaches nothing and is told nothing', async () => {
  const scene = await setScene();
  const { fixture, open } = scene;
  const ann = await fixture.addPerson({ role: 'client_ops' });
  await open.ask(WINDOW, 'session.lock', {});
  const before = dump(fixture.read);
  expect((await open.refusal(WINDOW, 'users.get', { userId: ann.id })).code).toBe('not_signed_in');
  expect(dump(fixture.read)).toBe(before);
  const told = open.announced.length;
  await open.signIn(2, await fixture.addPerson({ role: 'partner_admin' }));
  await open.ask(2, 'clients.add', { name: 'Alder', type: 'company', accountingSoftware: '' });
  expect(open.announced.slice(told).filter(({ windowId }) => windowId === WINDOW)).toEqual([]);
  // Once it is open, it reads its lists again.
  await unlock(scene);
  expect(open.announced.slice(told).filter(({ windowId }) => windowId === WINDOW)).toEqual([
    { windowId: WINDOW, name: 'directory.changed', payload: {} },
  ]);
});

test('a fresh code does not outlast the lock', async () => {
  const scene = await setScene();
  const { fixture, open, admin } = scene;
  await open.ask(WINDOW, 'settings.save', {
    version: 1,
    settings: { ...(await open.ask(WINDOW, 'settings.get', {})).settings, firmPhone: '12345' },
    code: fixture.nextCode(admin),
  });
  expect(await open.ask(WINDOW, 'account.getPresence', {})).toMatchObject({ needsCode: false });
  await open.ask(WINDOW, 'session.lock', {});
  await unlock(scene);
  expect(await open.ask(WINDOW, 'account.getPresence', {})).toMatchObject({ needsCode: true });
});

test('when the computer sleeps or is locked, every signed-in window locks and the others stay as they are', async () => {
  const scene = await setScene();
  const { fixture, open } = scene;
  await open.signIn(2, await fixture.addPerson({ role: 'partner_ops' }));
  await open.screen(3);
  for (const windowId of [WINDOW, 2, 3]) open.door.lock(windowId, 'computer');
  expect(await screenOf(scene)).toMatchObject({ name: 'locked', because: 'computer' });
  expect([await open.screen(2), await open.screen(3)]).toEqual(['locked', 'sign_in']);
});

test('after twelve hours the password alone is not enough', async () => {
  const scene = await setScene();
  await scene.open.ask(WINDOW, 'session.lock', {});
  scene.fixture.clock.advance(12 * HOUR);
  expect((await scene.open.refusal(WINDOW, 'session.unlock', { password: scene.admin.password })).code).toBe(
    'not_signed_in',
  );
  expect(await screenOf(scene)).toMatchObject({
    name: 'sign_in',
    because: 'session_ended',
    ended: { why: 'expired', byName: null },
  });
});

test('a session that ends behind the lock stays ended, even in the middle of unlocking', async () => {
  const scene = await setScene();
  const { fixture, open, admin } = scene;
  const other = await signInPresent(fixture, await fixture.addPerson({ role: 'partner_admin' }));
  await open.ask(WINDOW, 'session.lock', {});
  const answer = open.refusal(WINDOW, 'session.unlock', { password: admin.password });
  const identity = { note: '', identityCheck: 'in_person', vouchedBy: '', code: '' } as const;
  resetTwoFactor(fixture.context, other, {
    ...identity,
    userId: admin.id,
    version: fixture.user(admin).version,
    mode: 'revoke_now',
    reason: 'stolen_phone',
  });
  expect((await answer).code).toBe('not_now');
  expect(await open.screen(WINDOW)).toBe('sign_in');
  expect(fixture.read.all('SELECT ended_because FROM sessions WHERE user_id = :id', { id: admin.id })).toEqual([
    { ended_because: 'two_factor_reset' },
  ]);
});

test('a password that is reset while it is being checked opens nothing', async () => {
  const scene = await setScene();
  const { fixture, open, admin } = scene;
  const other = await signInPresent(fixture, await fixture.addPerson({ role: 'partner_admin' }));
  await open.ask(WINDOW, 'session.lock', {});
  const answer = open.refusal(WINDOW, 'session.unlock', { password: admin.password });
  resetPassword(fixture.context, other, {
    userId: admin.id,
    version: fixture.user(admin).version,
    note: '',
    identityCheck: 'in_person',
    vouchedBy: '',
    code: '',
  });
  expect((await answer).code).toBe('not_now');
  expect(await open.screen(WINDOW)).toBe('sign_in');
});

test('one of two clicks on Unlock opens the window, and the session goes on', async () => {
  const scene = await setScene();
  await scene.open.ask(WINDOW, 'session.lock', {});
  const answers = await Promise.all(
    [1, 2].map(() => scene.open.send(WINDOW, 'session.unlock', JSON.stringify({ password: scene.admin.password }))),
  );
  expect(answers.filter((answer) => (JSON.parse(answer) as { ok: boolean }).ok)).toHaveLength(1);
  expect(await scene.open.screen(WINDOW)).toBe('signed_in');
  expect(sessions(scene)).toEqual([{ ended_because: null }]);
});

test('signing out ends the session of a locked window, and so does closing it', async () => {
  const scene = await setScene();
  await scene.open.ask(WINDOW, 'session.lock', {});
  expect((await scene.open.ask(WINDOW, 'session.signOut', {})).screen).toEqual({ name: 'sign_in', because: null });
  await scene.open.signIn(WINDOW, scene.admin);
  await scene.open.ask(WINDOW, 'session.lock', {});
  scene.open.door.forget(WINDOW);
  expect(sessions(scene)).toEqual([{ ended_because: 'signed_out' }, { ended_because: 'application_closed' }]);
});

test('a full disk does not keep a window open', async () => {
  const scene = await setScene();
  const { fixture, open } = scene;
  await open.signIn(2, await fixture.addPerson({ role: 'partner_ops' }));
  const { transaction } = fixture.context.storage;
  Object.assign(fixture.context.storage, {
    transaction() {
      throw new Error('disk full');
    },
  });
  open.door.lock(WINDOW, 'computer');
  expect((await open.ask(2, 'session.lock', {})).screen.name).toBe('locked');
  Object.assign(fixture.context.storage, { transaction });
  expect(open.announced).toContainEqual(
    expect.objectContaining({
      windowId: WINDOW,
      payload: expect.objectContaining({ screen: expect.objectContaining({ name: 'locked' }) }),
    }),
  );
  expect([await open.screen(WINDOW), await open.screen(2)]).toEqual(['locked', 'locked']);
});
