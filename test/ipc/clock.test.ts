// A computer whose clock is broken: every request answers with a sentence that says so, or works.
import { expect, test } from 'vitest';
import { decideCode } from '../../main/domain/two-factor.ts';
import { noteTime } from '../../main/services/act/check-clock.ts';
import { getHighWater } from '../../main/storage/tables/clock.ts';
import { createComputer } from '../support/computer.ts';
import { isPostgres } from '../support/engine.ts';
import { createFixture, dump } from '../support/fixture.ts';
import { openDoor } from '../support/open-door.ts';
import { HOUR, MINUTE } from '../support/seeded.ts';
import { NAMES, REQUESTS } from './requests.ts';
import { setSceneAt, stageOf, WINDOW } from './scenes.ts';

const BROKEN: readonly (readonly [string, number])[] = [
  ['as early as dates go', -8.64e15],
  ['before 1970', -1],
  ['at the beginning of 1970', 0],
  ['29 seconds later', 29_999],
  ['before Rekey was made', Date.UTC(2019, 11, 31)],
  ['after the year 9999', Date.UTC(10_000, 0)],
  ['as late as dates go', 8.64e15],
  ['beyond that', Number.MAX_SAFE_INTEGER],
  ['no number', Number.NaN],
  // No computer has it, and PostgreSQL takes no such number.
  ...(isPostgres ? [] : ([['without end', Number.POSITIVE_INFINITY]] as const)),
];

test.each(BROKEN)('a clock that is %s is named, and nothing is dated by it', async (_what, now) => {
  for (const stage of ['signed_out', 'code', 'authenticator', 'signed_in', 'locked'] as const) {
    const { fixture, open } = await setSceneAt(stage);
    fixture.clock.advance(now - fixture.clock.now());
    const before = dump(fixture.read);
    for (const name of NAMES) {
      const { at, input } = REQUESTS[name];
      if (at === 'sample' || !at.includes(stage) || /^(application|session\.(cancel|lock|signOut)|window)/.test(name))
        continue;
      const { code } = await open.refusal(WINDOW, name, input);
      expect([name, code]).toEqual([
        name,
        expect.stringMatching(/^(clock_impossible|not_signed_in|not_now|unknown_request)$/),
      ]);
    }
    noteTime(fixture.context);
    expect(dump(fixture.read)).toBe(before);
    expect(await stageOf(open)).toMatch(/^(signed_out|code|authenticator|signed_in|locked)$/);
    expect(open.log).toEqual([]);
  }
});

test('a clock that is right again goes on where it was', async () => {
  const { fixture, open, ann } = await setSceneAt('code');
  const now = fixture.clock.now();
  fixture.clock.advance(8.64e15 - now);
  expect((await open.refusal(WINDOW, 'session.verifyCode', { code: '000000' })).code).toBe('clock_impossible');
  noteTime(fixture.context);
  fixture.clock.advance(now - 8.64e15);
  expect(getHighWater(fixture.read)).toBeLessThanOrEqual(now);
  await open.signIn(2, ann);
});

test.each([0, 15_000, 29_999, 30_000])('a code is decided also %i ms after the beginning of time', (now) => {
  const secret = new Uint8Array(20);
  expect(decideCode({ secret, code: '000000', now, lastStep: 0 }).kind).toMatch(/wrong|phone_clock_off/);
});

/** What the window is told of the computer's clock. */
const told = (open: ReturnType<typeof openDoor>, windowId: number): unknown =>
  (
    open.announced.findLast((event) => event.windowId === windowId && event.name === 'state.changed')?.payload as
      | { clock: unknown }
      | undefined
  )?.clock;

test('a clock that jumps is shown to every window, and nobody is signed out or locked', async () => {
  const computer = createComputer();
  const fixture = createFixture({ clock: computer.clock });
  const open = openDoor(fixture);
  await open.signIn(1, await fixture.addPerson({ role: 'partner_admin' }));
  await open.screen(2);
  for (const [hours, text] of [
    [5, 300],
    [-5, -300],
  ] as const) {
    computer.setAhead(hours * HOUR);
    computer.clock.advance(MINUTE);
    noteTime(fixture.context);
    open.door.sweep();
    expect(told(open, 1)).toMatchObject({
      minutes: text,
      isFollowed: false,
      until: hours > 0 ? null : expect.anything(),
    });
    expect(told(open, 2)).toMatchObject({ minutes: text, isFollowed: false });
    expect(await open.screen(1)).toBe('signed_in');
  }
  computer.setAhead(0);
  open.door.sweep();
  expect(told(open, 1)).toBe(null);
});

test('a clock that is behind names those who can accept it, to the firm’s own people and past the password', async () => {
  const computer = createComputer();
  const fixture = createFixture({ clock: computer.clock });
  const open = openDoor(fixture);
  const admin = await fixture.addPerson({ role: 'partner_admin', firstName: 'Ada', lastName: 'Quill' });
  const ops = await fixture.addPerson({ role: 'partner_ops' });
  const client = await fixture.addPerson({ role: 'client_ops' });
  await open.signIn(1, admin);
  computer.setAhead(-5 * HOUR);
  computer.restart();
  const until = getHighWater(fixture.read) - 5 * MINUTE;
  const clock = { minutes: -300, isFollowed: true, until, helpers: [] as string[] };
  expect((await open.ask(2, 'application.getState', {})).clock).toEqual(clock);
  expect((await open.ask(2, 'session.signIn', { email: ops.email, password: ops.password })).clock).toEqual({
    ...clock,
    helpers: ['Ada Quill'],
  });
  expect((await open.ask(3, 'session.signIn', { email: client.email, password: client.password })).clock).toEqual(
    clock,
  );
  await open.ask(4, 'session.signIn', { email: admin.email, password: admin.password });
  const state = await open.ask(4, 'session.useRecoveryCode', { recoveryCode: admin.recoveryCodes[0] ?? '' });
  expect([state.screen.name, state.clock]).toEqual(['signed_in', null]);
  await open.signIn(5, ops);
});
