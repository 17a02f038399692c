// The connection in words: since when it is lost, what to do, and where the refusal of a join is said.
import { expect, test } from 'vitest';
import type { Failure, Line } from '../../../preload/contract/index.ts';
import { lineSchema } from '../../../preload/contract/line.ts';
import { clockDifference, joinProblem, NEXT_WORDS, notConnectedWords } from '../../../renderer/words/line-words.ts';
import { momentWords } from '../../../renderer/words/time-words.ts';

const at = (day: number, hour: number, minute: number): number => new Date(2026, 10, day, hour, minute).getTime();

test('a connection that was lost today says the time, and an earlier one the day as well', () => {
  expect(momentWords(at(30, 10, 42), at(30, 17, 0))).toBe('10:42');
  expect(momentWords(at(29, 23, 59), at(30, 0, 1))).toBe('29 Nov 2026, 23:59');
});

const NOT_CONNECTED: Extract<Line, { kind: 'not_connected' }> = {
  kind: 'not_connected',
  name: 'Office server',
  since: 0,
  why: 'connecting',
  serverVersion: null,
};

const WHYS = lineSchema.options[2].entries.why.options;

test.each(WHYS)('%s has a line, a page and a next step, and names the server', (why) => {
  expect(NEXT_WORDS[why]).not.toBe('');
  const { title, what, next } = notConnectedWords({ ...NOT_CONNECTED, why }, '0.4.0');
  expect(title).not.toMatch(/\.$/);
  expect(what).toContain('Office server');
  expect(next).toMatch(/[.?]$/);
});

test('only what needs a new pairing code asks to forget the server', () => {
  const needing = WHYS.filter((why) => notConnectedWords({ ...NOT_CONNECTED, why }, '0.4.0').needsCode);
  expect(needing).toEqual(['revoked', 'expired', 'wrong_server']);
  for (const why of WHYS)
    expect(notConnectedWords({ ...NOT_CONNECTED, why }, '0.4.0').next.includes('forget the server')).toBe(
      needing.includes(why),
    );
});

test('other versions are both named, where both are known', () => {
  const other = { ...NOT_CONNECTED, why: 'other_version' } as const;
  expect(notConnectedWords({ ...other, serverVersion: '0.5.0' }, '0.4.0').what).toBe(
    'Office server has Rekey 0.5.0, and this computer has Rekey 0.4.0.',
  );
  expect(notConnectedWords(other, '0.4.0').what).toContain('another version of Rekey');
});

test('a clock that differs is said in the unit that a person uses', () => {
  expect(clockDifference(7)).toBe('This computer’s clock is about 7 minutes ahead of the server’s, which counts');
  expect(clockDifference(-180)).toContain('3 hours behind');
});

const JOIN_REFUSALS: readonly (readonly [Failure, 'address' | 'pairingCode' | 'name'])[] = [
  [{ code: 'server_not_reached' }, 'address'],
  [{ code: 'wrong_server' }, 'address'],
  [{ code: 'wrong_pairing_code' }, 'pairingCode'],
  [{ code: 'locked_until', until: at(30, 10, 42) }, 'pairingCode'],
  [{ code: 'bad_input', fields: [{ field: 'name', message: 'Enter the name of this computer.' }] }, 'name'],
  [{ code: 'bad_input', fields: [{ field: 'address', message: 'Enter the address.' }] }, 'address'],
];

test.each(JOIN_REFUSALS)('the refusal %o is said beside its field, and nowhere else', (failure, field) => {
  const { isAtField, ...fields } = joinProblem(failure);
  expect(isAtField).toBe(true);
  expect(Object.entries(fields).filter(([, sentence]) => sentence !== undefined)).toEqual([
    [field, expect.stringMatching(/\.$/)],
  ]);
});

test('a refusal that belongs to no field is said below the fields', () => {
  expect(joinProblem({ code: 'server_other_version' }).isAtField).toBe(false);
  expect(joinProblem(undefined).isAtField).toBe(false);
});
