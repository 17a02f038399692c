// The sign-in page of a window whose session has ended says why, and whose act it was.
import { expect, test } from 'vitest';
import type { Screen } from '../../preload/contract/index.ts';
import { HOUR } from '../support/seeded.ts';
import { resetInput, type Scene, setScene } from './scenes.ts';

/** The administrator is in window 1, Ann in windows 2 and 3. */
async function setWindows(): Promise<Scene> {
  const scene = await setScene();
  await scene.open.signIn(1, scene.admin);
  await scene.open.signIn(2, scene.ann);
  await scene.open.signIn(3, scene.ann);
  return scene;
}

const screenOf = async ({ open }: Scene, windowId: number): Promise<Screen> =>
  (await open.ask(windowId, 'application.getState', {})).screen;

type Act = (scene: Scene) => Promise<unknown>;

const ACTS: readonly (readonly [why: string, byName: string | null, act: Act])[] = [
  [
    'two_factor_reset',
    'Margaret Ashworth',
    ({ fixture, open, admin, ann }) =>
      open.ask(1, 'users.resetTwoFactor', resetInput(fixture, ann, fixture.nextCode(admin))),
  ],
  [
    'password_reset',
    'Margaret Ashworth',
    ({ fixture, open, admin, ann }) => {
      const { mode: _, reason: __, ...input } = resetInput(fixture, ann, fixture.nextCode(admin));
      return open.ask(1, 'users.resetPassword', input);
    },
  ],
  [
    'role_changed',
    'Margaret Ashworth',
    ({ fixture, open, admin, ann }) => {
      const { version, email } = fixture.user(ann);
      return open.ask(1, 'users.edit', {
        userId: ann.id,
        version,
        firstName: 'Ann',
        lastName: 'Vance',
        email,
        phone: null,
        role: 'client_admin',
        access: null,
        code: fixture.nextCode(admin),
      });
    },
  ],
  [
    'deactivated',
    null,
    ({ fixture, open, ann }) =>
      open.ask(1, 'users.deactivate', {
        userId: ann.id,
        version: fixture.user(ann).version,
        note: 'left',
        replacements: [],
      }),
  ],
  ['ended_by_user', null, ({ open }) => open.ask(3, 'account.endOtherSessions', {})],
  [
    'password_changed',
    null,
    ({ open, ann }) =>
      open.ask(3, 'account.changePassword', {
        currentPassword: ann.password,
        password: 'nine-lanterns-by-the-sea',
      }),
  ],
  ['expired', null, async ({ fixture }) => fixture.clock.advance(12 * HOUR)],
];

test.each(ACTS)('%s, by %j', async (why, byName, act) => {
  const scene = await setWindows();
  await act(scene);
  const screen = await screenOf(scene, 2);
  expect(screen).toEqual({
    name: 'sign_in',
    because: 'session_ended',
    ended: { why, byName, at: expect.any(Number) },
  });
  // It says no more: not the note, not the email.
  expect(JSON.stringify(screen)).not.toContain('left');
  expect(JSON.stringify(screen)).not.toContain(scene.ann.email);
  // It stays as it is, and a window that was not signed in learns nothing.
  expect(await screenOf(scene, 2)).toEqual(screen);
  expect(await screenOf(scene, 4)).toEqual({ name: 'sign_in', because: null });
});

test('a locked window learns it, too', async () => {
  const scene = await setWindows();
  const { fixture, open, admin, ann } = scene;
  await open.ask(2, 'session.lock', {});
  await open.ask(1, 'users.resetTwoFactor', resetInput(fixture, ann, fixture.nextCode(admin)));
  expect(await screenOf(scene, 2)).toMatchObject({ ended: { why: 'two_factor_reset', byName: 'Margaret Ashworth' } });
});

test('a person who signs out, and the next person in that window, read nothing of it', async () => {
  const scene = await setWindows();
  const { fixture, open, admin, ann } = scene;
  await open.ask(3, 'session.signOut', {});
  await open.ask(1, 'users.resetTwoFactor', resetInput(fixture, ann, fixture.nextCode(admin)));
  expect(await screenOf(scene, 3)).toEqual({ name: 'sign_in', because: null });
  await open.signIn(2, await fixture.addPerson({ role: 'client_admin' }));
  await open.ask(2, 'session.signOut', {});
  expect(await screenOf(scene, 2)).toEqual({ name: 'sign_in', because: null });
});
