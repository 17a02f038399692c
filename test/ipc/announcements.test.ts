// What windows are told when somebody acts or time passes: each window once, never more than it may know, and nothing that
// does not fit the contract.
import { describe, expect, test, vi } from 'vitest';
import type { AppState, InputOf, Screen } from '../../preload/contract/index.ts';
import type { Fixture, Person } from '../support/fixture.ts';
import type { OpenDoor } from '../support/open-door.ts';
import { HOUR, MINUTE } from '../support/seeded.ts';
import { resetInput, type Scene, setScene, setSceneAt, WINDOW } from './scenes.ts';

test('a window that was closed while a request of it was at work is told nothing more, and is not remembered', async () => {
  const scene = await setScene();
  const { fixture, open, admin } = scene;
  await open.signIn(WINDOW, admin);
  await open.signIn(3, admin);
  let close: () => void = () => undefined;
  const verify = vi.spyOn(fixture.context.passwords, 'verify').mockImplementation(async () => {
    close();
    return false;
  });
  close = () => open.door.forget(WINDOW);
  const change = { currentPassword: 'wrong', password: 'eleven-boats-past-the-weir' };
  await open.refusal(WINDOW, 'account.changePassword', change);
  expect(verify).toHaveBeenCalled();
  open.announced.length = 0;
  open.door.stateChanged();
  expect(open.announced.map(({ windowId }) => windowId)).toEqual([3]);
});

type SignedIn = Extract<Screen, { name: 'signed_in' }>;

const SETTINGS = {
  firmName: 'Quill LLP',
  firmPhone: '+44 20 7946 0000',
  signInPlace: '',
  isSetupCodeRequired: true,
  setupCodeMinutes: 60,
  maxFailures: 10,
  isSecondApproverRequired: false,
  tieDays: 7,
  backupDays: 7,
  reviewMonths: 0 as const,
  idleLockMinutes: 10,
  workDays: [1, 2, 3, 4, 5],
  workFrom: 420,
  workUntil: 1140,
  dateOrder: 'day_first' as const,
};
const rename = (fixture: Fixture, person: Person): InputOf<'users.edit'> => {
  const { version, email } = fixture.user(person);
  return {
    userId: person.id,
    version,
    firstName: 'Anna',
    lastName: 'Vance',
    email,
    phone: '',
    role: 'client_ops',
    access: null,
    code: '',
  };
};
const statesFor = (open: OpenDoor, windowId: number): unknown[] =>
  open.announced
    .filter((event) => event.windowId === windowId && event.name === 'state.changed')
    .map(({ payload }) => payload);

/** The administrator in window 1, Ann in window 2. */
async function setTwoWindows(): Promise<Scene> {
  const scene = await setScene();
  await scene.open.signIn(1, scene.admin);
  await scene.open.signIn(2, scene.ann);
  scene.open.announced.length = 0;
  return scene;
}

test('an alert reaches every Partner Admin at once, whatever raised it, and nobody else', async () => {
  const { fixture, open, admin } = await setTwoWindows();
  await open.signIn(3, await fixture.addPerson({ role: 'partner_admin' }));
  open.announced.length = 0;
  await open.ask(1, 'users.invite', {
    people: [{ email: 'wendy@quill.example', firstName: '', lastName: '', phone: '' }],
    role: 'partner_admin',
    access: { scope: 'all', add: [], remove: [], joinsNewClients: false },
    code: fixture.nextCode(admin),
  });
  const alerts = (windowId: number) =>
    statesFor(open, windowId)
      .map((state) => (state as AppState).screen)
      .flatMap((screen) => (screen as SignedIn).alerts);
  expect(alerts(3)).toMatchObject([{ kind: 'let_in', act: 'user.invited' }]);
  // It says nothing new to the one who did it.
  expect(alerts(1)).toEqual([]);
  expect(statesFor(open, 2)).toEqual([]);
  // Nothing is told twice.
  open.announced.length = 0;
  open.door.sweep();
  expect(open.announced).toEqual([]);
});

