// What windows are told when somebody acts or time passes.
import { describe, expect, test } from 'vitest';
import type { OpenDoor } from '../support/open-door.ts';
import { HOUR } from '../support/seeded.ts';
import { resetInput, setScene, setSceneAt, WINDOW } from './scenes.ts';

describe('two windows', () => {
  test("a reset in one ends the other's session, tells it so, and tells nobody else more than that users changed", async () => {
    const { fixture, open, admin, ann } = await setScene();
    const bob = await fixture.addPerson({ role: 'client_admin' });
    await open.signIn(1, admin);
    await open.signIn(2, ann);
    await open.signIn(3, bob);
    expect(await open.screen(4)).toBe('sign_in');
    open.announced.length = 0;
    const result = await open.ask(1, 'users.resetTwoFactor', resetInput(fixture, ann, fixture.nextCode(admin)));
    expect(result).toMatchObject({ outcome: 'done', removed: { authenticators: 1, recoveryCodes: 10, sessions: 1 } });
    expect(open.announced.find(({ windowId }) => windowId === 2)).toMatchObject({
      name: 'state.changed',
      payload: { screen: { name: 'sign_in', because: 'session_ended' } },
    });
    expect(open.announced.filter(({ windowId }) => windowId !== 2)).toEqual(
      [1, 3].map((windowId) => ({ windowId, name: 'directory.changed', payload: {} })),
    );
    expect((await open.refusal(2, 'session.signOut', {})).code).toBe('not_signed_in');
    expect(
      (
        await open.ask(1, 'users.resetTwoFactor', {
          ...resetInput(fixture, ann, ''),
          version: fixture.user(ann).version - 1,
        })
      ).outcome,
    ).toBe('already_done');
  });
  test('a reset in one ends a set-up that is under way in the other', async () => {
    const scene = await setSceneAt('authenticator');
    const { fixture, open, admin, ann } = scene;
    await open.signIn(1, admin);
    await open.ask(1, 'users.resetTwoFactor', resetInput(fixture, ann, fixture.nextCode(admin)));
    expect(open.announced.find(({ windowId }) => windowId === WINDOW)).toMatchObject({
      name: 'state.changed',
      payload: { screen: { name: 'sign_in', because: 'changed_meanwhile' } },
    });
  });
  test('a refused reset announces nothing', async () => {
    const { fixture, open, admin, ann } = await setScene();
    await open.signIn(1, admin);
    await open.signIn(2, ann);
    open.announced.length = 0;
    expect((await open.refusal(1, 'users.resetTwoFactor', resetInput(fixture, ann, ''))).code).toBe(
      'fresh_code_needed',
    );
    expect(open.announced).toEqual([]);
    expect(await open.screen(2)).toBe('signed_in');
  });
  test('one that cannot be told does not take the setup code with it', async () => {
    const { fixture, open, admin, ann } = await setScene();
    await open.signIn(1, admin);
    await open.signIn(2, ann);
    open.failAnnouncing();
    expect(await open.ask(1, 'users.resetTwoFactor', resetInput(fixture, ann, fixture.nextCode(admin)))).toMatchObject({
      outcome: 'done',
    });
    expect(open.log.join()).toContain('window 2 could not be told');
  });
  test('whose sessions have run out are told when the time is looked at', async () => {
    const { fixture, open, admin } = await setScene();
    await open.signIn(1, admin);
    open.announced.length = 0;
    fixture.clock.advance(12 * HOUR);
    open.door.sweep();
    expect(open.announced).toMatchObject([
      { windowId: 1, name: 'state.changed', payload: { screen: { name: 'sign_in' } } },
    ]);
  });
});

describe('what windows show of the firm and of their person', () => {
  const SETTINGS = {
    firmName: 'Quill LLP',
    firmPhone: '+44 20 7946 0000',
    isSetupCodeRequired: true,
    setupCodeMinutes: 60,
    maxFailures: 10,
    isSecondApproverRequired: false,
    idleLockMinutes: 10,
    workDays: [1, 2, 3, 4, 5],
    workFrom: 420,
    workUntil: 1140,
  };
  const announcedTo = (open: OpenDoor, windowId: number): unknown[] =>
    open.announced
      .filter((event) => event.windowId === windowId && event.name === 'state.changed')
      .map(({ payload }) => payload);

  test('a new name of the firm shows in every window at once, signed in or not', async () => {
    const { fixture, open, admin, ann } = await setScene();
    await open.signIn(1, admin);
    await open.signIn(2, ann);
    expect(await open.screen(3)).toBe('sign_in');
    open.announced.length = 0;
    await open.ask(1, 'settings.save', { version: 1, settings: SETTINGS, code: fixture.nextCode(admin) });
    for (const windowId of [1, 2, 3])
      expect(announcedTo(open, windowId)).toMatchObject([{ firmName: 'Quill LLP', firmPhone: '+44 20 7946 0000' }]);
    expect(announcedTo(open, 2)).toMatchObject([{ screen: { name: 'signed_in', user: { id: ann.id } } }]);
  });
  test('one’s own new name shows in one’s other windows', async () => {
    const { fixture, open, ann } = await setScene();
    await open.signIn(1, ann);
    await open.signIn(2, ann);
    const { screen } = await open.ask(1, 'account.edit', {
      version: fixture.user(ann).version,
      firstName: 'Anna',
      lastName: 'Vance',
    });
    expect(screen).toMatchObject({ user: { firstName: 'Anna', lastName: 'Vance' } });
    expect(announcedTo(open, 2)).toMatchObject([{ screen: { user: { firstName: 'Anna' } } }]);
  });
  test('and so does the name that somebody else has given one', async () => {
    const { fixture, open, admin, ann } = await setScene();
    await open.signIn(1, admin);
    await open.signIn(2, ann);
    const { email } = fixture.user(ann);
    const { version } = fixture.user(ann);
    const edit = {
      userId: ann.id,
      version,
      firstName: 'Anna',
      lastName: 'Vance',
      email,
      phone: '',
      role: 'client_ops',
      access: null,
      code: '',
    } as const;
    await open.ask(1, 'users.edit', edit);
    expect(announcedTo(open, 2)).toMatchObject([{ screen: { name: 'signed_in', user: { firstName: 'Anna' } } }]);
  });
  test('a window that cannot be told does not take the answer with it', async () => {
    const { fixture, open, admin } = await setScene();
    await open.signIn(1, admin);
    open.failAnnouncing();
    expect(
      await open.ask(1, 'settings.save', { version: 1, settings: SETTINGS, code: fixture.nextCode(admin) }),
    ).toEqual({
      version: 2,
      waitsForApproval: false,
    });
  });
});
