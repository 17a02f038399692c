// Nothing that a window sends keeps main busy: how long, how much and how deep it is comes before anything is computed
// from it. The longest hostile texts go to every field of every request.
import { performance } from 'node:perf_hooks';
import { expect, test, vi } from 'vitest';
import { readInput } from '../../main/ipc/read-input.ts';
import { MAX_INPUT_LENGTH } from '../../preload/channels.ts';
import { toFailure } from '../support/open-door.ts';
import { NAMES, REQUESTS } from './requests.ts';
import { type Scene, sceneFor, WINDOW } from './scenes.ts';

/** One request may keep main busy for so many ms. */
const MOST_MS = 50;
/** A busy computer slows a measurement and never speeds it up, so the best of several counts. */
const MEASUREMENTS = 5;

const PIECES: readonly (readonly [string, string])[] = [
  ['dots', '.'],
  ['spaces', ' '],
  ['line breaks', '\n'],
  ['at signs', '@'],
  ['an email without end', 'a@a.'],
  ['combining marks', '\u0315\u0300\u0327'],
  ['letters that normalize to eighteen', '\ufdfa'],
  ['letters that decompose', '\u0958'],
  ['joiners', '\u0915\u200d'],
  ['emoji', '\u{1F468}\u200d'],
  ['astral letters', '\u{1D11E}'],
  ['halves of pairs', '\ud83d'],
  ['digits', '1'],
  ['digits and spaces', '1 ('],
  ['quotes', '"'],
];
/** Around the limit of most fields, and as much as a request can hold. */
const SIZES = [1000, MAX_INPUT_LENGTH];

function textOf(piece: string, size: number): string {
  // In JSON a quote takes two characters and half a pair takes six.
  const written = JSON.stringify(piece).length - 2;
  return piece.repeat(Math.max(1, Math.floor((size - Math.min(size / 2, 3000)) / written)));
}

/** The places of an input that take a text, each with a function that puts one there. */
function* places(input: unknown): Generator<(hostile: unknown) => unknown> {
  if (Array.isArray(input)) {
    yield (hostile) => [hostile];
    yield (hostile) => Array.from({ length: 12_000 }, () => (typeof hostile === 'string' ? hostile.slice(0, 5) : 1));
  } else if (typeof input === 'object' && input !== null) {
    for (const [key, value] of Object.entries(input))
      for (const put of [(hostile: unknown) => hostile, ...places(value)])
        yield (hostile) => ({ ...input, [key]: put(hostile) });
    yield (hostile) => ({ ...input, [String(hostile)]: 1 });
  }
}

async function measure({ open }: Scene, name: unknown, input: unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < MEASUREMENTS && best > MOST_MS; i++) {
    const began = performance.now();
    await open.send(WINDOW, name, input);
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

test.each(NAMES)('%s answers the longest hostile text in any of its fields at once', async (name) => {
  const scene = await sceneFor(name);
  const slow: string[] = [];
  for (const [what, piece] of PIECES)
    for (const size of SIZES)
      for (const put of places(REQUESTS[name].input)) {
        const input = put(textOf(piece, size));
        const ms = await measure(scene, name, JSON.stringify(input));
        if (ms > MOST_MS) slow.push(`${what}, ${size}: ${Math.round(ms)} ms`);
      }
  expect(slow).toEqual([]);
});

/** The input with the text in every field, and as often in every list as the request can hold. */
function fillAll(input: unknown, text: string): unknown {
  if (typeof input === 'string') return text;
  if (Array.isArray(input)) {
    const most = Math.floor(MAX_INPUT_LENGTH / 3 / (JSON.stringify(text).length + 10));
    // Different ones, as a list of emails or numbers has them.
    return Array.from({ length: Math.min(most, 5000) }, (_, i) =>
      typeof input[0] === 'string' ? `${text}${i}` : i + 1,
    );
  }
  if (typeof input !== 'object' || input === null) return input;
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, fillAll(value, text)]));
}