describe('a reset', () => {
  test('ends the other person’s session and tells their window; all others learn only that users changed', async () => {
    const { fixture, open, admin, ann } = await setTwoWindows();
    const bob = await fixture.addPerson({ role: 'client_admin' });
    await open.signIn(3, bob);
    expect(await open.screen(4)).toBe('sign_in');
    open.announced.length = 0;
    const result = await open.ask(1, 'users.resetTwoFactor', resetInput(fixture, ann, fixture.nextCode(admin)));
    expect(result).toMatchObject({ outcome: 'done', removed: { authenticators: 1, recoveryCodes: 10, sessions: 1 } });
    const ended = { why: 'two_factor_reset', byName: 'Margaret Ashworth', at: fixture.clock.now() };
    expect(open.announced.filter(({ windowId }) => windowId === 2)).toMatchObject([
      { name: 'state.changed', payload: { screen: { name: 'sign_in', because: 'session_ended', ended } } },
    ]);
    expect(open.announced.filter(({ windowId }) => windowId !== 2)).toEqual(
      [1, 3].map((windowId) => ({ windowId, name: 'directory.changed', payload: {} })),
    );
    expect((await open.refusal(2, 'session.signOut', {})).code).toBe('not_signed_in');
    const again = { ...resetInput(fixture, ann, ''), version: fixture.user(ann).version - 1 };
    expect((await open.ask(1, 'users.resetTwoFactor', again)).outcome).toBe('already_done');
  });
  test('ends a setup that is under way in another window', async () => {
    const { fixture, open, admin, ann } = await setSceneAt('authenticator');
    await open.signIn(1, admin);
    await open.ask(1, 'users.resetTwoFactor', resetInput(fixture, ann, fixture.nextCode(admin)));
    expect(statesFor(open, WINDOW)).toMatchObject([{ screen: { name: 'sign_in', because: 'changed_meanwhile' } }]);
  });
  test('that is refused announces nothing', async () => {
    const { fixture, open, ann } = await setTwoWindows();
    expect((await open.refusal(1, 'users.resetTwoFactor', resetInput(fixture, ann, ''))).code).toBe(
      'fresh_code_needed',
    );
    expect(open.announced).toEqual([]);
    expect(await open.screen(2)).toBe('signed_in');
  });
  test('keeps its setup code when another window cannot be told', async () => {
    const { fixture, open, admin, ann } = await setTwoWindows();
    open.failAnnouncing();
    expect(await open.ask(1, 'users.resetTwoFactor', resetInput(fixture, ann, fixture.nextCode(admin)))).toMatchObject({
      outcome: 'done',
    });
    expect(open.log.join()).toContain('window 2 could not be told');
  });
});

test('a window whose session has run out is told at the next sweep', async () => {
  const { fixture, open, admin } = await setScene();
  await open.signIn(1, admin);
  open.announced.length = 0;
  fixture.clock.advance(12 * HOUR);
  open.door.sweep();
  expect(open.announced).toMatchObject([
    { windowId: 1, name: 'state.changed', payload: { screen: { name: 'sign_in' } } },
  ]);
});

describe('what windows show of the firm and of their own person', () => {
  test('a new firm name shows in every window at once, signed in or not', async () => {
    const { fixture, open, admin, ann } = await setTwoWindows();
    expect(await open.screen(3)).toBe('sign_in');
    await open.ask(1, 'settings.save', { version: 1, settings: SETTINGS, code: fixture.nextCode(admin) });
    for (const windowId of [1, 2, 3])
      expect(statesFor(open, windowId)).toMatchObject([{ firmName: 'Quill LLP', firmPhone: '+44 20 7946 0000' }]);
    expect(statesFor(open, 2)).toMatchObject([{ screen: { name: 'signed_in', user: { id: ann.id } } }]);
  });
  test('a person’s own new name shows in their other windows', async () => {
    const { fixture, open, ann } = await setScene();
    await open.signIn(1, ann);
    await open.signIn(2, ann);
    const { version } = fixture.user(ann);
    const { screen } = await open.ask(1, 'account.edit', { version, firstName: 'Anna', lastName: 'Vance' });
    expect(screen).toMatchObject({ user: { firstName: 'Anna', lastName: 'Vance' } });
    expect(statesFor(open, 2)).toMatchObject([{ screen: { user: { firstName: 'Anna' } } }]);
  });
  test('a name that somebody else changed shows too', async () => {
    const { fixture, open, ann } = await setTwoWindows();
    await open.ask(1, 'users.edit', rename(fixture, ann));
    expect(statesFor(open, 2)).toMatchObject([{ screen: { name: 'signed_in', user: { firstName: 'Anna' } } }]);
  });
  test('a window that cannot be told does not take the answer with it', async () => {
    const { fixture, open, admin } = await setTwoWindows();
    open.failAnnouncing();
    const save = { version: 1, settings: SETTINGS, code: fixture.nextCode(admin) };
    expect(await open.ask(1, 'settings.save', save)).toEqual({ version: 2, waitsForApproval: false });
  });
});

