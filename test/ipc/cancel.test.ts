// Cancel ends what is being checked: whatever the late result is, it opens nothing, changes nothing and says nothing, and
// the attempt counts.
import { expect, test } from 'vitest';
import { codeAtStep, stepAt } from '../../main/domain/two-factor.ts';
import { resetPassword } from '../../main/services/users/reset-password.ts';
import type { InputOf, RequestName } from '../../preload/contract/index.ts';
import { fromBase32 } from '../support/base32.ts';
import { createFixture, dump, type Fixture, type Person } from '../support/fixture.ts';
import { type OpenDoor, openDoor, toFailure } from '../support/open-door.ts';
import { done, inviteOne, NEW_NAME, NEW_PASSWORD, signInPresent } from '../support/people.ts';
import { createSlowHasher, type SlowHasher } from '../support/slow-hasher.ts';

const WINDOW = 1;

interface Scene {
  readonly fixture: Fixture;
  readonly open: OpenDoor;
  readonly hasher: SlowHasher;
  readonly ann: Person;
  readonly admin: Person;
}

async function setScene(): Promise<Scene> {
  const hasher = createSlowHasher();
  const fixture = createFixture({ passwords: hasher });
  const admin = await fixture.addPerson({ role: 'partner_admin' });
  const ann = await fixture.addPerson({ role: 'client_ops', clients: [fixture.addClient('Alder')] });
  return { fixture, open: openDoor(fixture), hasher, ann, admin };
}

const failuresOf = ({ fixture }: Scene, factor: string): unknown =>
  fixture.read.get('SELECT failures FROM throttles WHERE factor = :factor', { factor })?.['failures'] ?? 0;

/** Sends a request, leaves while its proof is hashed, then lets the hash go. @returns the failure of the request. */
async function leaveMeanwhile<N extends RequestName>(
  { open, hasher }: Scene,
  name: N,
  input: InputOf<N>,
  leaving: 'session.cancel' | 'session.signOut' = 'session.cancel',
): Promise<string> {
  hasher.hold();
  const answer = open.send(WINDOW, name, JSON.stringify(input));
  const { screen } = await open.ask(WINDOW, leaving, {});
  expect(screen.name).toBe('sign_in');
  hasher.release();
  return toFailure(await answer).code;
}

/** What is there afterwards: the window at the sign-in page, and no session that anybody can use. */
async function expectNothingOpened({ fixture, open }: Scene): Promise<void> {
  expect(await open.screen(WINDOW)).toBe('sign_in');
  expect(fixture.read.all('SELECT id FROM sessions WHERE ended_at IS NULL')).toEqual([]);
}

const signIn = ({ open, ann }: Scene) =>
  open.ask(WINDOW, 'session.signIn', { email: ann.email, password: ann.password });

test('Cancel while the password is checked: a right one and a wrong one are answered alike, and both count', async () => {
  for (const isRight of [true, false]) {
    const scene = await setScene();
    const before = dump(scene.fixture.read, ['throttles']);
    const password = isRight ? scene.ann.password : 'not the password';
    expect(await leaveMeanwhile(scene, 'session.signIn', { email: scene.ann.email, password })).toBe('not_now');
    await expectNothingOpened(scene);
    expect(failuresOf(scene, 'password')).toBe(1);
    expect(dump(scene.fixture.read, ['throttles'])).toBe(before);
  }
});

test('cancelling gives no more guesses than the counter allows', async () => {
  const scene = await setScene();
  const answers: string[] = [];
  for (let i = 0; i < 7; i++)
    answers.push(await leaveMeanwhile(scene, 'session.signIn', { email: scene.ann.email, password: `guess ${i}` }));
  expect(answers.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'not_now'));
  expect(answers.slice(5)).toEqual(['locked_until', 'locked_until']);
});

test('Cancel while a recovery code is checked: it is not spent, no session was ever there, and the attempt counts', async () => {
  for (const isRight of [true, false]) {
    const scene = await setScene();
    await signIn(scene);
    const recoveryCode = isRight ? (scene.ann.recoveryCodes[0] ?? '') : 'AAAA-BBBB-CCCC-DDDD';
    expect(await leaveMeanwhile(scene, 'session.useRecoveryCode', { recoveryCode })).toBe('not_now');
    await expectNothingOpened(scene);
    expect(scene.fixture.read.all('SELECT id FROM sessions')).toEqual([]);
    expect(failuresOf(scene, 'recovery_code')).toBe(1);
    expect(scene.fixture.read.all('SELECT 1 FROM recovery_codes WHERE used_at IS NOT NULL')).toEqual([]);
  }
});