const IN_ALL: readonly (readonly [string, string])[] = [
  ...PIECES,
  ['almost emails', 'a@b.cd.'],
  ['letters of names', '\u00e9\u0301'],
  ['almost numbers', '+1 (2) '],
];

const WITH_FIELDS = NAMES.filter((name) => Object.keys(REQUESTS[name].input).length > 0);

test.each(WITH_FIELDS)('%s answers hostile texts in all of its fields together at once', async (name) => {
  const scene = await sceneFor(name);
  const slow: string[] = [];
  for (const [what, piece] of IN_ALL)
    for (const size of [60, 100, 200, 1000]) {
      const text = piece.repeat(Math.max(1, Math.floor(size / piece.length)));
      const ms = await measure(scene, name, JSON.stringify(fillAll(REQUESTS[name].input, text)));
      if (ms > MOST_MS) slow.push(`${what}, ${size}: ${Math.round(ms)} ms`);
    }
  expect(slow).toEqual([]);
});

test('no text is taken apart before its length is known', async () => {
  const { open } = await sceneFor('session.signIn');
  const normalize = vi.spyOn(String.prototype, 'normalize');
  const input = { email: '\u0315\u0300'.repeat(6000), password: 'x' };
  expect(await open.refusal(WINDOW, 'session.signIn', input)).toMatchObject({ fields: [{ field: 'email' }] });
  const longest = Math.max(0, ...normalize.mock.contexts.map((text) => String(text).length));
  normalize.mockRestore();
  expect(longest).toBeLessThan(1100);
});

test('a request that nests, lists or names too much is refused at once', async () => {
  const scene = await sceneFor('bulkResets.prepare');
  const hostile = [
    `${'['.repeat(65_000)}${']'.repeat(65_000)}`,
    `{"a":`.repeat(20_000),
    JSON.stringify({ selection: { kind: 'users', userIds: Array(60_000).fill(1) } }),
    JSON.stringify({ selection: Object.fromEntries(Array.from({ length: 9000 }, (_, i) => [`k${i}`, i])) }),
    JSON.stringify({ selection: { kind: 'users', userIds: Array(9000).fill({ x: 1 }) } }),
  ];
  for (const input of hostile) {
    expect(toFailure(await scene.open.send(WINDOW, 'bulkResets.prepare', input)).code).toBe('bad_input');
    expect(await measure(scene, 'bulkResets.prepare', input)).toBeLessThan(MOST_MS);
  }
});

test('a budget refuses what nests, lists or names too much, before the contract is asked', () => {
  const ids = (count: number) => JSON.stringify({ ids: Array(count).fill(1) });
  const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  expect(readInput('bulkResets.prepare', ids(10_000))).toBeDefined();
  expect(readInput('bulkResets.prepare', ids(10_200))).toBeUndefined();
  expect(readInput('users.list', deep(9))).toBeDefined();
  expect(readInput('users.list', deep(10))).toBeUndefined();
  expect(readInput('users.list', JSON.stringify({ search: 'x'.repeat(17_000) }))).toBeUndefined();
});

test('what is no text is refused unread', async () => {
  const scene = await sceneFor('users.list');
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const read: string[] = [];
  const trap = new Proxy(
    {},
    {
      get(_target, key) {
        read.push(String(key));
        return undefined;
      },
      ownKeys() {
        read.push('keys');
        return [];
      },
    },
  );
  const hostile = [
    cyclic,
    trap,
    new Map([['search', '']]),
    new Set(['{}']),
    new Uint8Array(50_000_000),
    new Array(10_000_000),
    new Date(),
    /(a+)+$/,
    new Error('{}'),
    new String('{}'),
    10n,
  ];
  for (const input of hostile) {
    expect(toFailure(await scene.open.send(WINDOW, 'users.list', input)).code).toBe('bad_input');
    expect(await measure(scene, 'users.list', input)).toBeLessThan(MOST_MS);
    expect(toFailure(await scene.open.send(WINDOW, input, '{}')).code).toBe('unknown_request');
  }
  expect(read).toEqual([]);
});