describe('each window is told once', () => {
  const DIRECTORY = 'directory.changed';
  const STATE = 'state.changed';
  const told = (open: OpenDoor): Record<number, string[]> => {
    const names: Record<number, string[]> = { 1: [], 2: [] };
    for (const { windowId, name } of open.announced) names[windowId]?.push(name);
    return names;
  };

  test('when a user is edited', async () => {
    const { fixture, open, ann } = await setTwoWindows();
    await open.ask(1, 'users.edit', rename(fixture, ann));
    expect(told(open)).toEqual({ 1: [DIRECTORY, STATE], 2: [DIRECTORY, STATE] });
  });
  test('when a user is deactivated, even the window that this signs out', async () => {
    const { fixture, open, ann } = await setTwoWindows();
    const { version } = fixture.user(ann);
    await open.ask(1, 'users.deactivate', { userId: ann.id, version, note: '', replacements: [] });
    expect(told(open)).toEqual({ 1: [DIRECTORY, STATE], 2: [STATE] });
  });
  test('when settings change', async () => {
    const { fixture, open, admin } = await setTwoWindows();
    await open.ask(1, 'settings.save', { version: 1, settings: SETTINGS, code: fixture.nextCode(admin) });
    expect(told(open)).toEqual({ 1: [DIRECTORY, STATE], 2: [DIRECTORY, STATE] });
  });
  test('when it acted itself and its answer carries the state', async () => {
    const { fixture, open, ann } = await setTwoWindows();
    const { version } = fixture.user(ann);
    await open.ask(2, 'account.edit', { version, firstName: 'Anna', lastName: 'Vance' });
    expect(told(open)).toEqual({ 1: [DIRECTORY, STATE], 2: [DIRECTORY] });
  });
  test('when a user freezes their own account', async () => {
    const { fixture, open, admin, ann } = await setScene();
    await open.signIn(1, admin);
    const replace = {
      ...resetInput(fixture, ann, fixture.nextCode(admin)),
      mode: 'replace',
      reason: 'changing_phone',
    } as const;
    await open.ask(1, 'users.resetTwoFactor', replace);
    await open.signIn(3, admin);
    await open.ask(2, 'session.signIn', { email: ann.email, password: ann.password });
    await open.ask(2, 'session.verifyCode', { code: fixture.nextCode(ann) });
    open.announced.length = 0;
    await open.ask(2, 'session.repudiate', {});
    expect(told(open)).toEqual({ 1: [DIRECTORY, STATE], 2: [] });
  });
  test('when it is unlocked, about what it missed; no other window is told', async () => {
    const { open, ann } = await setTwoWindows();
    await open.ask(2, 'session.lock', {});
    expect(told(open)).toEqual({ 1: [], 2: [] });
    await open.ask(2, 'session.unlock', { password: ann.password });
    expect(told(open)).toEqual({ 1: [], 2: [DIRECTORY] });
  });
  test('when it locks because nobody touched it', async () => {
    const { fixture, open } = await setTwoWindows();
    fixture.clock.advance(10 * MINUTE);
    open.door.sweep();
    expect(told(open)).toEqual({ 1: [STATE], 2: [STATE] });
  });
});

describe('an event that does not fit the contract', () => {
  /** Sixty letters for a database, which takes a hundred, and 120 for the contract. */
  const TOO_LONG = '😀'.repeat(60);
  const misname = (fixture: Fixture): void =>
    fixture.context.storage.transaction((tx) => void tx.run('UPDATE firm SET name = :name', { name: TOO_LONG }));

  test('is not sent: a signed-in window goes on with what it shows, and the log names the place', async () => {
    const { fixture, open, ann } = await setTwoWindows();
    misname(fixture);
    await open.ask(1, 'users.edit', rename(fixture, ann));
    expect(statesFor(open, 1)).toEqual([]);
    expect(statesFor(open, 2)).toEqual([]);
    expect(open.log).toEqual([1, 2].map((id) => `state.changed to window ${id} does not fit its contract at firmName`));
    expect(open.log.join()).not.toContain(TOO_LONG);
    // The other event fits, so it is still sent.
    expect(open.announced.map(({ windowId, name }) => [windowId, name])).toEqual([
      [1, 'directory.changed'],
      [2, 'directory.changed'],
    ]);
  });
  test('keeps no locked window open: it is signed out and shows the bare sign-in page', async () => {
    const { fixture, open } = await setTwoWindows();
    misname(fixture);
    open.door.lock(2, 'computer');
    expect(statesFor(open, 2)).toMatchObject([
      { firmName: null, firmPhone: '', screen: { name: 'sign_in', because: 'session_ended' } },
    ]);
    expect(fixture.read.all('SELECT ended_because FROM sessions WHERE ended_at IS NOT NULL')).toEqual([
      { ended_because: 'signed_out' },
    ]);
    expect((await open.refusal(2, 'session.unlock', { password: 'x' })).code).toBe('not_signed_in');
  });
  test('keeps no window open that its own person locks', async () => {
    const { fixture, open } = await setTwoWindows();
    misname(fixture);
    expect((await open.refusal(2, 'session.lock', {})).code).toBe('unexpected');
    expect(statesFor(open, 2)).toMatchObject([{ firmName: null, screen: { name: 'sign_in' } }]);
  });
  test('leaves no content in a window whose session has ended', async () => {
    const { fixture, open, admin, ann } = await setTwoWindows();
    misname(fixture);
    await open.ask(1, 'users.resetTwoFactor', resetInput(fixture, ann, fixture.nextCode(admin)));
    expect(statesFor(open, 2)).toMatchObject([{ firmName: null, screen: { name: 'sign_in' } }]);
  });
});
