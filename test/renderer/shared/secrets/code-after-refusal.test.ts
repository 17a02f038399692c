// What stays of a typed code after a refusal.
import { afterEach, expect, test, vi } from 'vitest';
import type { Failure } from '../../../../preload/contract/index.ts';
import { RequestFailed } from '../../../../renderer/bridge.ts';
import { keepUnusedCode } from '../../../../renderer/shared/secrets/code-after-refusal.ts';

afterEach(() => vi.unstubAllGlobals());

/** @param needsCode what main answers; undefined: it refuses to answer. */
function stubMain(needsCode: boolean | undefined): readonly string[] {
  const asked: string[] = [];
  const reply =
    needsCode === undefined ? { ok: false, failure: { code: 'not_signed_in' } } : { ok: true, value: { needsCode } };
  vi.stubGlobal('window', {
    rekey: {
      request: async (name: string) => {
        asked.push(name);
        return JSON.stringify(reply);
      },
    },
  });
  return asked;
}

const refusal = (failure: Failure) => new RequestFailed(failure);

test.each([
  { code: 'code_already_used', waitMs: 9000 },
  { code: 'phone_clock_off', minutes: 3 },
  { code: 'temporary_code_used' },
] as const)('a code that is used up goes: %j', async (failure) => {
  const asked = stubMain(true);
  expect(await keepUnusedCode('123456', refusal(failure))).toBe('');
  expect(asked).toEqual([]);
});

test.each<Failure>([
  { code: 'bad_input', fields: [] },
  { code: 'wrong_code' },
])('a code that main has not accepted stays: %j', async (failure) => {
  stubMain(false);
  expect(await keepUnusedCode('123456', refusal(failure))).toBe('123456');
});

test.each([
  { code: 'conflict' },
  { code: 'forbidden' },
  { code: 'locked_until', until: 1 },
] as const)('after %j the code goes only if main has accepted it before it refused', async (failure) => {
  stubMain(false);
  expect(await keepUnusedCode('123456', refusal(failure))).toBe('');
  stubMain(true);
  expect(await keepUnusedCode('123456', refusal(failure))).toBe('123456');
  stubMain(undefined);
  expect(await keepUnusedCode('123456', refusal(failure))).toBe('123456');
});

test('where no code was typed, nothing is asked', async () => {
  const asked = stubMain(true);
  expect(await keepUnusedCode('', refusal({ code: 'conflict' }))).toBe('');
  expect(asked).toEqual([]);
});