test('Cancel while a new password is stored leaves the old state, and its code works again', async () => {
  const scene = await setScene();
  const { fixture, open, ann, admin } = scene;
  const { issued } = done(
    resetPassword(fixture.context, await signInPresent(fixture, admin), {
      userId: ann.id,
      version: fixture.user(ann).version,
      note: '',
      identityCheck: 'in_person',
      vouchedBy: '',
      code: '',
    }),
  );
  const { code } = issued;
  await open.ask(WINDOW, 'session.enterOneTimeCode', { email: ann.email, code });
  const before = dump(fixture.read);
  expect(await leaveMeanwhile(scene, 'session.choosePassword', { password: NEW_PASSWORD })).toBe('not_now');
  expect(await open.screen(WINDOW)).toBe('sign_in');
  expect(dump(fixture.read)).toBe(before);
  const { screen } = await open.ask(WINDOW, 'session.enterOneTimeCode', { email: ann.email, code });
  expect(screen.name).toBe('new_password');
});

test('Cancel while an activation is hashed or confirmed leaves an invitation', async () => {
  const scene = await setScene();
  const { fixture, open, admin } = scene;
  const { userId, code } = inviteOne(fixture, await signInPresent(fixture, admin), 'ines@quill.example');
  const enter = () => open.ask(WINDOW, 'session.enterOneTimeCode', { email: 'ines@quill.example', code });
  await enter();
  expect(await leaveMeanwhile(scene, 'session.activate', NEW_NAME)).toBe('not_now');
  await enter();
  const { screen } = await open.ask(WINDOW, 'session.activate', NEW_NAME);
  if (screen.name !== 'authenticator') throw new Error(screen.name);
  const typed = codeAtStep(fromBase32(screen.setupKey), stepAt(fixture.clock.now()));
  expect(await leaveMeanwhile(scene, 'setUp.confirm', { code: typed })).toBe('not_now');
  expect(fixture.user({ id: userId }).status).toBe('invited');
  expect(await open.screen(WINDOW)).toBe('sign_in');
});

test('Sign out while the password that unlocks is checked signs out, and the attempt counts', async () => {
  const scene = await setScene();
  await scene.open.signIn(WINDOW, scene.ann);
  await scene.open.ask(WINDOW, 'session.lock', {});
  const { password } = scene.ann;
  expect(await leaveMeanwhile(scene, 'session.unlock', { password }, 'session.signOut')).toBe('not_now');
  await expectNothingOpened(scene);
  expect(failuresOf(scene, 'password')).toBe(1);
});

test('what a page asked for before it died opens nothing: the window stays where it was, and the attempt counts', async () => {
  const scene = await setScene();
  const { open, hasher, ann, fixture } = scene;
  const dieMeanwhile = async <N extends RequestName>(name: N, input: InputOf<N>): Promise<string> => {
    hasher.hold();
    const answer = open.send(WINDOW, name, JSON.stringify(input));
    open.door.lock(WINDOW, 'restarted');
    hasher.release();
    return toFailure(await answer).code;
  };
  const { email, password } = ann;
  expect(await dieMeanwhile('session.signIn', { email, password })).toBe('not_now');
  expect(await open.screen(WINDOW)).toBe('sign_in');
  await signIn(scene);
  const [recoveryCode = ''] = ann.recoveryCodes;
  expect(await dieMeanwhile('session.useRecoveryCode', { recoveryCode })).toBe('not_now');
  expect(await open.screen(WINDOW)).toBe('code');
  expect(fixture.read.all('SELECT id FROM sessions')).toEqual([]);
  await open.ask(WINDOW, 'session.verifyCode', { code: fixture.nextCode(ann) });
  await open.ask(WINDOW, 'session.lock', {});
  expect(await dieMeanwhile('session.unlock', { password })).toBe('not_now');
  const { screen } = await open.ask(WINDOW, 'application.getState', {});
  expect(screen).toMatchObject({ name: 'locked', because: 'restarted' });
});
