// Each code works once. Main says how long an app still shows the one that is used, so that nobody tries it.
import { expect, test } from 'vitest';
import { STEP_MS } from '../../main/domain/two-factor.ts';
import { SECOND } from '../support/seeded.ts';
import { resetInput, setScene } from './scenes.ts';

test('the code of a sign-in proves no presence, and main says when the next one comes', async () => {
  const { fixture, open, admin, ann } = await setScene();
  await open.signIn(1, admin);
  // The clock of the tests stands ten seconds after the beginning of a step.
  fixture.clock.advance(5 * SECOND);
  expect(await open.ask(1, 'account.getPresence', {})).toEqual({ needsCode: true, waitMs: STEP_MS - 15 * SECOND });
  expect(await open.refusal(1, 'users.resetTwoFactor', resetInput(fixture, ann, fixture.codeOf(admin)))).toEqual({
    code: 'code_already_used',
    waitMs: STEP_MS - 15 * SECOND,
  });
  fixture.clock.advance(STEP_MS - 15 * SECOND);
  expect(await open.ask(1, 'account.getPresence', {})).toEqual({ needsCode: true, waitMs: 0 });
  await open.ask(1, 'users.resetTwoFactor', resetInput(fixture, ann, fixture.codeOf(admin)));
  expect(await open.ask(1, 'account.getPresence', {})).toEqual({ needsCode: false, waitMs: STEP_MS });
});

test('who signs in again at once reads on the page of the code how long to wait', async () => {
  const { open, admin } = await setScene();
  await open.signIn(1, admin);
  await open.ask(1, 'session.signOut', {});
  const { screen } = await open.ask(1, 'session.signIn', { email: admin.email, password: admin.password });
  expect(screen).toEqual({ name: 'code', email: admin.email, waitMs: STEP_MS - 10 * SECOND });
});
