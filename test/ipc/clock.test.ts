// A computer whose clock is broken: every request answers with a sentence that says so, or works.
import { expect, test } from 'vitest';
import { decideCode } from '../../main/domain/two-factor.ts';
import { noteTime } from '../../main/services/act/check-clock.ts';
import { getHighWater } from '../../main/storage/tables/clock.ts';
import { dump } from '../support/fixture.ts';
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
  ['without end', Number.POSITIVE_INFINITY],
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
