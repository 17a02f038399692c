// The report of an evidence pack: each act on somebody's second factor with what that person answered.
import { afterEach, expect, test, vi } from 'vitest';
import type { OutputOf } from '../../../preload/contract/index.ts';
import { changedSettings, readEvidence } from '../../../renderer/activity/read-evidence.ts';

afterEach(() => vi.unstubAllGlobals());

type EvidenceRecord = OutputOf<'evidence.listRecords'>['records'][number];

/** By name. */
const NUMBERS: Readonly<Record<string, number>> = { Margaret: 1, Ann: 2, Tom: 3 };
let seq = 0;
const record = (
  action: string,
  actor: string,
  target: string | null,
  more: Partial<EvidenceRecord> = {},
): EvidenceRecord => {
  seq += 1;
  const role = (name: string | null) => (name === null ? null : name === 'Margaret' ? 'partner_admin' : 'client_ops');
  return {
    seq,
    at: seq,
    actorId: NUMBERS[actor] ?? null,
    actorName: actor,
    actorRole: role(actor),
    targetId: target === null ? null : (NUMBERS[target] ?? null),
    targetName: target,
    targetRole: role(target),
    action,
    outcome: 'done',
    reason: null,
    detail: {},
    ...more,
  };
};

/** Main answers two records at a time, and then an empty piece. */
function answer(records: readonly EvidenceRecord[]): void {
  const request = async (_: string, input: string) => {
    const { after } = JSON.parse(input) as { readonly after: number };
    const next = after + 2;
    return JSON.stringify({
      ok: true,
      value: { records: records.slice(after, next), next: next <= records.length ? next : null },
    });
  };
  vi.stubGlobal('window', { rekey: { request } });
}

test('an act gets the first answer of its person, and of nobody else', async () => {
  const acts = [
    record('two_factor.reset', 'Margaret', 'Ann'),
    record('two_factor.reset', 'Margaret', 'Tom', { outcome: 'denied' }),
    record('temporary_code.issued', 'Margaret', 'Tom'),
    record('session.started', 'Margaret', null),
    record('account.frozen', 'Tom', 'Tom'),
    record('two_factor.set_up', 'Ann', 'Ann'),
    record('session.started', 'Ann', null),
    record('password.reset', 'Margaret', 'Ann'),
  ];
  answer(acts);
  const { handled, listed, total } = await readEvidence('a'.repeat(22));
  expect(handled).toEqual([
    { act: acts[0], answer: acts[5] },
    { act: acts[2], answer: acts[4] },
    { act: acts[7], answer: undefined },
  ]);
  expect([total, listed]).toEqual([8, acts]);
});

test('a long pack lists its first 2,000 records, and looks at all of them', async () => {
  const acts = Array.from({ length: 2100 }, () => record('session.started', 'Margaret', null));
  answer([...acts, record('two_factor.reset', 'Margaret', 'Ann')]);
  const { handled, listed, total } = await readEvidence('a'.repeat(22));
  expect([handled.length, listed.length, total]).toEqual([1, 2000, 2101]);
});

test('one answer is that to all acts before it, and the next act waits for another one', async () => {
  const acts = [
    record('two_factor.reset', 'Margaret', 'Ann'),
    record('password.reset', 'Margaret', 'Ann'),
    record('session.started', 'Ann', null),
    record('session.started', 'Ann', null),
    record('two_factor.reset', 'Margaret', 'Ann'),
    record('two_factor.set_up', 'Ann', 'Ann'),
  ];
  answer(acts);
  const { handled } = await readEvidence('a'.repeat(22));
  expect(handled.map((each) => each.answer)).toEqual([acts[2], acts[2], acts[5]]);
});

test('two people of one name and one role do not share their answers', async () => {
  const acts = [
    record('two_factor.reset', 'Margaret', 'Ann'),
    record('two_factor.reset', 'Margaret', 'Ann', { targetId: 4 }),
    record('session.started', 'Ann', null, { actorId: 4 }),
  ];
  answer(acts);
  const { handled } = await readEvidence('a'.repeat(22));
  expect(handled.map((each) => each.answer)).toEqual([undefined, acts[2]]);
});

test('a long pack describes its first 1,000 acts on second factors, and counts all of them', async () => {
  answer(Array.from({ length: 1100 }, () => record('two_factor.reset', 'Margaret', 'Tom')));
  const { handled, handledTotal } = await readEvidence('a'.repeat(22));
  expect([handled.length, handledTotal]).toEqual([1000, 1100]);
});

test('each policy after the first one says what was changed, and from what', () => {
  const before = { tieDays: 7, signInPlace: null, secondApproverRequired: false };
  const after = { tieDays: 14, signInPlace: 'At the desk', secondApproverRequired: false };
  expect(changedSettings(before, after)).toEqual({
    tieDaysFrom: 7,
    tieDaysTo: 14,
    signInPlaceFrom: null,
    signInPlaceTo: 'At the desk',
  });
  expect(changedSettings(after, after)).toEqual({});
});
