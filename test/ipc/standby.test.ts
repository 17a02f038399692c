// The standby of the database is missing: nothing is done until it is back, or until a Partner Admin decides to go on.
import { expect, test } from 'vitest';
import { SHORTEST_MISSING_MS } from '../../main/domain/standby.ts';
import { noteStandby } from '../../main/services/desktops/standby.ts';
import { giveMissingStandby } from '../support/missing-standby.ts';
import { REQUESTS } from './requests.ts';
import { resetInput, type Scene, setScene, WINDOW } from './scenes.ts';

const actionsOf = ({ fixture }: Scene): readonly string[] => fixture.activity().map(({ action }) => action);

async function setMissing() {
  const scene = await setScene();
  const { fixture, open, admin } = scene;
  const standby = giveMissingStandby(fixture.context.storage);
  noteStandby(fixture.context);
  const missingSince = fixture.clock.now();
  await open.signIn(WINDOW, admin);
  const decide = (code = '') => open.ask(WINDOW, 'desktops.goOnWithoutStandby', { code });
  const standbyShown = async () => {
    const { screen } = await open.ask(WINDOW, 'application.getState', {});
    return screen.name === 'signed_in' ? screen.standby : undefined;
  };
  return { ...scene, standby, missingSince, decide, standbyShown };
}

test('people sign in and read, and nothing is done', async () => {
  const scene = await setMissing();
  const { fixture, open, ann } = scene;
  await open.ask(WINDOW, 'users.list', REQUESTS['users.list'].input);
  const before = fixture.user(ann);
  const reset = resetInput(fixture, ann, fixture.nextCode(scene.admin));
  for (const [name, input] of [
    ['users.resetTwoFactor', reset],
    ['clients.add', REQUESTS['clients.add'].input],
  ] as const)
    expect([name, await open.refusal(WINDOW, name, input)]).toEqual([name, { code: 'standby_missing' }]);
  expect(fixture.user(ann)).toEqual(before);
  expect(actionsOf(scene)).not.toContain('two_factor.reset');
  // What nobody can do is no attempt.
  expect(fixture.activity().filter(({ outcome }) => outcome === 'denied')).toEqual([]);
  // The code was not used up.
  scene.standby.become({ isInStep: true });
  expect(await open.ask(WINDOW, 'users.resetTwoFactor', reset)).toMatchObject({ outcome: 'done' });
});

test('a Partner Admin decides with a fresh code, once, and it is shown until the standby is in step again', async () => {
  const scene = await setMissing();
  const { fixture, open, ann, admin, standby, missingSince, decide, standbyShown } = scene;
  expect(await standbyShown()).toEqual({ since: missingSince, decidedBy: null });
  fixture.clock.advance(6 * 60_000);
  expect((await open.refusal(WINDOW, 'desktops.goOnWithoutStandby', { code: '' })).code).toBe('fresh_code_needed');
  const state = await decide(fixture.nextCode(admin));
  expect(state.standby).toEqual({
    kind: 'alone',
    since: missingSince,
    decidedAt: fixture.clock.now(),
    byName: 'Margaret Ashworth',
  });
  await decide();
  expect(actionsOf(scene).filter((action) => action === 'standby.gone_without')).toHaveLength(1);
  expect(await standbyShown()).toEqual({ since: missingSince, decidedBy: 'Margaret Ashworth' });
  expect(await open.ask(WINDOW, 'users.resetTwoFactor', resetInput(fixture, ann, ''))).toMatchObject({
    outcome: 'done',
  });

  standby.become({ isInStep: true });
  noteStandby(fixture.context);
  noteStandby(fixture.context);
  expect(actionsOf(scene).filter((action) => action.startsWith('standby.'))).toEqual([
    'standby.missing',
    'standby.gone_without',
    'standby.in_step',
    'standby.alone_ended',
  ]);
  expect(await standbyShown()).toBeUndefined();
  expect((await open.refusal(WINDOW, 'desktops.goOnWithoutStandby', { code: '' })).code).toBe('not_now');
});

test('what was done without an answer is not told again before the standby has it', async () => {
  const { fixture, open, ann, admin, standby } = await setMissing();
  standby.become({ isInStep: true });
  noteStandby(fixture.context);
  const input = JSON.stringify(resetInput(fixture, ann, fixture.nextCode(admin)));
  const sender = { windowId: WINDOW, actId: 'a'.repeat(22) };
  const ask = async (): Promise<{ ok: boolean; failure?: unknown; value?: unknown }> =>
    JSON.parse(await open.door.answer(sender, 'users.resetTwoFactor', input));
  const first = await ask();
  expect(first.ok).toBe(true);
  standby.become({ isInStep: false });
  expect(await ask()).toEqual({ ok: false, failure: { code: 'standby_missing' } });
  standby.become({ isInStep: true });
  expect(await ask()).toEqual(first);
});

test('nobody decides before a database that is only cut off has ended', async () => {
  const scene = await setMissing();
  const { fixture, open, admin, missingSince, decide } = scene;
  fixture.clock.advance(missingSince + SHORTEST_MISSING_MS - 1 - fixture.clock.now());
  expect((await open.refusal(WINDOW, 'desktops.goOnWithoutStandby', { code: '' })).code).toBe('standby_just_missing');
  expect(actionsOf(scene)).not.toContain('standby.gone_without');
  fixture.clock.advance(1);
  expect((await decide(fixture.nextCode(admin))).standby).toMatchObject({ kind: 'alone' });
});

test('what is not noted yet is noted by the first try, and the time begins then', async () => {
  const { fixture, open, admin } = await setScene();
  const standby = giveMissingStandby(fixture.context.storage);
  await open.signIn(WINDOW, admin);
  expect((await open.refusal(WINDOW, 'desktops.goOnWithoutStandby', { code: '' })).code).toBe('standby_just_missing');
  expect(standby.notes?.missingSince).toBe(fixture.clock.now());
});

test('people of clients are not told where the database is', async () => {
  const { open, ann } = await setMissing();
  await open.signIn(WINDOW + 1, ann);
  const { screen } = await open.ask(WINDOW + 1, 'application.getState', {});
  expect(screen).not.toHaveProperty('standby');
});
